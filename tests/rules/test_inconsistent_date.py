"""`inconsistent-date` depends on the whole document: it must be updated after each edit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from incremental_checks import CheckedBacklog, check_edits, check_equal

FRAGMENTS = [
    *("# Top", "# Two", "## Locks", "## Locks ✅", "### In (in progress)", "## Done", "words"),
    *("**Last Updated**: 2026-01-03", "**Last Updated**: soon", "*Last updated: Jan 9, 2026*"),
    *("**Completed**: 2026-02-01", "**Completed**: 2026-02-30", "**Due**: 2025-01-01"),
    *("- **Started**: 2026-02-05", "- **Completed**: 2026-01-09", "**Next Review**: 2025-01-01"),
    *("**Status**: In Progress", "**Status**: Done", "- **Status**: Zap", "- a", "<details>"),
    *("- [x] b 🛫 2026-02-05 ✅ 2026-01-09", "- [ ] c 📅 2026-01-02", "  - **Due**: 2025-01-01"),
    "| Task | Status | Started | Finished |\n|---|---|---|---|\n| t | Done | Feb 2026 | 5.1.2026 |",
    "| t | Done | 2026-01-01 | 2026-05-01 |",
    "| Task | Finished |\n|---|---|\n| q | 2026-06-01 |",
    "| Task | End |\n|---|---|\n| r | 2026-07-01 |",
    "| Status | Meaning |\n|---|---|\n| `Zap` | Done |\n| `Todo` | Not started |",
    "---\nupdated: 2026-01-03\nstatus: Done\nowner: ann\ncompleted: 2026-02-03\n---",
]
lines = st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["\n", "\n\n", "\n\n"]))
documents = st.lists(lines, max_size=12).map(lambda parts: "".join(a + b for a, b in parts))
insertions = st.sampled_from(["", "x", "#", " ", "\n", "2", "9", "-", "✅"]) | documents
edits = st.lists(
    st.tuples(st.floats(0, 1), st.one_of(st.just(0), st.integers(0, 30)), insertions), max_size=4
)


@given(documents, edits)
@settings(max_examples=150)
def test_incremental_equals_full(text: str, changes: list[tuple[float, int, str]]) -> None:
    check_edits(text, changes)


TEXT = """\
# Plan

**Last Updated**: 2026-01-03

## Locks

**Status**: Done

Words.

**Completed**: 2026-02-01

## Done

| Task | Finished   |
| ---- | ---------- |
| One  | 2026-01-02 |
"""


def codes(state: CheckedBacklog) -> list[str]:
    return [finding.code for finding in state.report.findings()]


def test_edits_that_make_the_last_update_right_and_wrong() -> None:
    for old, new in (
        ("2026-01-03", "2026-02-03"),  # it is brought up to date
        ("**Status**: Done", "**Status**: In Progress"),  # nothing was done after all
        ("## Locks", "## Locks ❌ Not Started"),  # two statuses contradict each other
        ("**Last Updated**", "**Written**"),
        ("# Plan", "## Plan"),  # now it is that of a section
        ("2026-02-01", "2026-02-01 (planned)"),
    ):
        before = CheckedBacklog.read(TEXT)
        assert codes(before) == ["inconsistent-date"]
        start = TEXT.index(old)
        after = before.edit(start, start + len(old), new)
        changed = TEXT.replace(old, new, 1)
        check_equal(after, changed)
        wrong = "❌" in new
        assert ("inconsistent-date" in codes(after)) == wrong, new
        back = after.edit(start, start + len(new), old)
        check_equal(back, TEXT)
        assert codes(back) == ["inconsistent-date"]


def test_a_new_row_makes_the_last_update_wrong() -> None:
    text = TEXT.replace("**Completed**: 2026-02-01\n\n", "")
    state = CheckedBacklog.read(text)
    assert codes(state) == []
    row = "| Two  | 2026-03-01 |\n"
    state = state.edit(len(text), len(text), row)
    text += row
    assert codes(state) == ["inconsistent-date"]
    start = text.index("Finished")
    assert codes(state.edit(start, start + 8, "End date")) == []
    start = text.index("Done\n\n|")
    state = state.edit(start, start + 4, "In Progress")
    text = text[:start] + "In Progress" + text[start + 4 :]
    check_equal(state, text)
    assert codes(state) == []


def test_a_keystroke_in_a_long_table_of_done_items_checks_few_units() -> None:
    rows = "".join(
        f"| Number {i}x | Done | 20{10 + i % 15}-{1 + i % 12:02}-{1 + i % 28:02} |\n"
        for i in range(3_000)
    )
    text = (
        f"# Work\n\n**Last Updated**: 2025-06-01\n\n| Task | Status | Finished |\n|-|-|-|\n{rows}"
    )
    state = CheckedBacklog.read(text)
    for place in ("Number 1500x", "Number 2999x"):
        offset = text.index(place) + 3
        assert state.edit(offset, offset, "q").report.checked_units <= 8
    offset = text.index("2025-06-01") + 3
    assert state.edit(offset, offset + 1, "4").report.checked_units <= 5
