"""What the excerpt of a line looks like, whatever the line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.cli.check.text import _excerpt, pluralize, summary
from backlog_ls.text.width import display_width

CHARACTERS = ["a", "b", " ", "|", "\t", "界", "é", "✅", "\x1b", "🇫🇮", "\u202e", "…"]
lines = st.lists(st.sampled_from(CHARACTERS), max_size=200).map("".join)


@given(lines, st.floats(0, 1), st.integers(0, 120), st.integers(30, 90))
def test_carets_are_under_the_marked_text(
    line: str, where: float, length: int, columns: int
) -> None:
    start = int(where * len(line))
    end = min(start + length, len(line))
    shown, indent, width = _excerpt(line, start, end, columns)
    assert display_width(shown) <= columns
    assert not {"\x1b", "\t", "\u202e"}.intersection(shown)
    assert 0 <= indent < columns
    assert 1 <= width <= columns - indent
    wanted = (
        line[start:end].partition("\t")[0].replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")
    )
    wanted = wanted[: columns // 4]
    if wanted and "🇫" not in wanted and "🇮" not in wanted:
        below = next(
            position
            for position in range(len(shown) + 1)
            if display_width(shown[:position]) >= indent
        )
        assert shown[below:].startswith(wanted)


@given(lines, st.integers(40, 90))
def test_a_short_line_is_shown_whole(line: str, columns: int) -> None:
    plain = line.replace("\t", " ").replace("\x1b", "?").replace("\u202e", "?")[: columns // 2]
    assert _excerpt(plain, 0, len(plain), columns)[0] == plain


def test_tabs_go_to_the_next_stop() -> None:
    assert _excerpt("a\tbc\td", 2, 4, 80) == ("a   bc  d", 4, 2)
    assert _excerpt("\t\tx", 1, 2, 80) == ("        x", 4, 4)


def test_an_empty_range_has_a_caret() -> None:
    assert _excerpt("abc", 3, 3, 80) == ("abc", 3, 1)
    assert _excerpt("", 0, 0, 80) == ("", 0, 1)


def test_counts() -> None:
    assert pluralize(1, "file") == "1 file"
    assert pluralize(0, "file") == "0 files"
    assert summary([], 2) == "No problems found in 2 files.\n"
