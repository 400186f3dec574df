"""Suppress findings: what holds for any document."""

from __future__ import annotations

from collections import Counter

from cursor import at_cursor, view_of
from hypothesis import given
from markdown import documents

from backlog_ls.features.code_actions.suppress import MAX_BLOCK_LENGTH, find_suppression
from backlog_ls.rules.engine.finding import Finding
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.text.edit import apply_edits

CODE = "broken-anchor"


def suppressed(text: str) -> str | None:
    """The document after a finding of `CODE` at its cursor was suppressed."""
    view, offset = at_cursor(text)
    place = view.backlog.rope.at_offset(offset)
    at = offset - place.offset
    found = find_suppression(view, Finding(CODE, place.key, at, at + 1, ""))
    return apply_edits(view.backlog.document.text, found.edits) if found else None


def test_a_byte_order_mark_stays_first() -> None:
    comment = f"<!-- backlog-ls-disable-next-line {CODE} -->"
    assert suppressed("\ufeff# A$0\n") == f"\ufeff{comment}\n# A\n"


def test_no_suppression_in_a_huge_block() -> None:
    assert suppressed("a" * (MAX_BLOCK_LENGTH - 3) + "$0b\n") is not None
    assert suppressed("a" * MAX_BLOCK_LENGTH + "$0b\n") is None


@given(documents)
def test_it_works_and_deletes_nothing(text: str) -> None:
    view = view_of(text)
    before = visible_findings(view, check(view), merge=False)
    for finding in before[:5]:
        found = find_suppression(view, finding)
        if found is None:
            continue
        now = view_of(apply_edits(text, found.edits))
        assert all(edit.start == edit.end for edit in found.edits)
        codes = Counter(each.code for each in before)
        after = Counter(each.code for each in visible_findings(now, check(now), merge=False))
        assert after[finding.code] < codes[finding.code]
