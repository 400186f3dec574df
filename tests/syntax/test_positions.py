from __future__ import annotations

import re
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.syntax.document import Document
from backlog_ls.text.position import Encoding, Position

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown import documents


@given(documents, st.sampled_from(Encoding), st.data())
def test_offsets_and_positions(text: str, encoding: Encoding, data: st.DataObject) -> None:
    document = Document.parse(text)
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1  # between the two is no position
    position = document.position_at(offset, encoding)
    lines = re.split(r"\r\n|\n|\r", text[:offset])
    assert position.line == len(lines) - 1
    assert document.position_at(offset, Encoding.UTF32).column == len(lines[-1])
    assert document.offset_at(position, encoding) == offset


@given(documents)
def test_lines(text: str) -> None:
    document = Document.parse(text)
    lines = re.split(r"\r\n|\n|\r", text)
    assert [document.line_text(number) for number in range(len(lines))] == lines
    assert document.line_text(len(lines)) == document.line_text(-1) == ""


@given(documents, st.integers(-5, 200), st.integers(-5, 200))
def test_any_position_is_clamped(text: str, line: int, column: int) -> None:
    document = Document.parse(text)
    offset = document.offset_at(Position(line, column), Encoding.UTF16)
    assert 0 <= offset <= len(text)
    lines = re.split(r"\r\n|\n|\r", text)
    if line >= len(lines):
        assert offset == len(text)
    elif line >= 0 and column >= 2 * len(lines[line]):
        assert document.position_at(offset) == (line, len(lines[line]))
