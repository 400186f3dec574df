"""What is reported about documents of each role, and how a role is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import backlog_ls, write

from backlog_ls.model.roles.role import ROLE_NAMES

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "# Work\n\n- [x] Parser\n- [ ] See [the plan](gone.md)\n- [ ] Printer\n"
FINISHED = (
    "# Sign-in\n\n**Status**: Done\n\n- [x] Form\n- [ ] Reset\n\nSee [the plan](gone.md) and "
    "[the notes](notes.md).\n\n<details>\n"
)


def codes(folder: Path, *arguments: str) -> list[str]:
    """Return where something is reported, without lines and messages."""
    found = backlog_ls(folder, "check", "--output-format", "concise", *arguments)
    assert found.code != 2, found.err
    return sorted(
        f"{line.split(':')[0]} {line.partition('[')[2].partition(']')[0]}"
        for line in found.out.splitlines()
        if "[" in line.partition("]")[0]
    )


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "docs/guides/todo-app.md",
        "docs/archive/BACKLOG.md",
        "tests/fixtures/BACKLOG.md",
        "docs/notes.md",
    ],
)
def test_other_roles_get_no_findings(tmp_path: Path, path: str) -> None:
    write(tmp_path, path, BROKEN)
    write(tmp_path, "BACKLOG.md", BROKEN)
    assert codes(tmp_path) == ["BACKLOG.md broken-link"]


def test_a_named_file_is_checked_whatever_its_role(tmp_path: Path) -> None:
    write(tmp_path, "docs/archive/BACKLOG.md", BROKEN)
    name = "docs/archive/BACKLOG.md"
    assert codes(tmp_path, name) == [f"{name} broken-link"]
    assert codes(tmp_path, "--force-exclude", name) == []


def test_force_exclude_heeds_the_setting(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BROKEN)
    write(tmp_path, ".backlog-ls.toml", 'exclude = ["BACKLOG.md"]\n')
    assert codes(tmp_path, "BACKLOG.md") == ["BACKLOG.md broken-link"]
    assert codes(tmp_path, "--force-exclude", "BACKLOG.md") == []


@pytest.mark.parametrize(
    ("settings", "comment", "expected"),
    [
        ("", "", False),
        ('include = ["docs/*.md"]', "", True),
        ('roles = { "docs/**" = "backlog" }', "", True),
        ('roles = { "docs/**" = "archive" }', "", False),
        ("", "<!-- backlog-ls-role: backlog -->", True),
        ('roles = { "docs/**" = "backlog" }', "<!-- backlog-ls-role: reference -->", False),
        ('exclude = ["docs/**"]', "<!-- backlog-ls-role: backlog -->", False),
        ('exclude = ["docs/**"]\ninclude = ["docs/**"]', "", False),
    ],
)
def test_a_declared_role_decides(
    tmp_path: Path, settings: str, comment: str, expected: bool
) -> None:
    write(tmp_path, "docs/notes.md", f"{comment}\n\n{BROKEN}")
    write(tmp_path, "BACKLOG.md", "# Backlog\n")
    write(tmp_path, ".backlog-ls.toml", f"{settings}\n")
    assert codes(tmp_path) == (["docs/notes.md broken-link"] if expected else [])


def test_an_unknown_role_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "<!-- backlog-ls-role: backlogs -->\n\n# Backlog\n")
    found = backlog_ls(tmp_path, "check").out
    assert all(f"`{name}`" in found for name in ROLE_NAMES)


def test_finished_documents_get_only_damage_and_contradictions(tmp_path: Path) -> None:
    write(tmp_path, "docs/epics/login.md", FINISHED)
    write(tmp_path, "docs/other/notes.md", "# Notes\n")
    assert codes(tmp_path) == [
        "docs/epics/login.md broken-link",  # that to the notes, which can be found by their name
        "docs/epics/login.md done-with-open-tasks",
        "docs/epics/login.md unclosed-details",
    ]
    write(tmp_path, "docs/epics/login.md", FINISHED.replace("Done", "In progress"))
    assert codes(tmp_path).count("docs/epics/login.md broken-link") == 2


def test_boxes_in_a_folder_of_finished_items_are_left_alone(tmp_path: Path) -> None:
    task = "---\nid: T-1\nstatus: Done\npriority: low\n---\n\n- [x] a\n- [ ] b\n\n<details>\n"
    write(tmp_path, "backlog/tasks/t-1.md", task.replace("T-1", "T-2"))
    write(tmp_path, "backlog/completed/t-1.md", task)
    assert codes(tmp_path) == [
        "backlog/completed/t-1.md unclosed-details",
        "backlog/tasks/t-1.md done-with-open-tasks",
        "backlog/tasks/t-1.md unclosed-details",
    ]


def test_a_moved_file_that_is_named_beside_the_link(tmp_path: Path) -> None:
    text = "# Move\n\n**Status**: Done\n\n- [x] a\n\n[it](old/plain.md) to `new/plain.md`\n"
    write(tmp_path, "docs/epics/move.md", text)
    write(tmp_path, "docs/new/plain.md", "# Plain\n")
    assert codes(tmp_path) == []
    write(tmp_path, "docs/epics/move.md", text.replace(" to `new/plain.md`", ""))
    assert codes(tmp_path) == ["docs/epics/move.md broken-link"]


def test_a_sprint_is_over_when_a_later_one_is_there(tmp_path: Path) -> None:
    text = "# Sprint\n\n| Task | Status |\n|---|---|\n| A | Done |\n| B | Partly done |\n\n[x](gone.md)\n"
    for path in ("docs/sprints/R1-F2.md", "docs/tickets/T-2.md", "work/sprint-2/PLAN.md"):
        write(tmp_path, path, text)
    links = ["docs/sprints/R1-F2.md", "docs/tickets/T-2.md", "work/sprint-2/PLAN.md"]
    assert codes(tmp_path) == [f"{path} broken-link" for path in links]
    for path in ("docs/sprints/R1-F10.md", "docs/tickets/T-10.md", "work/sprint-10/notes.md"):
        write(tmp_path, path, "# Later\n")
    assert codes(tmp_path) == ["docs/tickets/T-2.md broken-link"]
    found = backlog_ls(tmp_path, "explain", "docs/sprints/R1-F2.md")
    assert "because `R1-F10.md` is later, and nothing in it is open" in found.out
    write(tmp_path, "docs/sprints/R1-F2.md", text.replace("Partly done", "Todo"))
    assert codes(tmp_path) == [
        "docs/sprints/R1-F2.md broken-link",
        "docs/tickets/T-2.md broken-link",
    ]


@pytest.mark.parametrize(
    ("path", "neighbour", "reason"),
    [
        ("site-old/TODO.md", "site/a.md", "`site-old` is an older copy of what is beside it"),
        ("web/site_backup/docs/TODO.md", "web/site/a.md", "`site_backup` is an older copy"),
        ("work/site-antigo/TODO.md", "work/site/a.md", "`site-antigo` is an older copy"),
        ("TODO copy.md", "TODO.md", "`TODO copy.md` is an older copy"),
        ("specs/003-backup/TODO.md", "specs/004-site/a.md", ""),
        ("specs/003-backup/TODO.md", "specs/003-restore/a.md", ""),
        ("site-new/TODO.md", "site/a.md", ""),
        ("TODO-copy.md", "TODO.txt", ""),
    ],
)
def test_an_older_copy_beside_the_original_is_an_archive(
    tmp_path: Path, path: str, neighbour: str, reason: str
) -> None:
    write(tmp_path, path, BROKEN)
    write(tmp_path, neighbour, "# Site\n")
    write(tmp_path, ".backlog-ls.toml", "")
    found = backlog_ls(tmp_path, "explain", path)
    assert reason in found.out
    assert codes(tmp_path) == ([] if reason else [f"{path} broken-link"])


def test_ids_of_included_documents_are_known(tmp_path: Path) -> None:
    write(
        tmp_path,
        "BACKLOG.md",
        "| ID | Task | Status | Depends on |\n|---|---|---|---|\n| X1 | A | Blocked by X7 | |\n"
        "| X2 | B | Todo | X1 |\n| X3 | F | Todo | X1 |\n",
    )
    write(
        tmp_path,
        "notes/x.md",
        "| ID | Task | Status |\n|---|---|---|\n| X7 | C | Done |\n| X8 | D | Todo |\n",
    )
    write(tmp_path, "notes/y.md", "| ID | Task |\n|---|---|\n| X9 | E |\n")
    write(tmp_path, ".backlog-ls.toml", 'include = ["notes/y.md"]\n')
    assert codes(tmp_path) == []
    write(tmp_path, ".backlog-ls.toml", 'include = ["notes/*.md"]\n')
    assert codes(tmp_path) == ["BACKLOG.md blocked-by-done"]


@pytest.mark.parametrize("path", ["BACKLOG.md", "docs/BACKLOG.md"])
def test_explain(tmp_path: Path, path: str) -> None:
    write(tmp_path, path, BROKEN)
    write(tmp_path, "README.md", "# Read me\n")
    write(tmp_path, "docs/done/epics/login.md", FINISHED)
    found = backlog_ls(tmp_path, "explain", path, "README.md", "docs/done/epics/login.md")
    assert found.code == 0
    assert f"{path}: backlog\n  because its name is that of a backlog\n" in found.out
    assert "README.md: reference\n" in found.out
    assert "login.md: finished\n  because it is in the folder `done`\n" in found.out
    assert (
        "unclosed-details; broken-link, broken-milestone-link (only where the target" in found.out
    )
    assert "done-with-open-tasks" not in found.out, "in a folder of finished work"


def test_explain_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    found = backlog_ls(tmp_path, "explain", "gone.md")
    assert found.code == 2
    assert found.err == "backlog-ls: gone.md: No such file or directory\n"
