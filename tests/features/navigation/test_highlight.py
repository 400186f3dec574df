"""Highlights in a long table: only those near the cursor."""

from __future__ import annotations

from cursor import at_cursor

from backlog_ls.features.navigation.highlight import find_highlights
from backlog_ls.features.navigation.references import find_references
from backlog_ls.features.navigation.symbol_at import symbol_at


def test_the_nearest_uses_of_a_status_are_highlighted_and_all_are_references() -> None:
    rows = ["| a | Todo |\n"] * 1_000
    rows[500] = "| a | To$0do |\n"
    view, offset = at_cursor("| Task | Status |\n| - | - |\n" + "".join(rows))
    found = find_highlights(view, offset)
    lines = [view.backlog.document.position_at(each.start).line for each in found]
    assert lines == list(range(lines[0], lines[-1] + 1))
    assert {402, 602} <= set(lines)
    assert len(lines) < 500
    symbol = symbol_at(view, offset)
    assert symbol is not None
    assert len(find_references(view, symbol)) == 1_000
