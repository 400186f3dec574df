from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.text.lines import content_end, count_line_ends, detect_line_ending, line_starts

texts = st.text(st.sampled_from("ab\r\n\u2028\x0b\x0c\x85"), max_size=40)


@given(texts)
def test_only_lf_crlf_and_cr_end_lines(text: str) -> None:
    lines = re.split(r"\r\n|\n|\r", text)
    starts = line_starts(text)
    assert len(starts) == len(lines) == count_line_ends(text) + 1
    bounds = [*starts, len(text)]
    for line, start, end in zip(lines, bounds, bounds[1:], strict=False):
        assert text[start : content_end(text, start, end)] == line


@given(texts)
def test_detect_line_ending(text: str) -> None:
    found = re.search(r"\r\n|\n|\r", text)
    assert detect_line_ending(text) == (found.group() if found else "\n")
