"""The text inside its markup: ``**`Done`**`` says `Done`."""

from __future__ import annotations

_WRAPPERS = ("**", "__", "~~", "`", "*", "_")
_FIRST = "*_~`"


def unwrapped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of ``text[start:end]`` inside blanks and the markup that wraps all of it.

    Offsets are code points. Only the inline markup of CommonMark 0.31 sections 6.1 and 6.2 and of
    GFM's strikethrough counts, and only where it opens at the start and closes at the end.
    """
    while True:
        while start < end and text[start] in " \t\r\n":
            start += 1
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        if start == end or text[start] not in _FIRST:
            return start, end
        for mark in _WRAPPERS:
            size = len(mark)
            if (
                end - start > 2 * size
                and text.startswith(mark, start, end)
                and text.endswith(mark, start, end)
                and text.find(mark, start + size, end - size) < 0
            ):
                start, end = start + size, end - size
                break
        else:
            return start, end
