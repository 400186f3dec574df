"""`backlog-ls set`: the editor's minimal edit, from a script."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls

TEXT = """\
# Backlog

Legend: 📋 Todo, 🚧 Doing, ✅ Done

| ID  | Feature      | Status  | Completed  |
| --- | ------------ | ------- | ---------- |
| T-1 | Offline maps | ✅ Done | 2026-01-05 |
| T-2 | Routes       | 📋 Todo |            |

## T-3: Voices

**Status**: 📋 Todo

- [ ] record them
- [ ] T-2 cut them
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "BACKLOG.md").write_text(TEXT)
    return tmp_path


def read(folder: Path) -> str:
    return (folder / "BACKLOG.md").read_bytes().decode()


@pytest.mark.parametrize("asked", ["T-1", "t-1", "Offline maps", "offline  MAPS", "BACKLOG.md:7"])
@pytest.mark.parametrize("status", ["Doing", "🚧", "in_progress", "in-progress", "🚧 Doing"])
def test_only_the_status_and_its_date_change(folder: Path, asked: str, status: str) -> None:
    result = backlog_ls(folder, "set", asked, status)
    assert (result.code, result.err) == (0, "")
    assert result.out == "BACKLOG.md:7: Offline maps: changed\n"
    row = "| T-1 | Offline maps | ✅ Done | 2026-01-05 |"
    now = read(folder).splitlines()
    assert "🚧 Doing" in now[6]
    assert [line for line in now if line != now[6]] == [
        line for line in TEXT.splitlines() if line != row
    ]


def test_a_heading_and_a_task(folder: Path) -> None:
    assert backlog_ls(folder, "set", "T-3", "done").code == 0
    assert "**Status**: ✅ Done" in read(folder)
    assert backlog_ls(folder, "set", "record them", "done").code == 0
    assert "- [x] record them" in read(folder)


def test_line_ends_and_byte_order_mark_stay(folder: Path) -> None:
    before = "\ufeff" + TEXT.replace("\n", "\r\n")
    (folder / "BACKLOG.md").write_bytes(before.encode())
    assert backlog_ls(folder, "set", "T-3", "done").code == 0
    assert read(folder) == before.replace("**Status**: 📋 Todo", "**Status**: ✅ Done")


def test_several_items_of_one_id_need_a_choice(folder: Path) -> None:
    result = backlog_ls(folder, "set", "T-2", "done")
    assert result.code == 2
    assert "2 items are 'T-2'" in result.err
    assert "BACKLOG.md:8: Routes" in result.err
    assert "BACKLOG.md:15: T-2 cut them" in result.err
    assert read(folder) == TEXT
    assert backlog_ls(folder, "set", "T-2", "done", "--all").code == 0
    assert "| T-2 | Routes       | ✅ Done |" in read(folder)
    assert "- [x] T-2 cut them" in read(folder)


def test_the_difference_is_shown_and_nothing_written(folder: Path) -> None:
    result = backlog_ls(folder, "set", "T-3", "done", "--diff")
    assert result.code == 0
    assert "-**Status**: 📋 Todo\n+**Status**: ✅ Done\n" in result.out
    assert read(folder) == TEXT


def test_a_status_that_is_there_already(folder: Path) -> None:
    assert backlog_ls(folder, "set", "T-1", "done").out == (
        "BACKLOG.md:7: Offline maps: unchanged\n"
    )
    assert read(folder) == TEXT


def test_an_item_without_a_place_for_a_status_is_struck_out(tmp_path: Path) -> None:
    (tmp_path / "BACKLOG.md").write_text("# Backlog\n\n## Open items\n\n- ~~one~~\n- two\n")
    result = backlog_ls(tmp_path, "set", "two", "done")
    assert result.code == 0
    assert "- ~~two~~" in read(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("T-11", "done"), "no item 'T-11'. Did you mean 'T-1'?"),
        (("something else", "done"), "no item 'something else'. See: backlog-ls items"),
        (("T-1", "Shipping"), "BACKLOG.md:7: "),
        (("T-1", "Shipping"), "Available: `📋 Todo`"),
        (("BACKLOG.md:3", "done"), "no item on line 3 of BACKLOG.md"),
        (("NONE.md:3", "done"), "NONE.md: No such file or directory"),
        (("T-1", "done", "NONE.md"), "NONE.md: No such file or directory"),
    ],
)
def test_what_is_not_possible_changes_nothing(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = backlog_ls(folder, "set", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert read(folder) == TEXT
