"""What a place means, where it is defined, and where else it stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, write

from backlog_ls.features.navigation.navigation import (
    definition,
    highlights,
    linked_spans,
    references,
)
from backlog_ls.features.navigation.symbol_at import Sense, target_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from backlog_ls.features.navigation.navigation import Found
    from backlog_ls.workspace.view import View

BACKLOG = """\
# Backlog

**Legend:** ✅ done | 🚧 in progress

| ID   | Feature              | Status | Milestone | Depends on        |
| ---- | -------------------- | ------ | --------- | ----------------- |
| T-01 | **Export to CSV**    | ✅     | Alpha     | —                 |
| T-02 | [Import](#import-it) | 🚧     | Beta      | T-1, Export to CSV |

## Export to CSV ✅

Asked for in [the plan](milestones/alpha.md#goals), see T-02.

## Import it

<a id="later"></a>

Not [later](#later).
"""
ALPHA = (
    "# Alpha: first steps\n\n## Goals\n\n- [ ] T-01 is out\n\nBack [up](../BACKLOG.md#import-it).\n"
)


def places(view: View, found: Iterable[Found]) -> list[str]:
    """Each place as `file:line: words`, the lines counted from 1; `!` marks a definition."""
    shown = []
    for each in found:
        assert each.backlog is not None
        document = each.backlog.document
        assert 0 <= each.start <= each.end <= document.length
        line = document.position_at(each.start).line + 1
        name = os.path.basename(each.path or view.path)
        mark = "!" if each.is_definition else ""
        shown.append(f"{name}:{line}: {document.text[each.start : each.end]}{mark}")
    return shown


def cursor_in(words: str, root: Path, text: str = BACKLOG) -> tuple[View, int]:
    """The document `text` in its workspace, the cursor in the middle of `words`."""
    write(root, {"BACKLOG.md": text, "milestones/alpha.md": ALPHA, "milestones/beta.md": "# B\n"})
    before, _, after = text.partition(words)
    assert after, words
    inside = len(words) // 2
    return at_cursor(f"{before}{words[:inside]}$0{words[inside:]}{after}", root)


@pytest.mark.parametrize(
    ("words", "sense", "meant"),
    [
        ("T-01", Sense.IDENT, "T-01"),
        ("T-1,", Sense.IDENT, "T-1"),
        ("Export to CSV**", Sense.NAME, "Export to CSV"),
        ("Export to CSV |", Sense.NAME, "Export to CSV"),
        ("## Export to CSV", Sense.HEADING, "Export to CSV"),
        ("[Import", Sense.NAME, "Import"),
        ("#import-it", Sense.ANCHOR, "import-it"),
        ("alpha.md#", Sense.FILE, "milestones/alpha.md"),
        ("#goals", Sense.ANCHOR, "goals"),
        ("Alpha ", Sense.MILESTONE, "Alpha"),
        ("✅     |", None, ""),
        ("| ✅ ", Sense.STATUS, "✅"),
        ('"later"', Sense.ANCHOR, "later"),
        ("Asked for", None, ""),
    ],
)
def test_a_place_means(words: str, sense: Sense | None, meant: str, tmp_path: Path) -> None:
    view, offset = cursor_in(words, tmp_path)
    target = target_at(view, offset)
    assert (target and target.sense) is sense
    if target:
        assert target.start <= offset <= target.end
        assert view.backlog.document.text[target.start : target.end] == meant


def test_the_legends_term_and_its_uses_are_one_status(tmp_path: Path) -> None:
    for words in ("✅ done", "| ✅ ", "✅\n"):
        view, offset = cursor_in(words, tmp_path)
        _, found = definition(view, offset)
        assert places(view, found) == ["BACKLOG.md:3: ✅ done!"]
        shown = ["BACKLOG.md:3: ✅ done!", "BACKLOG.md:7: ✅", "BACKLOG.md:10: ✅"]
        assert places(view, highlights(view, offset)) == shown


@pytest.mark.parametrize(
    ("words", "defined"),
    [
        ("see T-02", ["BACKLOG.md:8: T-02!"]),
        ("T-1,", ["BACKLOG.md:7: T-01!"]),
        ("Export to CSV |", ["BACKLOG.md:10: Export to CSV!"]),
        ("Export to CSV**", ["BACKLOG.md:10: Export to CSV!"]),
        ("[Import", ["BACKLOG.md:14: Import it!"]),
        ("the plan", ["alpha.md:3: Goals!"]),
        ("Alpha ", ["alpha.md:1: Alpha: first steps!"]),
        ("[later", ["BACKLOG.md:16: later!"]),
    ],
)
def test_definition(words: str, defined: list[str], tmp_path: Path) -> None:
    view, offset = cursor_in(words, tmp_path)
    assert places(view, definition(view, offset)[1]) == defined


def test_an_id_is_defined_in_another_document(tmp_path: Path) -> None:
    write(tmp_path, {"BACKLOG.md": BACKLOG})
    view, offset = at_cursor("- [ ] X-1 after (depends on T-$001)\n", tmp_path, name="TODO.md")
    assert places(view, definition(view, offset)[1]) == ["BACKLOG.md:7: T-01!"]
    target = target_at(view, offset)
    assert target is not None
    assert places(view, references(view, target)) == [
        "TODO.md:1: T-01",
        "BACKLOG.md:7: T-01!",
        "BACKLOG.md:8: T-1",
    ]


def test_what_only_looks_like_an_id_is_none(tmp_path: Path) -> None:
    view, offset = at_cursor("Written in UTF-$08.\n", tmp_path)
    assert target_at(view, offset) is None
    assert definition(view, offset) == (None, [])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("T-01", ["BACKLOG.md:7: T-01!", "BACKLOG.md:8: T-1"]),
        (
            "## Import it",
            ["BACKLOG.md:8: import-it", "BACKLOG.md:14: Import it!", "alpha.md:7: import-it"],
        ),
        (
            "## Export to CSV",
            [
                "BACKLOG.md:7: Export to CSV",
                "BACKLOG.md:8: Export to CSV",
                "BACKLOG.md:10: Export to CSV!",
            ],
        ),
        ("alpha.md#", ["BACKLOG.md:12: milestones/alpha.md", "alpha.md:1: Alpha: first steps!"]),
        ("Alpha ", ["BACKLOG.md:7: Alpha", "alpha.md:1: Alpha: first steps!"]),
    ],
)
def test_references(words: str, found: list[str], tmp_path: Path) -> None:
    view, offset = cursor_in(words, tmp_path)
    target = target_at(view, offset)
    assert target is not None
    assert places(view, references(view, target)) == found


def test_an_id_of_another_document_with_its_own_numbers_is_another(tmp_path: Path) -> None:
    write(tmp_path, {"TODO.md": "- [ ] T-01 Water the plants\n- [ ] T-02 rest, after T-01\n"})
    view, offset = cursor_in("T-01", tmp_path)
    target = target_at(view, offset)
    assert target is not None
    assert {each.path for each in references(view, target)} == {""}


def test_a_generic_name_is_of_one_place(tmp_path: Path) -> None:
    view, offset = at_cursor("# A\n\n- [ ] Te$0sts\n\n# B\n\n- [ ] Tests\n", tmp_path)
    target = target_at(view, offset)
    assert target is not None
    assert places(view, references(view, target)) == ["BACKLOG.md:3: Tests!"]


def test_linked_editing_is_of_names_that_read_alike(tmp_path: Path) -> None:
    row = "| Feature | Status |\n| --- | --- |\n| Expo$0rt it | Done |\n\n"
    view, offset = at_cursor(row + "## Export it\n", tmp_path)
    assert places(view, linked_spans(view, offset)) == [
        "BACKLOG.md:3: Export it",
        "BACKLOG.md:5: Export it",
    ]
    view, offset = at_cursor(row + "## EXPORT it\n", tmp_path)
    assert linked_spans(view, offset) == []
    view, offset = at_cursor(row, tmp_path)
    assert linked_spans(view, offset) == []


def test_of_a_status_in_all_rows_the_nearest_are_highlighted_and_all_are_referred_to() -> None:
    rows = ["| a | Todo |\n"] * 1_000
    rows[500] = "| a | To$0do |\n"
    view, offset = at_cursor("| Task | Status |\n| - | - |\n" + "".join(rows))
    found = highlights(view, offset)
    lines = [view.backlog.document.position_at(each.start).line for each in found]
    assert lines == list(range(lines[0], lines[-1] + 1))
    assert {402, 602} <= set(lines)
    assert len(lines) < 500
    target = target_at(view, offset)
    assert target is not None
    assert len(references(view, target)) == 1_000


def test_an_id_that_only_a_file_is_named_after_leads_to_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/M-07-reports.md": "# Reports\n"})
    view, offset = at_cursor("- [ ] a, blocked by M-0$07\n", tmp_path)
    assert places(view, definition(view, offset)[1]) == ["M-07-reports.md:1: Reports!"]
