"""Unified diffs that `patch` and `git apply` can read."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CONTEXT = 3
"""Unchanged lines around a change."""


class _LineChange(NamedTuple):
    """Replace the lines ``[first, last)``, 0-based, by `lines`."""

    first: int
    last: int
    lines: list[str]


def unified_diff(path: str, text: str, edits: Iterable[Edit]) -> str:
    """Return the diff of `text`, the file at `path`, after `edits`; empty if they change nothing.

    Only the edited lines are compared, so this takes linear time, unlike a general diff.
    """
    old = _split_lines(text)
    changes = list(_line_changes(text, old, sorted(edits, key=lambda edit: (edit.start, edit.end))))
    parts = [f"--- {path}\n+++ {path}\n"] if changes else []
    shift = 0
    for hunk in _group_into_hunks(changes):
        first = max(0, hunk[0].first - CONTEXT)
        last = min(len(old), hunk[-1].last + CONTEXT)
        growth = sum(len(each.lines) - (each.last - each.first) for each in hunk)
        old_range, new_range = (first, last - first), (first + shift, last - first + growth)
        parts.append(f"@@ -{_hunk_range(*old_range)} +{_hunk_range(*new_range)} @@\n")
        parts += _hunk_lines(old, hunk, first, last)
        shift += growth
    return "".join(parts)


def _line_changes(text: str, old: Sequence[str], edits: Sequence[Edit]) -> Iterator[_LineChange]:
    """Yield the changes that `edits` make to whole lines, without lines that stay the same."""
    starts = _line_starts(text)
    index = 0
    while index < len(edits):
        first = bisect_right(starts, edits[index].start) - 1
        last = first
        group = []
        # Edits of the same line or of adjacent lines are one change.
        while index < len(edits) and edits[index].start < _line_end(starts, last, len(text)) + 1:
            last = max(last, bisect_right(starts, edits[index].end) - 1)
            group.append(edits[index])
            index += 1
        low, high = starts[first], _line_end(starts, last, len(text))
        relative = [Edit(edit.start - low, edit.end - low, edit.text) for edit in group]
        yield from _without_common_lines(
            first, old[first : last + 1], _split_lines(apply_edits(text[low:high], relative))
        )


def _without_common_lines(first: int, old: Sequence[str], new: list[str]) -> Iterator[_LineChange]:
    if len(old) == len(new):
        # Most edits change words: compare line by line.
        for offset, (left, right) in enumerate(zip(old, new, strict=True)):
            if left != right:
                yield _LineChange(first + offset, first + offset + 1, [right])
        return
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield _LineChange(first + head, first + len(old) - tail, new[head : len(new) - tail])


def _group_into_hunks(changes: Sequence[_LineChange]) -> Iterator[list[_LineChange]]:
    """Yield groups of changes whose context overlaps."""
    hunk: list[_LineChange] = []
    for change in changes:
        if hunk and change.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk_lines(
    old: Sequence[str], changes: Sequence[_LineChange], first: int, last: int
) -> Iterator[str]:
    at = first
    added: list[str] = []
    for change in changes:
        if change.first > at:  # removed lines come before added ones
            yield from added
            added = []
        yield from (_diff_line(" ", line) for line in old[at : change.first])
        yield from (_diff_line("-", line) for line in old[change.first : change.last])
        added += [_diff_line("+", line) for line in change.lines]
        at = change.last
    yield from added
    yield from (_diff_line(" ", line) for line in old[at:last])


def _hunk_range(first: int, count: int) -> str:
    return f"{first + 1 if count else first},{count}"


def _diff_line(sign: str, line: str) -> str:
    return (
        f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
    )


def _line_end(starts: Sequence[int], line: int, length: int) -> int:
    return starts[line + 1] if line + 1 < len(starts) else length


def _line_starts(text: str) -> list[int]:
    """Return the offset of each line start. For `patch`, a lone CR does not end a line."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _split_lines(text: str) -> list[str]:
    starts = _line_starts(text)
    lines = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return lines if lines[-1] else lines[:-1]
