"""Contradictions that are computed are found and gone with the edit that makes or mends them."""

from __future__ import annotations

import pytest
from incremental_checks import CheckedBacklog, check_equal

TOTAL = "# Work\n\n## Sprint\n\n| Story | Points |\n| --- | --- |\n| Import | 3 |\n| Export | 5 |\n| Total | 8 |\n"
ABOVE_HEADINGS = TOTAL.partition("## Sprint\n\n")[2]
COUNT = "# Work\n\n## Editor (2 tasks)\n\n- [ ] Undo\n- [ ] Paste\n\nWords\n"
SENTENCE = "2 tasks:\n\n- [ ] Undo\n- [ ] Paste\n\n# Work\n"
SUMMARY = (
    "# Plan\n\n| Part | Count |\n| --- | --- |\n| a | 1 task |\n| b | 1 task |\n| Total | 2 tasks |\n\n## Work\n\n"
    "| ID | Task | Status |\n| --- | --- | --- |\n| T-1 | Undo | To do |\n| T-2 | Paste | To do |\n"
)
BOARD = "# Board\n\n## Doing\n\n- [ ] Import\n- [ ] Export\n\n## Done\n\n- [x] Search\n"
HEADINGS = (
    "# Work\n\n## Now\n\n### T-11: Undo\n\n- **Priority**: High\n\n### T-12: Paste\n\n## Later\n\n"
    "### T-13: Jump\n\n- **Priority**: High\n"
)
OVERVIEW = (
    "# Work\n\n- [ ] T-11: Undo\n- [x] T-12: Paste\n\n## T-11: Undo\n\n**Status**: In progress\n"
)


@pytest.mark.parametrize(
    ("code", "text", "changes"),
    [
        (
            "total-mismatch",
            TOTAL,
            [
                ("| 3 |", "| 4 |", 1),
                ("Total | 8", "Total | 9", 0),
                ("| Export", "| Search | 2 |\n| Export", 1),
                ("| Search | 2 |", "| Search | ~2 |", 0),
                ("~2", "2", 1),
                ("| Export", "Words\n\n| Export", 0),
                ("Words\n\n", "", 1),
                ("| Story | Points |", "| Story | Duration |", 0),
                ("Duration", "Points", 1),
                ("Total", "Total left", 0),
                ("Total left", "Total", 1),
                ("## Sprint", "Sprint", 1),
                ("# Work", "Work", 1),
            ],
        ),
        (
            "total-mismatch",
            ABOVE_HEADINGS,
            [("| 3 |", "| 4 |", 1), ("| Story", "# A\n\n| Story", 1)],
        ),
        (
            "count-mismatch",
            COUNT,
            [
                ("- [ ] Paste", "- [ ] Paste\n- [ ] Jump", 1),
                ("(2 tasks)", "(3 tasks)", 0),
                ("(3 tasks)", "(2 tasks)", 1),
                ("- [ ] Jump", "- [x] Jump", 0),
                ("- [x] Jump", "- [ ] Jump", 1),
                ("Words", "### Notes", 1),
                ("- [ ] Jump", "# Other\n\n- [ ] Jump", 0),
            ],
        ),
        (
            "count-mismatch",
            SENTENCE,
            [
                ("Paste", "Paste\n- [ ] Jump", 1),
                ("- [ ] Jump", "\nWords\n\n- [ ] Jump", 0),
                ("\nWords\n\n", "", 1),
                ("2 tasks:", "# Tasks\n\n2 tasks:", 1),
                ("2 tasks:", "2 tasks: see below", 0),
            ],
        ),
        (
            "count-mismatch",
            SUMMARY,
            [
                ("| T-2 |", "| T-3 | Jump | To do |\n| T-2 |", 1),
                ("Jump | To do", "Jump | Done", 0),
                ("Jump | Done", "Jump | Open", 1),
                ("| T-3 |", "| B-3 |", 0),
                ("| B-3 |", "| T-3 |", 1),
                ("| T-3 |", "| |", 0),
                ("| |", "| T-3 |", 1),
                ("Total", "Words", 0),
            ],
        ),
        (
            "done-in-open-column",
            BOARD,
            [
                ("[ ] Import", "[x] Import", 1),
                ("## Done", "## Later", 0),
                ("## Later", "## Done", 1),
                ("- [x] Import", "Words:\n\n- [x] Import", 0),
                ("Words:\n\n", "", 1),
                ("## Done", "# Other\n\n## Done", 0),
                ("# Other\n\n", "", 1),
                ("## Doing", "## In review", 0),
                ("## In review", "## Doing", 1),
                ("[x] Import", "[x] Import (in review)", 0),
            ],
        ),
        (
            "duplicate-id",
            HEADINGS,
            [
                ("### T-13", "### T-11", 1),
                ("**Priority**: High\n\n### T-12", "Words\n\n### T-12", 0),
                ("Words\n\n### T-12", "**Owner**: @ann\n\n### T-12", 1),
                ("T-11: Jump", "T-11: Undo again", 0),
                ("T-11: Undo again", "T-11: Jump", 1),
                ("### T-12", "### T-11", 0),
            ],
        ),
        (
            "conflicting-status",
            OVERVIEW,
            [
                ("[ ] T-11", "[x] T-11", 1),
                ("In progress", "Done", 0),
                ("Done", "Todo", 1),
                ("T-11: Undo\n- [x]", "T-11: Undo, the review\n- [x]", 0),
                (", the review", "", 1),
                ("- [x] T-11", "# T-11: Undo\n\n- [x] T-11", 0),
            ],
        ),
    ],
)
def test_edit_by_edit(code: str, text: str, changes: list[tuple[str, str, int]]) -> None:
    state = CheckedBacklog.read(text)
    assert code not in {finding.code for finding in state.report.findings()}
    for old, new, count in changes:
        at = text.index(old)
        state = state.edit(at, at + len(old), new)
        text = text[:at] + new + text[at + len(old) :]
        check_equal(state, text)
        codes = [finding.code for finding in state.report.findings()]
        assert codes.count(code) == count, f"after {old!r} -> {new!r}"
