"""What edits change, as a unified diff that `patch` and `git apply` read."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CONTEXT = 3


class _Change(NamedTuple):
    """The lines ``[first, last)``, 0-based, become `lines`."""

    first: int
    last: int
    lines: list[str]


def unified_diff(path: str, text: str, edits: Iterable[Edit]) -> str:
    """Return what `edits` change in `text`, the file at `path`; nothing where they change nothing.

    The edits say where to look: unlike a search for the shortest difference, that is linear.
    """
    old = _lines(text)
    changes = list(_changes(text, old, sorted(edits, key=lambda edit: (edit.start, edit.end))))
    parts = [f"--- {path}\n+++ {path}\n"] if changes else []
    shift = 0
    for some in _hunks(changes):
        first = max(0, some[0].first - CONTEXT)
        last = min(len(old), some[-1].last + CONTEXT)
        grown = sum(len(each.lines) - (each.last - each.first) for each in some)
        was, becomes = (first, last - first), (first + shift, last - first + grown)
        parts.append(f"@@ -{_span(*was)} +{_span(*becomes)} @@\n")
        parts += _hunk(old, some, first, last)
        shift += grown
    return "".join(parts)


def _changes(text: str, old: Sequence[str], edits: Sequence[Edit]) -> Iterator[_Change]:
    """Yield what becomes of the lines that `edits` touch, without those that stay as they are."""
    starts = _starts(text)
    index = 0
    while index < len(edits):
        first = bisect_right(starts, edits[index].start) - 1
        last = first
        some = []
        # Edits in one line, or in the next one, are one change.
        while index < len(edits) and edits[index].start < _end_of(starts, last, len(text)) + 1:
            last = max(last, bisect_right(starts, edits[index].end) - 1)
            some.append(edits[index])
            index += 1
        low, high = starts[first], _end_of(starts, last, len(text))
        here = [Edit(edit.start - low, edit.end - low, edit.text) for edit in some]
        yield from _trimmed(first, old[first : last + 1], _lines(apply_edits(text[low:high], here)))


def _trimmed(first: int, old: Sequence[str], new: list[str]) -> Iterator[_Change]:
    if len(old) == len(new):
        # Line by line: most edits change words.
        for offset, (left, right) in enumerate(zip(old, new, strict=True)):
            if left != right:
                yield _Change(first + offset, first + offset + 1, [right])
        return
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield _Change(first + head, first + len(old) - tail, new[head : len(new) - tail])


def _hunks(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Yield the changes that are shown together, since their context meets."""
    some: list[_Change] = []
    for change in changes:
        if some and change.first - some[-1].last > 2 * CONTEXT:
            yield some
            some = []
        some.append(change)
    if some:
        yield some


def _hunk(old: Sequence[str], changes: Sequence[_Change], first: int, last: int) -> Iterator[str]:
    at = first
    added: list[str] = []
    for change in changes:
        if change.first > at:  # all that goes stands before all that comes
            yield from added
            added = []
        yield from (_shown(" ", line) for line in old[at : change.first])
        yield from (_shown("-", line) for line in old[change.first : change.last])
        added += [_shown("+", line) for line in change.lines]
        at = change.last
    yield from added
    yield from (_shown(" ", line) for line in old[at:last])


def _span(first: int, count: int) -> str:
    return f"{first + 1 if count else first},{count}"


def _shown(sign: str, line: str) -> str:
    return (
        f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
    )


def _end_of(starts: Sequence[int], line: int, length: int) -> int:
    return starts[line + 1] if line + 1 < len(starts) else length


def _starts(text: str) -> list[int]:
    """Return where each line begins as `patch` counts them: for it, a lone CR ends none."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _lines(text: str) -> list[str]:
    starts = _starts(text)
    lines = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return lines if lines[-1] else lines[:-1]
