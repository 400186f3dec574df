"""Fields: ``**Status**: Done``, ``- **Owner:** Ann``, ``Status: Todo``, and front matter.

Also those of Dataview: ``Status:: Todo``, ``[due:: 2026-03-01]``, ``(owner:: Ann)``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.yaml_mapping import is_valid_yaml, read_mapping
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
    decoded: str | None = None
    """The value, if it is written with escapes or on several lines, as in YAML."""

    def value(self, text: str) -> str:
        """Return the value, given the `text` of the block."""
        return text[self.value_start : self.value_end] if self.decoded is None else self.decoded


_BOLD = pattern(
    r"(?P<mark>\*\*|__)(?P<name>[^*_:\uff1a\r\n]{1,40}?)[ \t]*"
    r"(?:(?:::?|\uff1a)[ \t]*(?P=mark)|(?P=mark)[ \t]*(?:::?|\uff1a))[ \t]*"
)
_PLAIN = pattern(
    r"(?:^|(?<=[\r\n]))[ \t>]*(?:[-*+][ \t]+)?(?P<name>[^\W\d_][^:\uff1a|`*\[\]()<>\r\n]{0,30}?)"
    r"[ \t]*(?:::?|\uff1a)[ \t]+(?=\S)"
)
_INLINE = pattern(
    r"\[[ ]*(?P<name>[^\W\d_][\w -]{0,30}?)[ ]*::[ \t]+(?P<value>[^\[\]\r\n]*)\](?!\()"
    r"|\([ ]*(?P<round_name>[^\W\d_][\w -]{0,30}?)[ ]*::[ \t]+(?P<round_value>[^()\r\n]*)\)"
)
_HEADING = pattern(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)(?=#{1,6}[ \t]+\S)")
_PROSE = pattern(
    r"[\r\n](?![ \t]*(?:#|-[ \t]+(?!\[)|[^\s:#-][^:\r\n]*:(?:[ \t\r\n]|\Z)|[\r\n]|\Z))"
)
_LINE_END = pattern(r"[\r\n]")
_SEPARATOR = pattern(r"[|\u00b7\u2022,;][ \t]*\Z")


def read_fields(text: str, runs: Iterable[tuple[int, int]]) -> Iterator[Field]:
    """Yield the fields in the ranges `runs` of `text`, in order.

    A bold name may be anywhere in a line, so ``**Status:** Done | **Owner:** Ann`` is two fields, and
    so may a field in brackets. A plain name must be at the start of a line.
    """
    for start, end in runs:
        found = _read_prose(text, start, end)
        if text.find("::", start, end) >= 0:
            inline = map(_inline_field, _INLINE.finditer(text, start, end))
            found = iter(sorted([*found, *inline], key=lambda field: field.name_start))
        yield from found


def _read_prose(text: str, start: int, end: int) -> Iterator[Field]:
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


def _inline_field(match: re.Match[str]) -> Field:
    prefix = "" if match["name"] else "round_"
    start, _ = match.span(prefix + "value")
    value = match[prefix + "value"].rstrip(" \t")
    name = prefix + "name"
    return Field(match[name], match.start(name), start, start + len(value))


def read_front_matter_fields(text: str) -> tuple[Field, ...]:
    """Return the fields in `text`, a whole front matter block; a list is one field per entry."""
    start, body = _matter_body(text)
    body_end = find_body_start(text)
    if body_end is not None:
        body = body[: body_end - start]
    return tuple(
        Field(
            scalar.key,
            start + scalar.key_start,
            start + scalar.start,
            start + scalar.end,
            None if scalar.value == body[scalar.start : scalar.end] else scalar.value.strip(),
        )
        for scalar in read_mapping(body)
    )


@lru_cache(maxsize=16)
def find_body_start(text: str) -> int | None:
    """Return where Markdown begins in `text`, a front matter block that was not closed above it.

    A heading after a blank line begins it, if there is text below it that YAML refuses. Without such a
    heading, returns None.
    """
    start, body = _matter_body(text)
    heading = _HEADING.search(body)
    if heading is None or not _PROSE.search(body, heading.end()) or is_valid_yaml(body):
        return None
    return start + heading.start()


def is_valid_front_matter(text: str) -> bool:
    """Tell whether `text`, a whole front matter block, is valid YAML."""
    return is_valid_yaml(_matter_body(text)[1])


def _matter_body(text: str) -> tuple[int, str]:
    """Return the lines between those of three hyphens or full stops, and where they begin."""
    opening = _LINE_END.search(text)
    start = opening.end() if opening else len(text)
    return start, text.rstrip(" \t\r\n")[start:-3]


def _field(text: str, match: re.Match[str], stop: int) -> Field:
    # Two spaces or a backslash at the end of a line are a hard break, not part of the value.
    value_end = stop
    while value_end > match.end() and text[value_end - 1] in " \t\\":
        value_end -= 1
    return Field(match["name"].strip(), match.start("name"), match.end(), value_end)


def _line_end(text: str, start: int, end: int) -> int:
    match = _LINE_END.search(text, start, end)
    return match.start() if match else end
