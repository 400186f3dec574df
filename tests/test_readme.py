"""The documents of the repository are current: the output in the README, links, names of files."""

from __future__ import annotations

import re
import runpy
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


def test_the_reference_names_every_rule() -> None:
    reference = (ROOT / "REFERENCE.md").read_text(encoding="utf-8")
    table = reference.partition("## What it finds")[2].partition("\n\n`")[0]
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`|`(overdue|mojibake)`", table)) == {
        ("", rule.code) if rule.code in {"overdue", "mojibake"} else (rule.code, "")
        for rule in registry()
    }
    off = reference.partition(table)[2].partition("are off")[0]
    assert set(re.findall(r"`([a-z-]+)`", off)) == {
        rule.code for rule in registry() if rule.off_by_default
    }
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"- {len(registry())} diagnostics, each with a page" in changelog


def test_the_address_is_the_same_everywhere() -> None:
    generate = runpy.run_path(str(ROOT / "tests/generate.py"))
    found = {
        address
        for name in generate["WITH_ADDRESS"]
        for address in generate["ADDRESS"].findall((ROOT / name).read_text("utf-8"))
    }
    assert len(found) == 1, "run `make generate`"
    mentions = subprocess.run(
        ["git", "grep", "--files-with-matches", next(iter(found)).removeprefix("https://")],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert set(mentions.stdout.split()) - {"pyproject.toml"} <= set(generate["WITH_ADDRESS"])


def test_package_indexes_get_a_readme_without_relative_links() -> None:
    pytest.importorskip("hatchling", reason="only the tests need it")
    from hatchling.metadata.core import ProjectMetadata  # noqa: PLC0415 (see above)
    from hatchling.plugin.manager import PluginManager  # noqa: PLC0415 (see above)

    shown = ProjectMetadata(str(ROOT), PluginManager()).core.readme
    targets = re.findall(r"\]\(([^)\s]+)\)", shown)
    assert len(targets) > 10
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
    pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", shown)
    assert pictures
    assert all("/raw/" in picture for picture in pictures)


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_files_that_documents_name_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    named = re.findall(r"`((?:backlog_ls|tests|editors)/[\w/.-]+)`", text)
    assert path.name in {"LICENSE.md", "SECURITY.md"} or links
    missing = {each for each in (*links, *named) if not (path.parent / each).exists()}
    assert missing - {"backlog_ls/rules/my_rule.py", "tests/rules/cases/my-rule.md"} == set()
