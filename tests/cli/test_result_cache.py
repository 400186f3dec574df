"""The cache of results: what it saves, and that it never changes what is reported."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from command_line import Result, backlog_ls, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog_ls.cli import inputs
from backlog_ls.workspace.disk.cache_file import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = itertools.count(1_000_000_000)
"""Times in the past, each used once: a file that has just changed is not cached."""

BACKLOG = """# Backlog

| ID | Task | Status | Depends on |
|---|---|---|---|
| T-1 | [Login](docs/milestones/m1.md#goal) | Done | T-2 |
| T-2 | [Search](docs/search.md) | In Progress | T-9 |
| T-3 | Export | Todo | |
| T-4 | Import | Todo | |
"""
MILESTONE = "# Milestone 1\n\n## Goal\n\n- [ ] Ship it\n"
OTHER = "# Tasks\n\n| ID | Task | Status |\n|---|---|---|\n| T-9 | Index | Todo |\n"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("own cache")
    with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(folder)}):
        yield folder


def put(folder: Path, name: str, text: str) -> None:
    """Write a file that was last changed long ago, at a time of its own."""
    path = write(folder, name, text)
    os.utime(path, (0, next(_SECONDS)))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    put(folder, "BACKLOG.md", BACKLOG)
    put(folder, "docs/milestones/m1.md", MILESTONE)
    put(folder, "docs/search.md", "# Search\n")
    put(folder, "TASKS.md", OTHER)
    put(folder, ".gitignore", "*.log\n")
    return folder


def check(folder: Path, *options: str) -> Result:
    return backlog_ls(folder, "check", "--output-format", "json", *options)


def count_reads(folder: Path, *options: str) -> tuple[Result, list[str]]:
    """Return the result of `check`, and the names of the documents that it parsed."""
    parsed: list[str] = []
    parse = inputs.Project.parse

    def counted(self: inputs.Project, source: inputs.InputFile, text: str) -> inputs.LoadedDocument:
        parsed.append(source.display_path)
        return parse(self, source, text)

    with mock.patch.object(inputs.Project, "parse", counted):
        result = check(folder, *options)
    return result, parsed


def test_a_second_run_parses_nothing(project: Path) -> None:
    first, parsed = count_reads(project)
    assert "BACKLOG.md" in parsed
    again, parsed = count_reads(project)
    assert parsed == []
    assert again == first == check(project, "--no-cache")


def test_the_results_hold_from_another_folder(project: Path) -> None:
    (project / ".git").mkdir()
    put(project, "BACKLOG.md", BACKLOG + "| T-2 | Twice | Todo | |\n")
    check(project)
    with mock.patch.object(inputs.Project, "parse", None):
        inside = backlog_ls(project.parent, "check", "--output-format", "json", "project")
    assert '"path": "project/BACKLOG.md"' in inside.out
    assert inside == backlog_ls(
        project.parent, "check", "--output-format", "json", "--no-cache", "project"
    )


CHANGES = {
    "its text": ("BACKLOG.md", BACKLOG + "| T-1 | Twice | Todo | |\n"),
    "a heading in a linked document": ("docs/milestones/m1.md", MILESTONE.replace("Goal", "Aim")),
    "a linked document that goes": ("docs/search.md", None),
    "an id in another backlog": ("TASKS.md", OTHER.replace("T-9", "T-8")),
    "another backlog that goes": ("TASKS.md", None),
    "the settings": (".backlog-ls.toml", '[severity]\nbroken-link = "off"\nduplicate-id = "off"\n'),
    "another backlog that comes": ("EPICS.md", OTHER),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(project: Path, change: str) -> None:
    name, text = CHANGES[change]
    if change == "the settings":
        put(project, "BACKLOG.md", BACKLOG.replace("search.md", "gone.md"))
    if change == "another backlog that comes":
        (project / "TASKS.md").unlink()
    first = check(project)
    if text is None:
        (project / name).unlink()
    else:
        put(project, name, text)
    after = check(project)
    assert after == check(project, "--no-cache")
    assert after != first, "the change matters"


def test_a_file_that_comes_may_be_what_a_link_meant(project: Path) -> None:
    put(project, "BACKLOG.md", BACKLOG.replace("docs/search.md", "docs/serach.md"))
    (project / "docs/search.md").unlink()
    first = check(project)
    put(project, "elsewhere/serach.md", "# Search\n")
    assert check(project) == check(project, "--no-cache") != first


def test_a_target_that_is_ignored_is_not_missing(project: Path) -> None:
    put(project, "BACKLOG.md", BACKLOG.replace("docs/search.md", "out/search.md"))
    first = check(project)
    assert "not found in `out`" in first.out
    put(project, ".gitignore", "out/\n")
    assert check(project) == check(project, "--no-cache") != first


def test_a_target_of_another_kind_that_goes_is_seen(project: Path) -> None:
    put(project, "BACKLOG.md", BACKLOG.replace("search.md", "search.txt"))
    put(project, "docs/search.txt", "Search")
    first = check(project)
    (project / "docs/search.txt").unlink()
    assert check(project) == check(project, "--no-cache") != first


def test_an_id_that_comes_in_another_backlog_is_seen(project: Path) -> None:
    put(project, "TASKS.md", OTHER.replace("T-9", "T-8"))
    first = check(project)
    assert "T-9" in first.out
    put(project, "TASKS.md", OTHER)
    assert check(project) == check(project, "--no-cache") != first


def test_only_what_a_change_concerns_is_parsed(project: Path) -> None:
    check(project)
    put(project, "docs/milestones/m1.md", MILESTONE + "- [ ] And this\n")
    _, parsed = count_reads(project)
    assert sorted(parsed) == ["BACKLOG.md", "docs/milestones/m1.md"]


def test_a_selection_has_results_of_its_own(project: Path) -> None:
    put(project, "BACKLOG.md", BACKLOG.replace("search.md", "gone.md"))
    everything = check(project)
    other = check(project, "--ignore", "broken-link")
    assert other != everything
    assert check(project) == everything


def test_a_file_that_has_just_changed_is_read_again(project: Path) -> None:
    path = write(project, "BACKLOG.md", BACKLOG)
    stamp = path.stat()
    check(project)
    path.write_text(BACKLOG.replace("Search", "Saerch").replace("T-9", "T-7"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert check(project) == check(project, "--no-cache")


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"schema": 1}\n[1]', None])
def test_a_damaged_cache_is_ignored(project: Path, damage: bytes | None) -> None:
    first = check(project)
    for path in Path(cache_folder()).iterdir():
        content = path.read_bytes()
        path.write_bytes(content.replace(b"[", b"{", 3) if damage is None else damage)
    assert check(project) == first
    _, parsed = count_reads(project)
    assert parsed == []


def test_without_a_cache_nothing_is_written(project: Path, cache: Path) -> None:
    check(project, "--no-cache")
    assert list(cache.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_no_error(project: Path, tmp_path: Path) -> None:
    with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(write(tmp_path, "a file", ""))}):
        assert check(project) == check(project, "--no-cache")


def test_files_that_are_gone_leave_the_cache(project: Path) -> None:
    check(project)
    (project / "TASKS.md").unlink()
    check(project)
    assert all(
        b"TASKS.md" not in path.read_bytes()
        for path in Path(cache_folder()).iterdir()
        if "-check" in path.name
    )


_NAMES = ["BACKLOG.md", "TODO.md", "docs/milestones/m1.md", "docs/a.md", "README.md", ".gitignore"]
_LINES = [
    "# Backlog",
    "## Goal",
    "- [ ] T-1: [Login](docs/a.md#goal)",
    "- [x] T-2: [Search](docs/milestones/m1.md), depends on T-1",
    "| ID | Task | Status |\n|---|---|---|\n| T-1 | Login | Done |",
    "[[a]] and [x](TODO.md)",
    "**Status**: Done",
    "docs/a.md",
]
_changes = st.lists(
    st.tuples(
        st.sampled_from(_NAMES),
        st.none() | st.lists(st.sampled_from(_LINES), max_size=4).map("\n\n".join),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_changes)
def test_a_cache_never_changes_what_is_reported(
    tmp_path: Path, changes: list[tuple[str, str | None]]
) -> None:
    folder = tmp_path / "any"
    shutil.rmtree(folder, ignore_errors=True)
    put(folder, "BACKLOG.md", BACKLOG)
    for name, text in changes:
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            put(folder, name, text)
        assert check(folder) == check(folder, "--no-cache")
