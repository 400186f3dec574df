"""Document symbols: the tree, its ranges, its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursor import view_of
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.outline.document_symbols import Symbol, SymbolKind, document_symbols
from backlog_ls.features.outline.sections import outline, section_at
from backlog_ls.features.overview.progress import count_between
from backlog_ls.model.items.items import items_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def lines(symbols: list[Symbol] | tuple[Symbol, ...], indent: str = "") -> Iterator[str]:
    for symbol in symbols:
        yield f"{indent}{symbol.kind.value} {symbol.name} {symbol.detail}".rstrip()
        yield from lines(symbol.children, indent + "  ")


def tree(text: str) -> str:
    return "\n".join(lines(document_symbols(view_of(text))))


def everything(symbols: list[Symbol] | tuple[Symbol, ...]) -> Iterator[Symbol]:
    for symbol in symbols:
        yield symbol
        yield from everything(symbol.children)


def test_sections_hold_rows_and_tasks() -> None:
    text = """\
# Plan

## Now

| Task          | Status      |
| ------------- | ----------- |
| **Reports**   | Done        |
| [Login](a.md) | In Progress |

- [x] Tests
  - [ ] Deep
    - [x] Deeper
- plain
  - [-] Dropped

### Later ✅

- [ ] Docs
"""
    assert tree(text) == (
        "heading Plan 3/6\n"
        "  heading Now 3/6\n"
        "    row Reports Done\n"
        "    row Login In Progress\n"
        "    task Tests [x]\n"
        "      task Deep [ ]\n"
        "        task Deeper [x]\n"
        "    task Dropped [-]\n"
        "    heading Later ✅ 0/1\n"
        "      task Docs [ ]"
    )


def test_details_stand_in_their_section_even_in_one_html_block() -> None:
    text = """\
## Archive

<details>
<summary>Phase <b>1</b> (completed)</summary>
- [x] one
- [x] two
</details>
<details>
<summary>Phase 2</summary>
- [ ] three
</details>

- [ ] after

## Next
"""
    assert tree(text) == (
        "heading Archive 2/4\n"
        "  details Phase 1 (completed) 2/2\n"
        "    task one [x]\n"
        "    task two [x]\n"
        "  details Phase 2 0/1\n"
        "    task three [ ]\n"
        "  task after [ ]\n"
        "heading Next"
    )


def test_a_heading_inside_details_ends_with_them() -> None:
    text = """\
# Top

<details><summary>Old</summary>

## Inside

- [x] a

</details>

- [ ] b
"""
    assert tree(text) == (
        "heading Top 1/2\n  details Old 1/1\n    heading Inside 1/1\n      task a [x]\n  task b [ ]"
    )


def test_an_unclosed_details_ends_with_its_section() -> None:
    text = "## A\n\n<details>\n\n- [ ] a\n\n## B\n\n- [ ] b\n"
    assert tree(text) == (
        "heading A 0/1\n  details details 0/1\n    task a [ ]\nheading B 0/1\n  task b [ ]"
    )


def test_tables_that_are_no_work_have_no_symbols() -> None:
    text = """\
| Status | Meaning   |
| ------ | --------- |
| Todo   | Waiting   |
| Done   | Completed |

| Key | Value |
| --- | ----- |
| a   | b     |
"""
    assert tree(text) == ""


def test_cancelled_rows_count_neither_way_and_group_rows_not_at_all() -> None:
    text = """\
# P

| Task  | Status    |
| ----- | --------- |
| Group |           |
| a     | Done      |
| b     | Cancelled |
| c     | Todo      |
"""
    assert tree(text).splitlines()[0] == "heading P 1/2"


def test_a_selection_is_the_name() -> None:
    text = "# The *plan*\n\n- [ ] **Name** - what\n"
    view = view_of(text)
    for symbol in everything(document_symbols(view)):
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
    def check(symbols: list[Symbol] | tuple[Symbol, ...], low: int, high: int) -> None:
        position = low
        for symbol in symbols:
            assert position <= symbol.start <= symbol.select_start
            assert symbol.select_start <= symbol.select_end <= symbol.end <= high
            assert symbol.name
            check(symbol.children, symbol.start, symbol.end)
            position = symbol.end

    check(document_symbols(view_of(text)), 0, len(text))


@given(documents)
@example("* star\n  - Status: Done\n  - [ ] nested\n")
def test_every_task_is_in_the_tree_once(text: str) -> None:
    view = view_of(text)
    wanted = [
        place.offset + item.start
        for place in view.backlog.rope.places()
        for item in items_of(place.piece)
        if item.kind.value == "task"
    ]
    found = [
        symbol.select_start
        for symbol in everything(document_symbols(view))
        if symbol.kind is SymbolKind.TASK
    ]
    assert found == wanted


@given(st.lists(st.one_of(st.sampled_from(NESTED), documents), max_size=3).map("\n\n".join))
def test_a_section_alone_counts_what_the_tree_counts(text: str) -> None:
    view = view_of(text)
    found = {
        (symbol.start, symbol.end): symbol.detail
        for symbol in everything(document_symbols(view))
        if symbol.kind in {SymbolKind.HEADING, SymbolKind.DETAILS}
    }
    for section in outline(view.backlog):
        progress = count_between(view.backlog.rope, section.start, section.end).progress
        assert found[section.start, section.end] == (str(progress) if progress.total else "")


@given(documents)
def test_the_section_of_an_offset_is_the_innermost(text: str) -> None:
    view = view_of(text)
    sections = outline(view.backlog)
    for offset in range(0, len(text), 7):
        holding = [section for section in sections if section.start <= offset <= section.end]
        assert section_at(sections, offset) == (holding[-1] if holding else None)


def test_nesting_has_an_end() -> None:
    depth = 3_000
    text = "<details>\n\n" * depth + "- [x] deep\n\n" + "</details>\n\n" * depth + "- [ ] out\n"
    symbols = document_symbols(view_of(text))
    assert [symbol.kind.value for symbol in symbols] == ["details", "task"]
    assert sum(symbol.kind is SymbolKind.TASK for symbol in everything(symbols)) == 2


def counted(path: Path) -> tuple[int, int, Symbol]:
    text = path.read_bytes().decode()
    (top,) = document_symbols(view_of(text))
    tasks = [each for each in everything([top]) if each.kind is SymbolKind.TASK]
    return len(tasks), sum(task.detail in {"[x]", "[X]"} for task in tasks), top


def test_the_tasks_of_a_backlog_hidden_in_html_all_count(shared: Path) -> None:
    total, done, top = counted(shared / "seeds" / "omk-goal-todo.md")
    assert (total, done, top.detail) == (148, 144, "144/148")
    archive = next(child for child in top.children if child.name == "Archive")
    phases = [child for child in archive.children if child.kind is SymbolKind.DETAILS]
    assert len(phases) == len(archive.children) == 15
    assert all(phase.detail and phase.children for phase in phases)
    assert sum(len(phase.children) for phase in phases) == 143


def test_the_tasks_of_a_backlog_of_epics_all_count(shared: Path) -> None:
    total, done, top = counted(shared / "seeds" / "opencraw-work-backlog.md")
    assert (total, done, top.detail) == (82, 25, "25/82")
    epics = [child for child in top.children if child.name.startswith("Epic ")]
    assert len(epics) == 11
    assert all(child.detail for child in epics)
