"""Document symbols: what holds for any document, and real documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursor import view_of
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.outline.document_symbols import (
    DocumentSymbol,
    DocumentSymbolKind,
    build_document_symbols,
)
from backlog_ls.features.outline.sections import find_sections, section_at
from backlog_ls.model.analysis.item_counts import count_between
from backlog_ls.model.items.items import find_items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def everything(
    symbols: list[DocumentSymbol] | tuple[DocumentSymbol, ...],
) -> Iterator[DocumentSymbol]:
    for symbol in symbols:
        yield symbol
        yield from everything(symbol.children)


def test_a_selection_is_the_name() -> None:
    text = "# The *plan*\n\n- [ ] **Name** - what\n"
    view = view_of(text)
    for symbol in everything(build_document_symbols(view)):
        assert text[symbol.select_start : symbol.select_end] in {"The *plan*", "Name"}


NESTED = [
    "- [ ] a\n  - [ ] b\n    - [ ] c\n\n      more of c\n  - [ ] d\n",
    "<details>\n<summary>x</summary>\n- [ ] a\n  - [ ] b\n</details>\n\nend\n",
    "> - [ ] a\n>   - [ ] b\n",
]


@example(NESTED[0])
@example(NESTED[1])
@example(NESTED[2])
@given(documents)
def test_ranges_nest_and_follow_each_other(text: str) -> None:
    def check(
        symbols: list[DocumentSymbol] | tuple[DocumentSymbol, ...], low: int, high: int
    ) -> None:
        position = low
        for symbol in symbols:
            assert position <= symbol.start <= symbol.select_start
            assert symbol.select_start <= symbol.select_end <= symbol.end <= high
            assert symbol.name
            check(symbol.children, symbol.start, symbol.end)
            position = symbol.end

    check(build_document_symbols(view_of(text)), 0, len(text))


@given(documents)
@example("* star\n  - Status: Done\n  - [ ] nested\n")
def test_every_task_is_in_the_tree_once(text: str) -> None:
    view = view_of(text)
    wanted = [
        place.offset + item.start
        for place in view.backlog.rope.places()
        for item in find_items(place.piece)
        if item.kind.value == "task"
    ]
    found = [
        symbol.select_start
        for symbol in everything(build_document_symbols(view))
        if symbol.kind is DocumentSymbolKind.TASK
    ]
    assert found == wanted


@given(st.lists(st.one_of(st.sampled_from(NESTED), documents), max_size=3).map("\n\n".join))
def test_a_section_alone_counts_what_the_tree_counts(text: str) -> None:
    view = view_of(text)
    found = {
        (symbol.start, symbol.end): symbol.detail
        for symbol in everything(build_document_symbols(view))
        if symbol.kind in {DocumentSymbolKind.HEADING, DocumentSymbolKind.DETAILS}
    }
    for section in find_sections(view.backlog):
        counts = count_between(view.backlog, section.start, section.end).counts
        assert found[section.start, section.end] == counts.label


@given(documents)
def test_the_section_of_an_offset_is_the_innermost(text: str) -> None:
    view = view_of(text)
    sections = find_sections(view.backlog)
    for offset in range(0, len(text), 7):
        holding = [section for section in sections if section.start <= offset <= section.end]
        assert section_at(sections, offset) == (holding[-1] if holding else None)


def test_nesting_has_an_end() -> None:
    depth = 3_000
    text = "<details>\n\n" * depth + "- [x] deep\n\n" + "</details>\n\n" * depth + "- [ ] out\n"
    symbols = build_document_symbols(view_of(text))
    assert [symbol.kind.value for symbol in symbols] == ["details", "task"]
    assert sum(symbol.kind is DocumentSymbolKind.TASK for symbol in everything(symbols)) == 2


def counted(path: Path) -> tuple[int, int, DocumentSymbol]:
    text = path.read_bytes().decode()
    (top,) = build_document_symbols(view_of(text))
    tasks = [each for each in everything([top]) if each.kind is DocumentSymbolKind.TASK]
    return len(tasks), sum(task.detail in {"[x]", "[X]"} for task in tasks), top


def test_the_tasks_of_a_backlog_hidden_in_html_all_count(shared: Path) -> None:
    total, done, top = counted(shared / "seeds" / "omk-goal-todo.md")
    assert (total, done, top.detail) == (148, 144, "144 of 148 done · 97 %")
    archive = next(child for child in top.children if child.name == "Archive")
    phases = [child for child in archive.children if child.kind is DocumentSymbolKind.DETAILS]
    assert len(phases) == len(archive.children) == 15
    assert all(phase.detail and phase.children for phase in phases)
    assert sum(len(phase.children) for phase in phases) == 143


def test_the_tasks_of_a_backlog_of_epics_all_count(shared: Path) -> None:
    total, done, top = counted(shared / "seeds" / "opencraw-work-backlog.md")
    assert (total, done, top.detail) == (82, 25, "25 of 82 done · 30 %")
    epics = [child for child in top.children if child.name.startswith("Epic ")]
    assert len(epics) == 11
    assert all(child.detail for child in epics)
