"""The scalars of a YAML mapping, each with where it stands.

Front matter and the configuration of other tools are read by it. Only events are read, never
objects: tags construct nothing, an alias is not followed, and nesting costs no recursion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml


_DEEPEST = 40
"""What is nested deeper is no front matter, and the YAML reader takes quadratic time over it."""


class Scalar(NamedTuple):
    """A value of the mapping, or one of the entries of a list. Offsets are code points."""

    key: str
    key_start: int
    start: int
    """Without quotation marks."""
    end: int
    value: str
    """As YAML reads it."""


def read_mapping(text: str) -> tuple[Scalar, ...]:
    """Return the scalars right in the top mapping of `text`, and in the lists right in it.

    What is deeper is passed over, and so are values on several lines. Text that is no YAML has none:
    what a half of it says is not certain.
    """
    import yaml  # noqa: PLC0415 (few documents have any)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Neither reader takes a lone surrogate or most control characters; they say so.
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
            if depth > _DEEPEST:
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
    marked = text[start : start + 1] in {"&", "!"}  # what follows the anchor or tag is not told
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
