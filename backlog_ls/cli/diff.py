"""What formatting changes, as a unified diff that `patch` and `git apply` read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.text.lines import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTEXT = 3


def unified_diff(path: str, before: str, after: str) -> str:
    """Return the difference of two texts that have equally many lines.

    Formatting neither adds nor takes away lines, so that line *n* is compared with line *n*: unlike
    a search for the shortest difference, that is linear.

    Raises:
        ValueError: they have not.
    """
    old, new = _lines(before), _lines(after)
    changed = [
        index for index, (left, right) in enumerate(zip(old, new, strict=True)) if left != right
    ]
    parts = [f"--- {path}\n+++ {path}\n"] if changed else []
    for first, last in _hunks(changed, len(old)):
        span = f"{first + 1},{last - first}"
        parts.append(f"@@ -{span} +{span} @@\n")
        parts += _hunk(old[first:last], new[first:last])
    return "".join(parts)


def _hunks(changed: Sequence[int], total: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines to show: those `changed`, with context, joined where they meet."""
    start = end = -1
    for index in changed:
        if start >= 0 and index - CONTEXT > end:
            yield start, end
            start = -1
        if start < 0:
            start = max(0, index - CONTEXT)
        end = min(total, index + CONTEXT + 1)
    if start >= 0:
        yield start, end


def _hunk(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    removed: list[str] = []
    added: list[str] = []
    for left, right in zip(old, new, strict=True):
        if left != right:
            removed.append(_shown("-", left))
            added.append(_shown("+", right))
            continue
        yield from (*removed, *added, _shown(" ", left))
        removed, added = [], []
    yield from (*removed, *added)


def _shown(sign: str, line: str) -> str:
    ended = line.endswith(("\n", "\r"))
    return f"{sign}{line}" if ended else f"{sign}{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    starts = line_starts(text)
    lines = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return lines if lines[-1] else lines[:-1]
