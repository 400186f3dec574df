from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.text.lines import content_end, count_line_ends, line_end_of, line_starts

texts = st.text(st.sampled_from("ab\r\n\u2028\x0b\x0c\x85"), max_size=40)


@given(texts)
def test_only_the_three_line_ends_count(text: str) -> None:
    lines = re.split(r"\r\n|\n|\r", text)
    starts = line_starts(text)
    assert len(starts) == len(lines) == count_line_ends(text) + 1
    bounds = [*starts, len(text)]
    for line, start, end in zip(lines, bounds, bounds[1:], strict=False):
        assert text[start : content_end(text, start, end)] == line


@given(texts)
def test_the_first_line_end(text: str) -> None:
    found = re.search(r"\r\n|\n|\r", text)
    assert line_end_of(text) == (found.group() if found else "\n")
