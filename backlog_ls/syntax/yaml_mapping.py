"""The scalars of a YAML mapping, with their positions.

Used for front matter and the configuration of other tools. Only parser events are read, so tags
construct no objects, aliases are not followed, and nesting needs no recursion.

People write front matter by hand, and YAML refuses all of it for one unquoted `@`, a tab, or a colon
in a title. Then each key is read by itself, and a value that YAML refuses is taken as plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    import yaml


_MAX_DEPTH = 40
"""Maximum nesting. The YAML parser takes quadratic time for deep nesting."""
_MAX_KEYS = 400
"""Maximum number of keys that are read one by one."""

_LINE = pattern(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_KEY = pattern(
    r"(?P<indent> *)(?P<key>'[^'\r\n]+'|\"[^\"\\\r\n]+\"|[^\s#'\"\[\]{}&*!|>%@`,:-][^:#\r\n]{0,100})"
    r":(?:[ \t]+|(?=[\r\n]|\Z))"
)
_ENTRY = pattern(r"[ \t]*-(?:[ \t]+|(?=[\r\n]|\Z))")
_COMMENT = pattern(r"(?<=[ \t])#")
_QUOTED = pattern(r"(?:'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\")(?=[ \t]*(?:[ \t]#|\Z))")
_FLOW_LIST = pattern(r"\[(?P<entries>[^\[\]\r\n]*)\]")
_FLOW_ENTRY = pattern(r"(?:'[^'\r\n]*'|\"[^\"\r\n]*\"|[^,])+")
_SIMPLE = pattern(r"[^\W_](?:[\w./+ -]*[\w.])?")
"""Values that can be nothing but plain text."""
_BLOCK_HEADER = pattern(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)")
_NULLS = {"~", "null", "Null", "NULL"}
_NOT_PRINTABLE = pattern("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML 1.2 does not allow (section 5.1)."""


class Scalar(NamedTuple):
    """A value of the mapping, or an entry of a list in it. Offsets are code points in the text."""

    key: str
    key_start: int
    start: int
    """Start of the value, without quotation marks or the sign of a block (``|``, ``>``)."""
    end: int
    value: str
    """The decoded value: without escapes, and folded where it has several lines."""

    def shifted(self, by: int) -> Scalar:
        """Return the scalar with its offsets moved by `by` code points."""
        return Scalar(self.key, self.key_start + by, self.start + by, self.end + by, self.value)


def read_mapping(text: str) -> tuple[Scalar, ...]:
    """Return the scalars of the top-level mapping of `text`, and of the lists directly in it.

    Deeper values and nulls are skipped. Text that is not valid YAML is read key by key.
    """
    scalars = _parse(text, 0)
    return tuple(_read_keys(text)) if scalars is None else scalars


def is_valid_yaml(text: str) -> bool:
    """Tell whether `text` as a whole is valid YAML."""
    return _parse(text, 0) is not None


def _parse(text: str, at: int) -> tuple[Scalar, ...] | None:
    """Return the scalars of `text`, which begins at offset `at`; None if it is not valid YAML."""
    import yaml  # noqa: PLC0415 (few documents have any)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Both parsers raise an error for lone surrogates and most control characters.
        found = tuple(_scalars(yaml.parse(text, Loader=loader), text))
    except (yaml.YAMLError, UnicodeError):
        return None
    return tuple(scalar.shifted(at) for scalar in found) if at else found


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
    if value is None or marked:
        return
    style = getattr(event, "style", None)
    if style in {"'", '"'} and end - start >= 2:
        start, end = start + 1, end - 1
    elif style in {"|", ">"}:
        header = _BLOCK_HEADER.match(text, start, end)
        start = header.end() if header else end
        start, end = _trim(text, start, end)
        if start == end:
            return
    elif value in _NULLS:
        return
    yield Scalar(key, key_start, start, end, value)


def _value(event: yaml.Event) -> str | None:
    value = getattr(event, "value", None)
    return value if isinstance(value, str) else None


