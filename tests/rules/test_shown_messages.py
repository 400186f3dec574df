"""Messages as they are shown: long texts of the document are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.rules.engine.message import MAX_QUOTED, shorten_quotes

LONG = "docs/" + "very-long-folder-name/" * 6 + "target.md"


def test_a_long_quote_keeps_its_start_and_its_end() -> None:
    shown = shorten_quotes(f"`{LONG}` not found in `docs`. Did you mean `docs/{LONG}`?")
    first, second, third = shown.split("`")[1::2]
    assert first.startswith("docs/very-long")
    assert first.endswith("/target.md")
    assert second == "docs"
    assert third.endswith("/target.md")
    assert len(shown) < 2 * MAX_QUOTED + 50


@pytest.mark.parametrize("message", [f"{LONG} stays", "`short`", "`" * 99, f"`a` {LONG} `b`", ""])
def test_what_is_not_quoted_or_short_stays(message: str) -> None:
    assert shorten_quotes(message) == message


@given(st.text(st.sampled_from("a `\n…🎉"), max_size=400))
def test_nothing_but_quotes_changes_and_none_is_too_long(message: str) -> None:
    shown = shorten_quotes(message)
    assert shown.split("`")[::2] == message.split("`")[::2]
    assert all(len(quoted) <= MAX_QUOTED for quoted in shown.split("`")[1:-1:2])
    assert shorten_quotes(shown) == shown
