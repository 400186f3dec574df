"""What others' pipelines take from this repository: hooks of pre-commit, and an action of GitHub."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from command_line import ROOT, backlog_ls, environment, write

from backlog_ls.workspace.document_names import is_backlog_name

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    "BACKLOG.md",
    "docs/todo-2026.md",
    "my_ROADMAP.markdown",
    "plan/notes.md",
    "planet.md",
    "explanation.md",
    "docs/work-plan.md",
    "task-list.md",
    "README.md",
    "sprint 3.md",
    "TASK_TEMPLATE.md",
    "template-todo.md",
]


def hooks() -> dict[str, dict[str, Any]]:
    found = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return {hook["id"]: hook for hook in found}


def steps() -> list[dict[str, Any]]:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert action["runs"]["using"] == "composite"
    found: list[dict[str, Any]] = action["runs"]["steps"]
    return found


@pytest.mark.parametrize("name", ["backlog-ls-check", "backlog-ls-format"])
def test_a_hook_is_a_command_that_there_is(name: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(hooks()[name]["entry"])
    assert program == "backlog-ls"
    write(tmp_path, "BACKLOG.md", "- [ ] a\n")
    assert backlog_ls(tmp_path, *arguments).code == 0


@pytest.mark.parametrize("name", NAMES)
def test_only_what_is_named_like_a_backlog_is_formatted(name: str) -> None:
    # pre-commit searches both in the path: https://pre-commit.com/#creating-new-hooks
    hook = hooks()["backlog-ls-format"]
    chosen = bool(re.search(hook["files"], name)) and not re.search(hook["exclude"], name)
    assert chosen == is_backlog_name(name)


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


def test_what_is_given_never_becomes_a_part_of_a_script() -> None:
    for step in steps():
        assert "${{" not in step.get("run", "")
