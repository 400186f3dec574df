"""Folds, growing selections, colours, lenses, hints and links: what holds of any document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cursor import at_cursor, view_of, write
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.navigation.call_hierarchy import node_at, waited_for, waiting
from backlog_ls.features.navigation.document_links import destination, document_links
from backlog_ls.features.outline.code_lenses import lens_title, lenses
from backlog_ls.features.outline.folding_ranges import folds
from backlog_ls.features.outline.inlay_hints import inlays, left
from backlog_ls.features.outline.selection_ranges import selections
from backlog_ls.features.outline.semantic_tokens import (
    STATUSES,
    TokenKind,
    encoded_tokens,
    tokens_of,
)
from backlog_ls.model.document.editing import edited
from backlog_ls.server.dispatch import TOKEN_MODIFIERS, TOKEN_TYPES
from backlog_ls.text.position import Encoding
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from pathlib import Path

BACKLOG = """\
# Backlog 😀

## Work

| ID | Task | Owner | Status | Due |
| --- | --- | --- | --- | --- |
| T-1 | 😀 one | Ann | ✅ Done | 2026-01-02 |
| T-2 | two `x` | Bob | In Progress | 2026-11-24 |

- [x] Ship it to @ann (depends on T-2)
- [ ] Wait
  - [-] Dropped

### Notes

