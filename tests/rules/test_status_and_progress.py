"""The rules about statuses, legends and progress are incremental and cheap.

They look at whole tables and sections. An edit must check the affected ones again, and no others.
"""

from __future__ import annotations

import pytest
from call_count import count_calls
from hypothesis import given, settings
from hypothesis import strategies as st
from incremental_checks import CheckedBacklog, check_equal, make_view

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import Affected, update_backlog
from backlog_ls.model.document.flags import flags_of
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.missing_status import MAX_EMPTY_CELLS
from backlog_ls.syntax.document import Document

OWN = {
    "missing-status",
    "all-tasks-done",
    "progress-mismatch",
    "legend-duplicate",
    "legend-unused",
    "suspicious-status",
}

LINES = [
    "# Plan",
    "## Sign-in",
    "## Sign-in (1/2)",
    "## Search — 50%",
    "### Part ✅",
    "### Next steps",
    "### 4. [ ] Boxed",
    "## Done",
    "## Legend",
    "",
    "",
    "words",
    "TODO: more words",
    "**Status**: In progress",
    "**Status**: 🔍",
    "**Status**: Done",
    "**Progress**: 1/2 (50%)",
    "Progress: 33 %",
    "**Legend:** ✅ done | 🔍 in review | ✅ = shipped",
    "- `Todo`: not started",
    "- `Done`: completed",
    "- `done`: finished",
    "| Symbol | Meaning |",
    "| Task | Status | Progress |",
    "| Epic | Status | Progress |",
    "| Task | Status |",
    "|---|---|",
    "|---|---|---|",
    "| A1 | Done | 1/2 |",
    "| Sign-in | Done | 50% |",
    "| [Search](#search--50) | Todo | 1/3 |",
    "| A2 | Simmering | |",
    "| A3 | Simmering | |",
    "| A4 | Simmering |",
    "| A5 | Simering | |",
    "| A6 | | x |",
    "| A7 | |",
    "| ✅ | Done |",
    "- [x] one",
    "- [x] two",
    "- [ ] three",
    "- [ ] parent (1/2)\n  - [x] child\n  - [x] other child",
    "- 🔍 sign",
    "| Task | Status |\n|---|---|\n" + "| C1 | Simmering |\n" * 3 + "| C2 | Simering |",
    "| Task | Status | Owner |\n|---|---|---|\n| D1 | Done | x |\n| D2 | Todo | x |\n| D3 | | x |",
    "| D4 | | x |",
    "| C5 | Simering |",
    "- `Todo`: not started\n- `Done`: completed\n- `done`: finished",
    "# Plan\n\n| Epic | Status | Progress |\n|---|---|---|\n| Sign-in | Todo | 1/2 |",
    "## Sign-in\n\n- [x] one\n- [x] two",
]
MATTER = "---\nstatus: In Progress\nowner: ann\n---\n- [x] one\n- [x] two\n"
lines = st.builds(
    str.__add__,
    st.sampled_from(["", "", MATTER]),
    st.lists(st.sampled_from(LINES), max_size=30).map("\n".join),
)
changes = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 30),
        st.one_of(st.sampled_from(["", "x", "\n", "\n\n", " ", "|", "x] ", "1"]), lines),
    ),
    max_size=6,
)


@given(lines, changes)
@settings(max_examples=400)
def test_incremental_equals_full(text: str, edits: list[tuple[float, int, str]]) -> None:
    state = CheckedBacklog.read(text)
    for share, count, new in edits:
        start = int(share * len(text))
        end = min(start + count, len(text))
        state = state.edit(start, end, new)
        text = text[:start] + new + text[end:]
        check_equal(state, text)


@given(lines, changes)
@settings(max_examples=300)
def test_document_findings_depend_on_the_flags_of_the_rule_only(
    text: str, edits: list[tuple[float, int, str]]
) -> None:
    backlog = Backlog.read(Document.parse(text))
    rules = [rule for rule in registry() if rule.code in OWN and rule.document]
    for share, count, new in edits:
        start = int(share * len(text))
        change = backlog.document.edit(start, min(start + count, len(text)), new)
        before, (backlog, _) = backlog, update_backlog(backlog, change)
        text = backlog.document.text
        touched = 0
        for _, block in (*change.delta.removed, *change.delta.added):
            touched |= flags_of(block)
        for rule in rules:
            if rule.document and not rule.flags & touched:
                assert [*rule.document(make_view(backlog))] == [*rule.document(make_view(before))]


