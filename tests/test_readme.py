"""The documents of the repository are current: the output in the README, links, names of files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from backlog_ls.rules.engine.registry import registry

ROOT = Path(__file__).parents[1]


def test_the_capture_in_the_readme_is_what_make_run_prints() -> None:
    printed = subprocess.run(
        [sys.executable, "tests/demo.py"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    ).stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- demo:")[2].partition("```text\n")[2].partition("```")[0]
    assert shown.strip() == printed.strip(), "stale: run `make generate`"


def test_the_readme_names_every_rule() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## What it finds")[2].partition("\n\n`")[0]
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`|`(overdue|mojibake)`", table)) == {
        ("", rule.code) if rule.code in {"overdue", "mojibake"} else (rule.code, "")
        for rule in registry()
    }
    off = readme.partition(table)[2].partition("are off")[0]
    assert set(re.findall(r"`([a-z-]+)`", off)) == {
        rule.code for rule in registry() if rule.off_by_default
    }
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"- {len(registry())} diagnostics, each with a page" in changelog


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_files_that_documents_name_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    named = re.findall(r"`((?:backlog_ls|tests|editors)/[\w/.-]+)`", text)
    assert path.name in {"LICENSE.md", "SECURITY.md"} or links
    missing = {each for each in (*links, *named) if not (path.parent / each).exists()}
    assert missing - {"backlog_ls/rules/my_rule.py", "tests/rules/cases/my-rule.md"} == set()