def _span(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start and end else (0, 0)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\r\n":
        start += 1
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return start, end


def _read_keys(text: str) -> Iterator[Scalar]:
    """Yield the scalars of a mapping that is not valid YAML, key by key."""
    keys: list[re.Match[str]] = []
    at = 0
    while at < len(text) and len(keys) <= _MAX_KEYS:
        match = _KEY.match(text, at)
        if match and (not keys or len(match["indent"]) <= len(keys[0]["indent"])):
            keys.append(match)
        line = _LINE.match(text, at)
        at = line.end() if line else len(text)
    ends = [key.start() for key in keys[1:]] + [at]
    for key, end in zip(keys[:_MAX_KEYS], ends, strict=False):
        yield from _read_key(text, key, end)


def _read_key(text: str, key: re.Match[str], end: int) -> Iterator[Scalar]:
    """Yield the values of `key`, whose lines end at `end`."""
    name = key["key"].strip("'\" \t"), key.start("key")
    line = _LINE.match(text, key.end())
    first_end = min(line.end(), end) if line else end
    start, stop = _trim(text, key.end(), first_end)
    value = text[start:stop]
    if first_end == end and value not in _NULLS and _SIMPLE.fullmatch(value):
        yield Scalar(*name, start, stop, value)
        return
    scalars = _parse(text[key.start() : end], key.start())
    if scalars is not None:
        yield from scalars
        return
    below = _content_lines(text, first_end, end)
    if start < stop and text[start] != "#":
        deeper = [high for low, high, indent in below if indent > len(key["indent"])]
        yield from _read_plain(text, name, start, deeper[-1] if deeper else stop)
        return
    entries = [(_ENTRY.match(text, low), high) for low, high, _ in below]
    if all(entry for entry, _ in entries):
        for entry, high in entries:
            if entry:
                yield from _read_plain(text, name, entry.end(), high)


def _content_lines(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Return the lines with content: their start, their end, and their indentation."""
    lines = []
    while start < end:
        line = _LINE.match(text, start, end)
        stop = line.end() if line else end
        low, high = _trim(text, start, stop)
        if low < high and text[low] != "#":
            lines.append((start, high, low - start))
        start = stop
    return lines


def _read_plain(text: str, key: tuple[str, int], start: int, end: int) -> Iterator[Scalar]:
    """Yield the value or the values of a list in ``text[start:end]``, which YAML refuses."""
    start, end = _trim(text, start, end)
    quoted = _QUOTED.match(text, start, end)
    if quoted:
        yield from _read_quoted(text, key, start, quoted.end())
        return
    comment = _COMMENT.search(text, start, end)
    if comment:
        start, end = _trim(text, start, comment.start())
    entries = _FLOW_LIST.fullmatch(text, start, end)
    if entries:
        for entry in _FLOW_ENTRY.finditer(text, *entries.span("entries")):
            low, high = _trim(text, *entry.span())
            if _QUOTED.fullmatch(text, low, high):
                yield from _read_quoted(text, key, low, high)
            elif low < high:
                yield Scalar(*key, low, high, text[low:high])
        return
    value = text[start:end]
    if value and not _is_unfinished(value) and not _NOT_PRINTABLE.search(value):
        yield Scalar(*key, start, end, " ".join(value.split()) if "\n" in value else value)


def _read_quoted(text: str, key: tuple[str, int], start: int, end: int) -> Iterator[Scalar]:
    for scalar in _parse(f"x: {text[start:end]}", 0) or ():
        yield Scalar(*key, start + 1, end - 1, scalar.value)


def _is_unfinished(value: str) -> bool:
    """Tell whether `value` opens a quotation, a list or a block that does not end."""
    opening = value[0]
    if opening in {"'", '"'}:
        return value.count(opening) % 2 == 1
    closing = {"[": "]", "{": "}"}.get(opening)
    if closing:
        return closing not in value or value[-1] == closing
    return opening in {"|", ">"}
