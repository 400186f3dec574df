"""What every test may use: the shared real documents, and how hard Hypothesis tries.

`BACKLOG_LS_SHARED` names the folder of real documents (default: `shared` beside the checkout). Its
absence skips the tests that ask for it, or fails them where `CI_REQUIRE_SHARED=1` says that this
machine has it. `HYPOTHESIS_PROFILE=thorough` searches longer, from a new seed each time. `--update`
writes what is found now into the golden files of `rules/cases`, to be read as a diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["clients", "neovims"]

_IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# No deadlines: a busy machine is no defect, and what must be fast is counted, not timed.
settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize=_IN_CI,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough",
    max_examples=2_000,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what the tests understand on pytest's command line."""
    parser.addoption(
        "--update", action="store_true", help="write what is found now into the golden files"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents, read-only."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("BACKLOG_LS_SHARED") or beside)
    if not (folder / "seeds").is_dir():
        message = f"the shared documents are not in {folder} (BACKLOG_LS_SHARED)"
        if os.environ.get("CI_REQUIRE_SHARED") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def seeds(shared: Path) -> tuple[Path, ...]:
    """The documents that the project started from, by name."""
    return _documents(shared / "seeds")


@pytest.fixture(scope="session")
def corpus(shared: Path) -> tuple[Path, ...]:
    """Every Markdown document of the real repositories that has text, by path."""
    return _documents(shared / "corpus")


def _documents(folder: Path) -> tuple[Path, ...]:
    # Empty ones are link targets' stubs, and a repository's folder may itself be named *.md.
    found = tuple(
        sorted(path for path in folder.rglob("*.md") if path.is_file() and path.stat().st_size)
    )
    assert found, f"no document under {folder}"
    return found
