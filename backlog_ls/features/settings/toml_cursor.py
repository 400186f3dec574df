"""Find out what is at a cursor in a TOML document: a table header, a key, or the value of a key.

While it is edited, the document is seldom valid. So this skips what it does not understand, and
recovers at each line that looks like a table header or a key (TOML 1.0).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = tuple[str, ...]
Part = Literal["key", "header", "value", "done"]


class TomlPosition(NamedTuple):
    """What is at a cursor, or can be inserted there."""

    part: Part
    """`done` is after a value, or in a comment, where nothing can be inserted."""
    key: Key
    """The key of the value; of a key or header, the part before the word at the cursor."""
    word: str
    """The word or string at the cursor, with its quotes; empty if there is none."""
    start: int
    """The start of the word in code points of the document; the cursor if there is no word."""
    end: int
    array: bool = False
    """Whether the cursor is in an array."""


_TOKEN = pattern(
    r'"""[\s\S]*?(?:"""|\Z)'
    r"|'''[\s\S]*?(?:'''|\Z)"
    r'|"(?:[^"\\\r\n]|\\.)*"?'
    r"|'[^'\r\n]*'?"
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<line>\r\n|\n|\r)"
    r"|(?P<mark>[\[\]{}=,.])"
    r"|[^\s\[\]{}=,.#\"']+"
)
_STATEMENT = pattern(
    r"""(?:[ \t]*\[\[?)?(?:[. \t-]*[\w"'])+[ \t]*(?:=|\]\]?[ \t]*$)""", re.MULTILINE
)


class _Reader:
    """The state of reading a document token by token."""

    def __init__(self) -> None:
        self.table: Key = ()
        self.names: list[str] = []
        """The parts of the current key or header."""
        self.part: Part = "key"
        self.open: list[tuple[str, Key]] = []
        """The open arrays and inline tables, with the keys whose values they are."""

    @property
    def key(self) -> Key:
        """The key to which a value at this point would belong."""
        above = self.table
        if self.part == "header":
            above = ()
        elif self.open:
            above = self.open[-1][1]
        return (*above, *self.names)

    def begin(self) -> None:
        """Begin a new line."""
        self.names, self.part, self.open = [], "key", []

    def mark(self, char: str) -> None:
        """Process a character of the syntax."""
        if char == "[" and self.part == "key" and not self.names and not self.open:
            self.part = "header"
        elif char == "]" and self.part == "header":
            self.table, self.names, self.part = tuple(self.names), [], "done"
        elif char == "=" and self.part == "key":
            self.part = "value"
        elif char in "[{" and self.part == "value":
            self.open.append((char, self.key))
            self.names, self.part = [], "key" if char == "{" else "value"
        elif char == "," and self.open:
            self.names, self.part = [], "key" if self.open[-1][0] == "{" else "value"
        elif char in "]}" and self.open:
            self.open.pop()
            self.names, self.part = [], "done"

    def word(self, text: str) -> None:
        """Process a word or string."""
        if self.part in {"key", "header"}:
            self.names.append(strip_quotes(text))
        elif self.part == "value":
            self.part = "done"


def find_toml_position(text: str, offset: int) -> TomlPosition:
    """Return what is at `offset`, in code points, of the TOML document `text`."""
    reader = _Reader()
    for start, end, kind in _tokenize(text):
        if start > offset or (start == offset and kind in {"mark", "line", "comment"}):
            break
        if kind == "comment" and end >= offset:
            return TomlPosition("done", (), "", offset, offset)
        if kind == "word" and end >= offset:
            return _make_position(reader, text[start:end], start, end)
        if kind == "line" and (not reader.open or _STATEMENT.match(text, end)):
            reader.begin()
        elif kind == "mark":
            reader.mark(text[start])
        elif kind == "word":
            reader.word(text[start:end])
    return _make_position(reader, "", offset, offset)


def find_toml_keys(text: str) -> Iterator[tuple[Key, int, int]]:
    """Yield the keys of a document, with the span of their last word in code points."""
    reader = _Reader()
    last = (0, 0)
    for start, end, kind in _tokenize(text):
        if kind == "line" and (not reader.open or _STATEMENT.match(text, end)):
            reader.begin()
        elif kind == "mark":
            if text[start] == "=" and reader.part == "key" and reader.names:
                yield reader.key, *last
            reader.mark(text[start])
        elif kind == "word":
            last = (start, end)
            reader.word(text[start:end])


def strip_quotes(word: str) -> str:
    """Return a word, or a one-line string without its quotes. Escapes are not decoded."""
    if word[:1] in {'"', "'"}:
        return word[1:].removesuffix(word[0])
    return word


def _make_position(reader: _Reader, word: str, start: int, end: int) -> TomlPosition:
    array = bool(reader.open) and reader.open[-1][0] == "["
    return TomlPosition(reader.part, reader.key, word, start, end, array)


def _tokenize(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TOKEN.finditer(text):
        yield match.start(), match.end(), match.lastgroup or "word"