Words about 2026-01-01.
"""


def colours(text: str) -> list[str]:
    """The tokens as an editor applies them: kind, meaning, and the words, out of UTF-16 columns."""
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    data = encoded_tokens(view_of(text), Encoding.UTF16)
    line = column = 0
    shown = []
    for at in range(0, len(data), 5):
        down, right, length, kind, bits = data[at : at + 5]
        line, column = line + down, right if down else column + right
        words = lines[line][2 * column : 2 * (column + length)].decode("utf-16-le")
        meant = [status.value for number, status in enumerate(STATUSES) if bits >> number & 1]
        shown.append(" ".join([TokenKind(kind).name.lower(), *meant, words]))
    return shown


def test_colours() -> None:
    assert colours(BACKLOG) == [
        "id T-1",
        "item done 😀 one",
        "owner Ann",
        "status done ✅ Done",
        "date 2026-01-02",
        "id T-2",
        "owner Bob",
        "status in_progress In Progress",
        "date 2026-11-24",
        "status done x",
        "item done Ship it to",
        "owner @ann",
        "item done (depends on",
        "id T-2",
        "status cancelled -",
        "item cancelled Dropped",
    ]


def test_a_legend_says_what_is_meant() -> None:
    legend = "## Legend\n\n| Status | Meaning |\n|---|---|\n| Shipped | Done |\n| Todo | Open |\n\n"
    table = "## Work\n\n| Task | Status |\n|---|---|\n| a | Shipped |\n"
    assert "status done Shipped" in colours(legend + table)


def test_the_names_of_tokens_are_those_that_the_client_is_told() -> None:
    assert [kind.name.lower() for kind in TokenKind] == TOKEN_TYPES
    assert [status.value for status in STATUSES] == TOKEN_MODIFIERS


@given(documents)
@settings(max_examples=200)
def test_tokens_stand_in_their_block_and_apart(text: str) -> None:
    for place, context in view_of(text).backlog.contexts():
        end = 0
        for token in tokens_of(place.piece, context):
            assert end <= token.start < token.end <= len(place.piece.text)
            end = token.end


@given(documents, documents, st.data())
@settings(max_examples=200)
def test_remembered_tokens_are_those_of_a_fresh_reading(
    text: str, new: str, data: st.DataObject
) -> None:
    view = view_of(text)
    encoded_tokens(view, Encoding.UTF16)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after = edited(view.backlog, view.backlog.document.edit(start, end, new)).backlog
    kept = encoded_tokens(View(after, view.workspace, ""), Encoding.UTF16)
    assert kept == encoded_tokens(view_of(text[:start] + new + text[end:]), Encoding.UTF16)


@given(documents)
@settings(max_examples=200)
def test_a_range_of_lines_has_the_tokens_on_them(text: str) -> None:
    view = view_of(text)

    def placed(data: list[int]) -> set[tuple[int, ...]]:
        line = column = 0
        found: set[tuple[int, ...]] = set()
        for at in range(0, len(data), 5):
            line, column = line + data[at], data[at + 1] + (0 if data[at] else column)
            found.add((line, column, *data[at + 2 : at + 5]))
        return found

    whole = placed(encoded_tokens(view, Encoding.UTF16))
    middle = view.backlog.rope.newlines // 2
    part = placed(encoded_tokens(view, Encoding.UTF16, middle, middle + 3))
    assert part <= whole
    assert {token for token in whole if middle <= token[0] <= middle + 3} <= part


@given(documents)
@settings(max_examples=200)
def test_folds_are_lines_of_the_document_that_nest(text: str) -> None:
    view = view_of(text)
    found = folds(view)
    for fold in found:
        assert 0 <= fold.first < fold.last <= view.backlog.rope.newlines
        assert view.backlog.document.line_text(fold.last).strip()
    assert found == sorted(found, key=lambda fold: (fold.first, -fold.last))


def test_folds() -> None:
    assert [(fold.first, fold.last) for fold in folds(view_of(BACKLOG))] == [
        (0, 15),
        (2, 15),
        (4, 7),
        (10, 11),
        (13, 15),
    ]


@given(documents, st.data())
@settings(max_examples=200)
def test_selections_grow(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    found = selections(view_of(text), offset)
    assert found[-1] == (0, len(text))
    inner = (offset, offset)
    for number, (start, end) in enumerate(found):
        assert start <= inner[0] <= inner[1] <= end
        assert not number or (start, end) != inner
        inner = (start, end)


def test_a_selection_grows_from_cell_to_row_to_table_to_sections() -> None:
    view, offset = at_cursor(BACKLOG.replace("two `x`", "two$0 `x`"))
    text = view.backlog.document.text
    chosen = [text[start:end] for start, end in selections(view, offset)]
    assert chosen[0] == "two `x`"
    assert chosen[1].startswith("| T-2 ")
    assert chosen[1].endswith(" 2026-11-24 |")
    assert chosen[2].startswith("| ID ")
    assert chosen[2].endswith(" 2026-11-24 |")
    assert chosen[3].startswith("## Work")
    assert chosen[3].endswith("2026-01-01.")
    assert chosen[4].startswith("# Backlog")
    assert chosen[5:] == [text]


def test_a_selection_grows_from_a_task_to_those_around_it() -> None:
    view, offset = at_cursor(BACKLOG.replace("Dropped", "Drop$0ped"))
    text = view.backlog.document.text
    chosen = [text[start:end] for start, end in selections(view, offset)]
    assert chosen[:4] == ["Dropped", "- [-] Dropped", "- [ ] Wait\n  - [-] Dropped", chosen[3]]
    assert chosen[3].startswith("- [x] Ship it")


def test_lenses() -> None:
    view = view_of(BACKLOG)
    text = view.backlog.document.text
    said = {
        text[lens.start : lens.end]: lens_title(view, lens.key, lens.start) for lens in lenses(view)
    }
    assert said == {
        "Backlog 😀": "2/4 · 50 % · 1 in progress",
        "Work": "2/4 · 50 % · 1 in progress",
    }


def test_hints_stand_behind_the_due_dates_of_what_is_open() -> None:
    view = view_of(BACKLOG)._replace(today=date(2026, 11, 21))
    found = inlays(view, 0, len(BACKLOG))
    assert [(BACKLOG[: hint.offset][-10:], hint.label) for hint in found] == [
        ("2026-11-24", "in 3 days")
    ]
    assert not inlays(view, 0, BACKLOG.index("| T-2"))


def test_how_far_a_day_is() -> None:
    today = date(2026, 11, 21)
    days = [date(2026, 11, day) for day in (11, 20, 21, 22, 23)]
    assert [left(day, today) for day in days] == [
        "10 days ago",
        "yesterday",
        "today",
        "tomorrow",
        "in 2 days",
    ]
    assert left(date(2027, 5, 1), today) == "in 23 weeks"


def test_links_lead_to_files_and_headings(tmp_path: Path) -> None:
    root = write(tmp_path, {"plan.md": "# Plan\n\n## Next step\n"})
    text = (
        "[a](plan.md#next-step) [b](plan.md) [c](#here) [d](gone.md) [e](https://x.y)\n\n# Here\n"
    )
    view = view_of(text, root)
    links = document_links(view)
    assert [text[link.start : link.end] for link in links] == [
        "plan.md#next-step",
        "plan.md",
        "#here",
        "gone.md",
    ]
    led = [destination(view, link.key, link.start) for link in links]
    plan = str(root / "plan.md")
    assert led == [(plan, 2), (plan, 0), ("", 2), None]


DEPENDING = """\
| ID | Task | Depends on |
| --- | --- | --- |
| T-1 | one |  |
| T-2 | two | T-1 |
| T-3 | three | T-1, T-2 |
"""


def test_who_waits_for_whom() -> None:
    view, offset = at_cursor(DEPENDING.replace("two |", "tw$0o |"))
    node = node_at(view, offset)
    assert node is not None
    assert (node.ident, node.name) == ("T-2", "two")
    text = view.backlog.document.text
    assert [
        (edge.node.ident, [text[start:end] for start, end in edge.places])
        for edge in waited_for(view, node.key)
    ] == [("T-1", ["T-1"])]
    assert [edge.node.ident for edge in waiting(view, "t1")] == ["T-2", "T-3"]


def test_an_id_that_something_waits_for_is_that_item() -> None:
    view, offset = at_cursor(DEPENDING.replace("T-1, T-2", "T-1, T$0-2"))
    node = node_at(view, offset)
    assert node is not None
    assert node.name == "two"
