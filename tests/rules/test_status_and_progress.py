"""The rules about statuses, legends and progress keep up with typing, and at the price of a letter.

They look at whole tables and sections: what a letter far away changes has to be judged again, and
what stands in between must not be looked at.
"""

from __future__ import annotations

import pytest
from counting import calls
from hypothesis import given, settings
from hypothesis import strategies as st
from judged_edits import Checked, check_equal, view

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import Affected, edited
from backlog_ls.model.document.flags import bits_of
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.missing_status import MOST
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
def test_findings_after_edits_are_those_of_a_fresh_reading(
    text: str, edits: list[tuple[float, int, str]]
) -> None:
    state = Checked.read(text)
    for share, count, new in edits:
        start = int(share * len(text))
        end = min(start + count, len(text))
        state = state.edit(start, end, new)
        text = text[:start] + new + text[end:]
        check_equal(state, text)


@given(lines, changes)
@settings(max_examples=300)
def test_the_bits_of_a_rule_say_what_its_findings_about_a_document_depend_on(
    text: str, edits: list[tuple[float, int, str]]
) -> None:
    backlog = Backlog.read(Document.parse(text))
    rules = [rule for rule in registry() if rule.code in OWN and rule.document]
    for share, count, new in edits:
        start = int(share * len(text))
        change = backlog.document.edit(start, min(start + count, len(text)), new)
        before, (backlog, _) = backlog, edited(backlog, change)
        text = backlog.document.text
        touched = 0
        for _, block in (*change.delta.removed, *change.delta.added):
            touched |= bits_of(block)
        for rule in rules:
            if rule.document and not rule.bits & touched:
                assert [*rule.document(view(backlog))] == [*rule.document(view(before))]


@pytest.mark.parametrize("gaps", [MOST, MOST + 1])
def test_many_empty_cells_are_a_habit(gaps: int) -> None:
    rows = "".join(f"| Feature {n}x | {'Done' if n % 2 else 'Todo'} | Ann |\n" for n in range(90))
    empty = "".join(f"| Gap {n}x | | Ann |\n" for n in range(gaps))
    state = Checked.read(f"| Task | Status | Owner |\n|---|---|---|\n{rows}{empty}")
    codes = [finding.code for finding in state.report.findings()]
    assert codes.count("missing-status") == (gaps if gaps <= MOST else 0)


def own_codes(state: Checked) -> set[str]:
    return {finding.code for finding in state.report.findings()} & OWN


def large(rows: int) -> str:
    """A document in which every rule of these finds something, whose tables and lists are long."""
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


def test_the_large_document_concerns_every_rule() -> None:
    assert own_codes(Checked.read(large(40))) == OWN


@pytest.mark.parametrize("place", PLACES)
def test_a_letter_judges_a_few_units(place: str) -> None:
    text = large(300)
    offset = text.index(place) + 3
    assert Checked.read(text).edit(offset, offset, "q").report.judged <= 20


@pytest.mark.parametrize("place", PLACES)
def test_a_letter_costs_what_it_does_in_a_short_document(place: str) -> None:
    assert cost(large(1_600), place) < 2 * cost(large(100), place)


def cost(text: str, place: str) -> int:
    """The calls to judge again, under the rules of this file, what a letter at `place` concerns."""
    offset = text.index(place) + 3
    backlog = Backlog.read(Document.parse(text))
    rules = [rule for rule in registry() if rule.code in OWN]

    def judge(affected: Affected) -> None:
        own = view(backlog)
        for rule in rules:
            for key in affected.sections:
                heading = backlog.rope.at_key(key)
                if rule.section and heading:
                    list(rule.section(own, heading))
            for block, context in backlog.contexts_of(affected.blocks):
                if rule.block and rule.bits & bits_of(block.piece):
                    list(rule.block(own, block, context))
            if rule.document:
                list(rule.document(own))

    counts = []
    for _ in range(2):  # at the first letter, what the rope remembers is worked out
        backlog, affected = edited(backlog, backlog.document.edit(offset, offset, "q"))
        counts.append(calls(judge, affected))
    return counts[-1]
