from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backlog_ls.text.position import Encoding, decode_column, encode_column

characters = st.sampled_from(["a", "é", "界", "😀", "\ud83d", "\ude00", "\u2028", "e\u0301"])
lines = st.lists(characters, max_size=20).map("".join)


def units(text: str, encoding: Encoding) -> int:
    """Return the length by the definition of each encoding, character by character."""
    if encoding is Encoding.UTF32:
        return len(text)
    size = 0
    for char in text:
        if encoding is Encoding.UTF16:
            size += 2 if ord(char) > 0xFFFF else 1
        else:
            size += len(char.encode("utf-8", "surrogatepass"))
    return size


@example("\ud83d\ude00", Encoding.UTF16)
@given(lines, st.sampled_from(Encoding))
def test_columns_round_trip(line: str, encoding: Encoding) -> None:
    for column in range(len(line) + 1):
        encoded = encode_column(line, column, encoding)
        assert encoded == units(line[:column], encoding)
        assert decode_column(line, encoded, encoding) == column


@given(lines, st.sampled_from(Encoding), st.integers(-3, 100))
def test_any_column_is_clamped_to_a_character(line: str, encoding: Encoding, column: int) -> None:
    decoded = decode_column(line, column, encoding)
    assert 0 <= decoded <= len(line)
    if column >= units(line, encoding):
        assert decoded == len(line)
    else:
        # The character at `decoded` is the one that the unit `column` belongs to.
        assert encode_column(line, decoded, encoding) <= max(column, 0)
        assert encode_column(line, decoded + 1, encoding) > max(column, 0)


@pytest.mark.parametrize(("encoding", "expected"), [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)])
def test_examples(encoding: str, expected: int) -> None:
    assert encode_column("a😀b", 2, Encoding(encoding)) == expected
