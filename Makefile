# Needs Python 3.10 or newer, git and make. Everything else is installed into .venv.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# User installs, if enabled in the environment, do not work in a virtual environment.
export PIP_USER := 0

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test smoke sbom check-release lint style format types generate bench bench-hostile bench-scale bench-tables clean
.PHONY: lock audit test-neovim vscode test-vscode test-vscode-short try-vscode vscode-installed

help: ## list these targets
	@awk -F ': .*## |: ## ' '/^[a-z-]+: .*## /{printf "make %-17s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.with-test ## show the server at work on the example documents
	$(PY) tests/demo.py

# Workers take a second to start and halve the rest. Work stealing balances them, because a few
# end-to-end tests take most of the time. More than eight would only compete for the disk.
# A variable other than MAKE, because `make -n` runs lines that contain $(MAKE).
AGAIN = $(MAKE) --no-print-directory
# VS Code first, so that the last line is pytest's. Both run even if the other one fails.
test: $(VENV)/.with-test ## run the tests; ARGS="-k name" selects some
	@$(if $(ARGS),:,$(AGAIN) try-vscode); tried=$$?; \
	$(PY) -m pytest --numprocesses=auto --maxprocesses=8 --dist=worksteal $(ARGS) && exit $$tried

test-neovim: $(VENV)/.with-test ## test the plugin in a real Neovim, and list what was seen
	$(PY) -m pytest -rP tests/editors/test_neovim.py tests/editors/test_neovim_screen.py $(ARGS)

lint: style format types ## check style, formatting and types

style: $(VENV)/.with-lint
	$(PY) -m ruff check

format: $(VENV)/.with-lint
	$(PY) -m ruff format --check

# mypy needs the types of the libraries that the tests use, too.
types: $(VENV)/.with-test $(VENV)/.with-lint
	$(PY) -m mypy

