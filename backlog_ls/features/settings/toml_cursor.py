"""Where in a TOML document a place is: in which key, or in whose value.

While somebody types, the document is seldom valid. So this reads on past what it does not understand,
and begins anew with each line that looks like a table's header or a key (TOML 1.0).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = tuple[str, ...]
Part = Literal["key", "header", "value", "done"]


class TomlPlace(NamedTuple):
    """What is expected at a place, or stands there."""

    part: Part
    """`done` is behind a value, or in a comment, where nothing more can stand."""
    key: Key
    """What the value is of; of a key and a header, the part before the word at the place."""
    word: str
    """The word or string at the place, quotes included; empty where there is none."""
    start: int
    """Of the word, in code points of the document; the place itself where there is none."""
    end: int
    array: bool = False
    """Whether it is in an array."""


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
    """What is open at a place, token by token."""

    def __init__(self) -> None:
        self.table: Key = ()
        self.names: list[str] = []
        """The parts of the key or header that is being read."""
        self.part: Part = "key"
        self.open: list[tuple[str, Key]] = []
        """The arrays and inline tables that are open, and whose value each is."""

    @property
    def key(self) -> Key:
        """Return what a value would be of; a key's own names included."""
        above = self.table
        if self.part == "header":
            above = ()
        elif self.open:
            above = self.open[-1][1]
        return (*above, *self.names)

    def begin(self) -> None:
        """Begin a line of its own."""
        self.names, self.part, self.open = [], "key", []

    def mark(self, char: str) -> None:
        """Take in one of the characters of the syntax."""
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
        """Take in a word or string."""
        if self.part in {"key", "header"}:
            self.names.append(unquoted(text))
        elif self.part == "value":
            self.part = "done"


def toml_place(text: str, offset: int) -> TomlPlace:
    """Return what is at `offset`, a code point of the TOML document `text`."""
    reader = _Reader()
    for start, end, kind in _tokens(text):
        if start > offset or (start == offset and kind in {"mark", "line", "comment"}):
            break
        if kind == "comment" and end >= offset:
            return TomlPlace("done", (), "", offset, offset)
        if kind == "word" and end >= offset:
            return _at(reader, text[start:end], start, end)
        if kind == "line" and (not reader.open or _STATEMENT.match(text, end)):
            reader.begin()
        elif kind == "mark":
            reader.mark(text[start])
        elif kind == "word":
            reader.word(text[start:end])
    return _at(reader, "", offset, offset)


def toml_keys(text: str) -> Iterator[tuple[Key, int, int]]:
    """Yield the keys that are given, with the code points of their last word."""
    reader = _Reader()
    last = (0, 0)
    for start, end, kind in _tokens(text):
        if kind == "line" and (not reader.open or _STATEMENT.match(text, end)):
            reader.begin()
        elif kind == "mark":
            if text[start] == "=" and reader.part == "key" and reader.names:
                yield reader.key, *last
            reader.mark(text[start])
        elif kind == "word":
            last = (start, end)
            reader.word(text[start:end])


def unquoted(word: str) -> str:
    """Return what a word or a string of one line means, but for escapes."""
    if word[:1] in {'"', "'"}:
        return word[1:].removesuffix(word[0])
    return word


def _at(reader: _Reader, word: str, start: int, end: int) -> TomlPlace:
    array = bool(reader.open) and reader.open[-1][0] == "["
    return TomlPlace(reader.part, reader.key, word, start, end, array)


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TOKEN.finditer(text):
        yield match.start(), match.end(), match.lastgroup or "word"
