"""Incremental equals full: after any edits, index and findings equal those of a fresh check."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from incremental_checks import CheckedBacklog, check_edits, check_equal

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown import documents, edits

BACKLOG = """\
# Backlog

## Legend

| Status | Meaning |
| --- | --- |
| `Todo` | Not started |
| `Done` | Completed |

## Features

| Task | Status |
| --- | --- |
| **Alpha search** | Done |
| Beta export | `todo` |
| Alpha search | Shipped |

### P0.1: Locks ✅

**Status**: ✅ Done
**Owner**: @ann

- [x] write it
- [ ] test it
  - [ ] twice

See [above](#features) and [nowhere](#gone) and [a file](milestones/none.md).

## Completed

| Feature | Date |
| --- | --- |
| Beta export | 2026-01-01 |
"""


@given(documents, edits)
@settings(max_examples=250)
def test_generated(text: str, changes: list[tuple[float, int, str]]) -> None:
    check_edits(text, changes)


@given(documents, documents, edits)
@settings(max_examples=150)
def test_within_a_backlog(before: str, after: str, changes: list[tuple[float, int, str]]) -> None:
    check_edits(before + "\n\n" + BACKLOG + after, changes)


@given(st.data())
@settings(max_examples=25)
def test_seeds(seeds: tuple[Path, ...], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(seeds)).read_text(encoding="utf-8")
    state = CheckedBacklog.read(text)
    for share, count, new in data.draw(edits):
        start = int(share * len(text))
        end = min(start + count, len(text))
        state = state.edit(start, end, new)
        text = text[:start] + new + text[end:]
    check_equal(state, text)


def test_a_keystroke_checks_few_units() -> None:
    rows = "".join(f"| Feature number {i}x | Done | about {i} |\n" for i in range(3_000))
    tasks = "".join(f"- [ ] task number {i}x\n" for i in range(3_000))
    head = "| Task | Status | Description |\n| --- | --- | --- |\n"
    text = f"# Work\n\n{head}{rows}\n## Tasks\n\n{tasks}"
    state = CheckedBacklog.read(text)
    for place in ("about 1500", "task number 1500x", "Feature number 2999x", "# Tasks"):
        offset = text.index(place) + 3
        assert state.edit(offset, offset, "q").report.checked_units <= 12


def test_editing_a_legend_checks_only_its_scope() -> None:
    rows = "".join(f"| Feature number {i}x | Done |\n" for i in range(100))
    table = f"| Task | Status |\n| --- | --- |\n{rows}\n"
    legend = "### Legend\n\n- `Todo`: not started\n- `Done`: completed\n\n"
    text = f"# Work\n\n## Before\n\n{table}## A\n\n{legend}### Here\n\n{table}## Z\n\n{table}"
    state = CheckedBacklog.read(text)
    offset = text.index("`Done`: c") + 1
    edited = state.edit(offset, offset, "Re")
    check_equal(edited, text[:offset] + "Re" + text[offset:])
    codes = [finding.code for finding in edited.report.findings()]
    assert codes.count("invalid-status") == 100
    assert edited.report.checked_units < 330


def test_a_paragraph_between_a_legend_and_its_entries_disables_it() -> None:
    text = (
        "## Legend\n\n- `Todo`: not started\n- `Done`: completed\n\n## Work\n\n**Status**: Nope\n"
    )
    state = CheckedBacklog.read(text)
    assert [finding.code for finding in state.report.findings()] == ["invalid-status"]
    offset = text.index("- `Todo`")
    between = "Some words about it.\n\n"
    edited_state = state.edit(offset, offset, between)
    check_equal(edited_state, text[:offset] + between + text[offset:])
    assert edited_state.report.findings() == []


def test_legend_entries_after_other_list_items() -> None:
    text = (
        "## Legend\n  - [x] other child\n**Status**: In progress\n"
        "- `Todo`: not started `Done`: completed\n- `done`: finished"
    )
    at = text.index("`Done`: completed")
    state = CheckedBacklog.read(text).edit(at, len(text), "")
    check_equal(state, text[:at])


def test_front_matter_and_the_tasks_of_the_document() -> None:
    text = (
        "---\nid: task-1\nstatus: In Progress\nassignee: [ann]\n---\n\nWords\n\n"
        "- [x] a\n- [x] b\n\n## More\n\n- [x] c\n- [x] d\n"
    )
    state = CheckedBacklog.read(text)
    seen = []
    for old, new in (
        ("In Progress", "Done"),
        ("[x] b", "[ ] b"),
        ("] b", "] b (optional)"),
        ("[x] c", "[ ] c"),
        ("## More", "## Future work"),
        ("Future work", "Work \u2705"),
        ("[ ] c", "[x] c"),
        (" (optional)", ""),
        ("status: Done", "status: To do"),
        ("status: To do", "status: Done"),
    ):
        at = text.index(old)
        state = state.edit(at, at + len(old), new)
        text = text.replace(old, new, 1)
        check_equal(state, text)
        seen.append([finding.code for finding in state.report.findings()])
    found = ["done-with-open-tasks"]
    assert [[code for code in codes if code in found] for codes in seen] == [
        *([], found, [], found, [], found, [], found, [], found)
    ]


def test_a_keystroke_in_a_done_document_checks_few_units() -> None:
    matter = "---\nid: task-1\nstatus: Done\nassignee: [ann]\n---\n\n"
    text = matter + "".join(f"- [ ] task number {i}x\n" for i in range(3_000))
    state = CheckedBacklog.read(text)
    assert state.report.findings() == [], "too many tasks for a document about one task"
    offset = text.index("number 1500x")
    assert state.edit(offset, offset, "q").report.checked_units <= 12


def test_two_headings_with_and_without_items_below_them() -> None:
    text = "# Work\n\n## 2. Export files\n\n- [ ] a\n\n## Import\n\n## 2. Export files\n\n- [ ] b\n"
    state = CheckedBacklog.read(text)
    counts = []
    for old, new in (
        ("- [ ] a", "a"),
        ("\na\n", "\n- [ ] a\n"),
        ("- [ ] b", "b"),
        ("\nb\n", "\n| Task | Status |\n| --- | --- |\n| b | Done |\n"),
        ("## Import", "# Later"),
        ("# Later", "## Import"),
    ):
        at = text.index(old)
        state = state.edit(at, at + len(old), new)
        text = text.replace(old, new, 1)
        check_equal(state, text)
        codes = [finding.code for finding in state.report.findings()]
        counts.append(codes.count("duplicate-feature"))
    assert counts == [0, 1, 0, 1, 0, 1]


def test_definitions_that_change_the_anchor_of_a_heading() -> None:
    text = "See [it](#plan).\n\n## [Plan][p]\n\nWords.\n\n[p]: https://example.org\n"
    state = CheckedBacklog.read(text)
    counts = []
    for old, new in (
        ("[p]:", "[q]:"),
        ("[q]:", "[P]:"),
        ("[P]: https://example.org\n", ""),
        ("Words.\n", "Words.\n\n[p]: x\n\n"),
        ("[Plan][p]", "[Plan][pp]"),
        ("[p]: x", "[p]: x\n[pp]: y"),
        ("[p]: x", "p: x"),
    ):
        at = text.index(old)
        state = state.edit(at, at + len(old), new)
        text = text.replace(old, new, 1)
        check_equal(state, text)
        codes = [finding.code for finding in state.report.findings()]
        counts.append(codes.count("broken-anchor"))
    assert counts == [1, 0, 1, 0, 1, 0, 1]


def test_the_first_definition_makes_all_references_certain() -> None:
    text = "See [the plan][pln] and a note[^1].\n\nWords.\n\n## Plan\n\nMore.\n\nThe end.\n"
    state = CheckedBacklog.read(text)
    counts = []
    for old, new in (
        ("More.\n", "More.\n\n[plan]: #plan\n"),
        ("Words.\n", "Words.\n\n[^2]: Another one.\n"),
        ("[plan]:", "[pln]:"),
        ("The end.\n", "The end.\n\n- [pln]: #end\n"),
        ("\n[pln]: #plan\n", ""),
        ("- [pln]: #end", "- [other]: #plan"),
        ("- [other]: #plan", "- other"),
        ("[^2]: Another", "[^1]: Another"),
    ):
        at = text.index(old)
        state = state.edit(at, at + len(old), new)
        text = text.replace(old, new, 1)
        check_equal(state, text)
        codes = [finding.code for finding in state.report.findings()]
        kinds = "undefined-reference", "duplicate-definition", "unused-definition"
        counts.append(tuple(map(codes.count, kinds)))
    assert counts == [
        (1, 0, 1),
        (2, 0, 2),
        (1, 0, 1),
        (1, 1, 1),
        (1, 0, 1),
        (2, 0, 2),
        (1, 0, 1),
        (0, 0, 0),
    ]


def test_front_matter_and_text_between_a_legend_and_its_checkboxes() -> None:
    text = (
        "---\nid: task-1\nstatus: Done\nassignee: [ann]\n---\n\n**Legend:**\n\nWords\n\n"
        "- [x] Done\n- [ ] Not done\n- [x] More\n"
    )
    state = CheckedBacklog.read(text)
    at = text.index("Words")
    check_equal(state.edit(at, at + len("Words\n\n"), ""), text.replace("Words\n\n", ""))


def test_headings_that_state_the_status_of_what_is_around_them() -> None:
    checked = CheckedBacklog.read(
        "# Plan\n\n## Phase 1\n\n- [x] a\n- [ ] b\n\n### Status: Todo\n\nx\n"
    )
    assert not checked.report.findings()
    text = checked.backlog.document.text
    for old, new in (
        ("Todo", "Done"),  # that of phase 1
        ("### Status", "## Status"),  # that of the plan
        ("## Status", "# Status"),  # its own
        ("# Status", "### Status"),
        ("## Phase 1\n\n", ""),  # that of the plan
        ("# Plan\n\n", "## Phase 1\n\n"),
        ("### Status: Done", "### Goal"),
        ("### Goal", "### Status: Done"),
        ("Done", "Do"),
    ):
        at = checked.backlog.document.text.index(old)
        checked = checked.edit(at, at + len(old), new)
        text = checked.backlog.document.text
        assert checked.comparable_findings() == CheckedBacklog.read(text).comparable_findings(), (
            text
        )


TITLES = ["# Plan", "## Phase 1 ✅", "## Status: Done", "### Status: In progress", "## Done 2023/05/20", "## Todo - 3",
          "### Login", "### T-1 Login — `READY`", "#### Status: Done", "## Active tasks", "### 1. ✅ Mail", "## Search 🟡 33%"]  # fmt: skip
BODIES = ["", "- [ ] a", "- [x] a\n- [ ] b", "**Status**: Todo", "Text.", "| ID | Task | Blocked by |\n| --- | --- | --- |\n| T-2 | a | T-1 |",
          "| Endpoint | Status |\n| --- | --- |\n| /a | Done |"]  # fmt: skip
sections = st.lists(
    st.tuples(st.sampled_from(TITLES), st.sampled_from(BODIES)).map("\n\n".join), max_size=7
).map("\n\n".join)


@given(sections, edits)
@settings(max_examples=150)
def test_sections_with_statuses(text: str, changes: list[tuple[float, int, str]]) -> None:
    check_edits(text, changes)


@given(sections, st.integers(0, 300), st.integers(0, 80), sections)
@settings(max_examples=100)
def test_sections_replaced_by_others(text: str, start: int, length: int, new: str) -> None:
    begin = min(start, len(text))
    end = min(begin + length, len(text))
    checked = CheckedBacklog.read(text).edit(begin, end, new)
    check_equal(checked, text[:begin] + new + text[end:])