# Each archive is installed into an empty environment: only there a file missing from the package is noticed.
smoke: $(VENV)/.with-test $(VENV)/.with-release $(VENV)/.with-audit ## build the wheel and the sdist, and test each in an empty environment
	@rm -rf dist
	@$(PY) -m build --no-isolation --outdir dist . >/dev/null
	@set -e; for archive in dist/*.whl dist/*.tar.gz; do \
	  $(PYTHON) -m venv --clear $(VENV)/smoke; \
	  $(VENV)/smoke/bin/python -m pip install --quiet "$$archive"; \
	  echo "$$archive"; \
	  $(VENV)/smoke/bin/python tests/smoke.py $(abspath $(VENV))/smoke/bin/backlog-ls; \
	done
	@echo "uvx --from ."
	@$(VENV)/bin/uvx --from . backlog-ls check --statistics tests/examples/BACKLOG.md --exit-zero

# The runtime packages are those of the environment of `make smoke`.
sbom: smoke ## write dist/backlog-ls.cdx.json, the list of all components of a release (CycloneDX)
	@$(VENV)/bin/cyclonedx-py environment $(VENV)/smoke/bin/python --pyproject pyproject.toml \
	  --output-reproducible --output-file dist/backlog-ls.cdx.json

check-release: $(VENV)/.with-test ## check that version, changelog and address are ready; TAG=v1.2.3
	$(PY) tests/check_release.py $(TAG)

generate: $(VENV)/.with-test ## write all generated files: rules page, VS Code settings, README capture
	$(PY) tests/generate.py

bench: $(VENV)/.with-test $(VENV)/.with-bench ## time typing, compared with other servers; ARGS=--quick
	$(PY) tests/benchmarks/typing_latency.py $(ARGS)

bench-hostile: $(VENV)/.with-test ## time text that is designed to be slow; ARGS=--quick
	$(PY) tests/benchmarks/hostile_input.py $(ARGS)

bench-scale: $(VENV)/.with-test ## time workspaces of 100 to 50,000 files; ARGS=--quick
	$(PY) tests/benchmarks/workspace_scale.py $(ARGS)

bench-tables: $(VENV)/.with-test $(VENV)/.with-bench ## compare formatters on fourteen tables; ARGS=--show
	$(PY) tests/benchmarks/table_formatters.py $(ARGS)

.PHONY: bench-check bench-calm
bench-check: $(VENV)/.with-test $(VENV)/.with-bench ## time checking whole repositories, compared with other linters; ARGS=--quick
	$(PY) tests/benchmarks/checking_many.py $(ARGS)

bench-calm: $(VENV)/.with-test ## type documents and count findings that pass; ARGS="--folder REPOSITORIES"
	$(PY) tests/benchmarks/passing_findings.py $(ARGS)

.PHONY: fuzz fuzz-edits fuzz-messages fuzz-patterns fuzz-coverage soak
# It continues where it stopped, using a state file.
fuzz: $(VENV)/.with-test ## type at random, a million edits by default; ARGS="--edits N --seed N"
	$(PY) tests/fuzz/type_at_random.py $(ARGS)

fuzz-edits: $(VENV)/.with-test ## apply every edit that is offered in real documents; ARGS="--places N"
	$(PY) tests/fuzz/try_every_edit.py $(ARGS)

fuzz-messages: $(VENV)/.with-test ## send messages at random, in a thousand sessions; ARGS="--sessions N"
	$(PY) tests/fuzz/send_at_random.py $(ARGS)
	BACKLOG_LS_QUEUED=10000 $(PY) -m pytest -q -s tests/fuzz/test_messages.py -k "queued or reads or reader"

.PHONY: fuzz-repositories
# Half an hour.
fuzz-repositories: $(VENV)/.with-test ## check, fix and format whole repositories in all ways; ARGS="--only NAME"
	$(PY) tests/fuzz/try_whole_repositories.py $(ARGS)

fuzz-coverage: $(VENV)/.with-test $(VENV)/.with-fuzz ## fuzz guided by coverage; ARGS="parser|tables|settings|messages"
	$(PY) tests/fuzz/coverage_guided.py $(ARGS)

fuzz-patterns: $(VENV)/.with-test ## test every regular expression with texts designed to be slow for it
	$(PY) tests/fuzz/patterns.py $(ARGS)

soak: $(VENV)/.with-test ## type 100,000 keys and watch memory, files and processes; needs Linux
	$(PY) tests/fuzz/soak.py $(ARGS)

# The VS Code extension needs Node 20 or newer with npm; its tests also need chromium and ripgrep.
VSCODE := editors/vscode
TRY_VSCODE = cd $(VSCODE) && BACKLOG_LS_PYTHON=$(abspath $(PY)) node test/workbench/run.mjs

vscode: $(VENV)/.with-test $(VSCODE)/node_modules/.complete ## build the VS Code extension, with the server's wheel in it
	@rm -rf $(VSCODE)/bundled
	@$(PY) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir $(VSCODE)/bundled .
	@cd $(VSCODE) && npm run --silent package

test-vscode: vscode $(VSCODE)/test/workbenches/node_modules/.complete ## test the extension in two versions of VS Code
	cd $(VSCODE) && npm run --silent lint && BACKLOG_LS_PYTHON=$(abspath $(PY)) npm test --silent
	$(TRY_VSCODE) $(ARGS)

test-vscode-short: vscode $(VSCODE)/test/workbenches/node_modules/.complete ## test the most important features in one VS Code
	$(TRY_VSCODE) --short

# Skip these tests without Node, a browser or a registry, so that the server's tests run anyway.
try-vscode:
	@missing=$$(sh $(VSCODE)/test/missing.sh); \
	if [ -z "$$missing" ] && ! $(AGAIN) vscode-installed >/dev/null 2>&1; then \
		missing="packages of npm (see make vscode-installed)"; \
	fi; \
	if [ -n "$$missing" ]; then echo "VS Code is not tested. Missing: $$missing."; \
	else BACKLOG_VSCODE_PATIENCE=90000 $(AGAIN) test-vscode-short; fi

vscode-installed: $(VSCODE)/node_modules/.complete $(VSCODE)/test/workbenches/node_modules/.complete

$(VSCODE)/node_modules/.complete: $(VSCODE)/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: apt-get install nodejs npm, Node 20 or newer"; exit 1; }
	@cd $(VSCODE) && npm ci --ignore-scripts --loglevel=error && touch node_modules/.complete

$(VSCODE)/test/workbenches/node_modules/.complete: $(VSCODE)/test/workbenches/package-lock.json
	@command -v node >/dev/null || { echo "node is missing: apt-get install nodejs npm, Node 20 or newer"; exit 1; }
	@node $(VSCODE)/test/workbenches/install.mjs

# The first lock constrains the others, so that all fit into one environment. Locked versions are kept if possible.
LOCK = $(PY) -m uv pip compile --quiet --no-config --system-certs --universal --python-version 3.10 --generate-hashes \
	--custom-compile-command "make lock" $(ARGS)
lock: $(VENV)/.with-audit ## pin the versions and hashes that make installs; ARGS=--upgrade for the newest
	@$(LOCK) pyproject.toml --group test --output-file tests/locked/test.txt
	@set -e; for group in lint release fuzz bench audit; do \
	  $(LOCK) --group $$group --constraints tests/locked/test.txt --output-file tests/locked/$$group.txt; \
	done

audit: $(VENV)/.with-audit ## look for advisories about all locked packages, including npm's
	$(PY) tests/audit.py

clean: ## remove .venv, caches and builds
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	rm -rf $(addprefix $(VSCODE)/,node_modules dist out bundled backlog-ls.vsix test/workbenches/node_modules test/workbench/artefacts)
	find backlog_ls tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is touched last, so that an interrupted step is repeated.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit("%s is Python %d.%d; 3.10 or newer is needed: make PYTHON=python3.12" % ((sys.executable,) + sys.version_info[:2]) if sys.version_info < (3, 10) else 0)'
	@echo "Creating $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

INSTALL = $(PY) -m pip install --quiet --require-hashes --only-binary :all: --requirement

$(VENV)/.with-test: pyproject.toml tests/locked/test.txt $(VENV)/.created
	@echo "Installing backlog-ls and the packages for its tests (a minute, the first time)"
	@$(INSTALL) tests/locked/test.txt
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.with-%: tests/locked/%.txt $(VENV)/.created
	@echo "Installing the $* group of pyproject.toml"
	@$(INSTALL) $<
	@touch $@
