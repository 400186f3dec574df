"""The scalars of a YAML mapping, with their positions.

Used for front matter and the configuration of other tools. Only parser events are read, so tags
construct no objects, aliases are not followed, and nesting needs no recursion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml


_MAX_DEPTH = 40
"""Maximum nesting. The YAML parser takes quadratic time for deep nesting."""


class Scalar(NamedTuple):
    """A value of the mapping, or an entry of a list in it. Offsets are code points in the text."""

    key: str
    key_start: int
    start: int
    """Start of the value, without quotation marks."""
    end: int
    value: str
    """The parsed value."""


def read_mapping(text: str) -> tuple[Scalar, ...]:
    """Return the scalars of the top-level mapping of `text`, and of the lists directly in it.

    Deeper values and multi-line values are skipped. Invalid YAML gives no scalars, because the
    meaning of a part of it is not certain.
    """
    import yaml  # noqa: PLC0415 (few documents have any)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Both parsers raise an error for lone surrogates and most control characters.
        return tuple(_scalars(yaml.parse(text, Loader=loader), text))
    except (yaml.YAMLError, UnicodeError):
        return ()


def _scalars(events: Iterator[yaml.Event], text: str) -> Iterator[Scalar]:
    depth = 0
    key: tuple[str, int] | None = None
    in_list = False
    for event in events:
        name = type(event).__name__
        if name in {"MappingStartEvent", "SequenceStartEvent"}:
            if depth == 0 and name == "SequenceStartEvent":
                return
            in_list = depth == 1 and name == "SequenceStartEvent" and key is not None
            depth += 1
            if depth > _MAX_DEPTH:
                return
        elif name in {"MappingEndEvent", "SequenceEndEvent"}:
            depth -= 1
            if depth == 1:
                key, in_list = None, False
        elif name in {"ScalarEvent", "AliasEvent"}:
            if depth == 1 and key is None:
                key = _value(event) or "", _span(event)[0]
                continue
            if key and (depth == 1 or (depth == 2 and in_list)):
                yield from _scalar(event, *key, text)
            if depth == 1:
                key = None


def _scalar(event: yaml.Event, key: str, key_start: int, text: str) -> Iterator[Scalar]:
    value = _value(event)
    start, end = _span(event)
    marked = text[start : start + 1] in {"&", "!"}  # the value starts after an anchor or a tag
    if value is None or marked or "\n" in text[start:end]:
        return
    if getattr(event, "style", None) in {"'", '"'} and end - start >= 2:
        start, end = start + 1, end - 1
    yield Scalar(key, key_start, start, end, value)


def _value(event: yaml.Event) -> str | None:
    value = getattr(event, "value", None)
    return value if isinstance(value, str) else None


def _span(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start and end else (0, 0)