@pytest.mark.parametrize("gaps", [MAX_EMPTY_CELLS, MAX_EMPTY_CELLS + 1])
def test_many_empty_cells_are_not_reported(gaps: int) -> None:
    rows = "".join(f"| Feature {n}x | {'Done' if n % 2 else 'Todo'} | Ann |\n" for n in range(90))
    empty = "".join(f"| Gap {n}x | | Ann |\n" for n in range(gaps))
    state = CheckedBacklog.read(f"| Task | Status | Owner |\n|---|---|---|\n{rows}{empty}")
    codes = [finding.code for finding in state.report.findings()]
    assert codes.count("missing-status") == (gaps if gaps <= MAX_EMPTY_CELLS else 0)


def own_codes(state: CheckedBacklog) -> set[str]:
    return {finding.code for finding in state.report.findings()} & OWN


def large(rows: int) -> str:
    """Return a document with long tables and lists in which each of these rules finds something."""
    words = ["Simmering", "Todo", "Done", "Review"]
    table = "".join(f"| Feature {n}x | {words[n % 4]} | Ann |\n" for n in range(rows))
    tasks = "".join(f"- [{' x'[n % 2]}] task number {n}x\n" for n in range(rows))
    head = "| Task | Status | Owner |\n| --- | --- | --- |\n"
    return (
        f"# Plan\n\n## Table\n\n{head}{table}| Slip | Simering | Ann |\n| Gap | | Ann |\n\n"
        f"## Sign-in (1/2)\n\n**Status**: In progress\n\n- [x] one\n- [x] two\n\n"
        f"## Tasks\n\n**Progress**: 1/{rows}\n\n{tasks}\n"
        "## Legend\n\n- `Todo`: not started\n- `Done`: completed\n- `Parked`: deferred\n"
        "- `done`: finished\n\n## Last\n\n**Status**: Done\n\nwords at the end\n"
    )


PLACES = ["Feature 10x | Done", "Slip", "Table", "task number 11x", "two", "Parked", "the end"]


def test_every_rule_finds_something_in_the_large_document() -> None:
    assert own_codes(CheckedBacklog.read(large(40))) == OWN


@pytest.mark.parametrize("place", PLACES)
def test_a_keystroke_checks_few_units(place: str) -> None:
    text = large(300)
    offset = text.index(place) + 3
    assert CheckedBacklog.read(text).edit(offset, offset, "q").report.checked_units <= 20


@pytest.mark.parametrize("place", PLACES)
def test_the_cost_of_a_keystroke_is_independent_of_the_document_size(place: str) -> None:
    assert cost(large(1_600), place) < 2 * cost(large(100), place)


def cost(text: str, place: str) -> int:
    """Return the number of function calls to check what a keystroke at `place` affects."""
    offset = text.index(place) + 3
    backlog = Backlog.read(Document.parse(text))
    rules = [rule for rule in registry() if rule.code in OWN]

    def judge(affected: Affected) -> None:
        own = make_view(backlog)
        for rule in rules:
            for key in affected.sections:
                heading = backlog.rope.at_key(key)
                if rule.section and heading:
                    list(rule.section(own, heading))
            for block, context in backlog.contexts_of(affected.blocks):
                if rule.block and rule.flags & flags_of(block.piece):
                    list(rule.block(own, block, context))
            if rule.document:
                list(rule.document(own))

    counts = []
    for _ in range(2):  # the first keystroke fills the caches of the rope
        backlog, affected = update_backlog(backlog, backlog.document.edit(offset, offset, "q"))
        counts.append(count_calls(judge, affected))
    return counts[-1]


def test_the_status_of_a_draft_means_nothing() -> None:
    text = "---\nid: DRAFT-2\nstatus: To Do\nassignee: []\ncreated_date: '2026-01-05'\n---\n\n- [x] A\n- [x] B\n"
    view = make_view(Backlog.read(Document.parse(text)))
    for folder, expected in (("drafts", []), ("tasks", ["all-tasks-done"])):
        path = f"/repository/backlog/{folder}/draft-2 - Export.md"
        found = [finding.code for finding in check(view._replace(path=path)).findings()]
        assert found == expected
