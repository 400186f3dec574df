"""Fields: ``**Status**: Done``, ``- **Owner:** Ann``, ``Status: Todo``, and front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.yaml_mapping import read_mapping
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator


class Field(NamedTuple):
    """A named value. Offsets are code points in the block's text."""

    name: str
    name_start: int
    value_start: int
    value_end: int

    def value(self, text: str) -> str:
        """Return the value, given the `text` of the block."""
        return text[self.value_start : self.value_end]


_BOLD = pattern(
    r"(?P<mark>\*\*|__)(?P<name>[^*_:\uff1a\r\n]{1,40}?)[ \t]*"
    r"(?:[:\uff1a][ \t]*(?P=mark)|(?P=mark)[ \t]*[:\uff1a])[ \t]*"
)
_PLAIN = pattern(
    r"(?:^|(?<=[\r\n]))[ \t>]*(?:[-*+][ \t]+)?(?P<name>[^\W\d_][^:\uff1a|`*\[\]()<>\r\n]{0,30}?)"
    r"[ \t]*[:\uff1a][ \t]+(?=\S)"
)
_LINE_END = pattern(r"[\r\n]")
_SEPARATOR = pattern(r"[|\u00b7\u2022,;][ \t]*\Z")


def read_fields(text: str, runs: Iterable[tuple[int, int]]) -> Iterator[Field]:
    """Yield the fields in the ranges `runs` of `text`, in order.

    A bold name may be anywhere in a line, so ``**Status:** Done | **Owner:** Ann`` is two fields. A
    plain name must be at the start of a line.
    """
    for start, end in runs:
        bold = list(_BOLD.finditer(text, start, end))
        line_stop = -1
        for match, after in zip(bold, [*bold[1:], None], strict=False):
            if match.end() > line_stop:  # only once per line, which may contain a million fields
                line_stop = _line_end(text, match.end(), end)
            stop = line_stop
            if after is not None and after.start() < stop:
                cut = _SEPARATOR.search(text, match.end(), after.start())
                stop = cut.start() if cut else after.start()
            yield _field(text, match, stop)
        if not bold:
            for match in _PLAIN.finditer(text, start, end):
                yield _field(text, match, _line_end(text, match.end(), end))


def read_front_matter_fields(text: str) -> tuple[Field, ...]:
    """Return the fields in `text`, a whole front matter block; a list is one field per entry."""
    opening = _LINE_END.search(text)
    if opening is None:
        return ()
    start = opening.end()
    closing = text.rstrip(" \t\r\n")[:-3]  # a line of three hyphens or full stops
    return tuple(
        Field(scalar.key, start + scalar.key_start, start + scalar.start, start + scalar.end)
        for scalar in read_mapping(closing[start:])
    )


def _field(text: str, match: re.Match[str], stop: int) -> Field:
    # Two spaces or a backslash at the end of a line are a hard break, not part of the value.
    value_end = stop
    while value_end > match.end() and text[value_end - 1] in " \t\\":
        value_end -= 1
    return Field(match["name"].strip(), match.start("name"), match.end(), value_end)


def _line_end(text: str, start: int, end: int) -> int:
    match = _LINE_END.search(text, start, end)
    return match.start() if match else end
