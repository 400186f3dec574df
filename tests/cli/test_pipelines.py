"""What others' pipelines take from this repository: hooks of pre-commit, and an action of GitHub."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from command_line import ROOT, backlog_ls, environment, write

if TYPE_CHECKING:
    from pathlib import Path


def hooks() -> dict[str, dict[str, Any]]:
    found = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return {hook["id"]: hook for hook in found}


def steps() -> list[dict[str, Any]]:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert action["runs"]["using"] == "composite"
    found: list[dict[str, Any]] = action["runs"]["steps"]
    return found


@pytest.mark.parametrize("name", ["backlog-ls-check", "backlog-ls-format"])
def test_hooks_run_existing_commands(name: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(hooks()[name]["entry"])
    assert program == "backlog-ls"
    write(tmp_path, "BACKLOG.md", "- [ ] a\n")
    assert backlog_ls(tmp_path, *arguments).code == 0


def test_the_format_hook_leaves_other_documents_alone(tmp_path: Path) -> None:
    table = "| Task | Status |\n|-|-|\n| Parser | Done |\n"
    names = ["BACKLOG.md", "README.md", "docs/adr/0001-plan.md"]
    for name in names:
        write(tmp_path, name, table)
    _, *arguments = shlex.split(hooks()["backlog-ls-format"]["entry"])
    assert backlog_ls(tmp_path, *arguments, *names).code == 0
    assert [(tmp_path / name).read_text() == table for name in names] == [False, True, True]


def test_the_action_checks_what_it_is_given(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("bash is not installed")
    write(tmp_path, "a folder/BACKLOG.md", "- [ ] a\n\n[b](nowhere.md)\n")
    write(tmp_path, "other/BACKLOG.md", "[b](nowhere.md)\n")
    if sys.version_info >= (3, 11):  # which PYTHONSAFEPATH needs, and the action has
        write(tmp_path, "click.py", "raise SystemExit('imported from what is checked')\n")
    run = steps()[-1]["run"]
    given = {
        "PYTHON": sys.executable,
        "PYTHONSAFEPATH": "1",
        "ARGUMENTS": "a folder\n$(touch ran)\n",
    }

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [bash, "-eo", "pipefail", "-c", run],
            cwd=tmp_path,
            env=environment(**given),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    done = check()
    assert not (tmp_path / "ran").exists()
    assert done.returncode == 2  # there is no file of that name
    given["ARGUMENTS"] = "a folder\n"
    done = check()
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::")
    assert "other/" not in done.stdout


def test_inputs_are_not_inserted_into_scripts() -> None:
    for step in steps():
        assert "${{" not in step.get("run", "")
