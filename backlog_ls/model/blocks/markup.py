"""Strip the inline markup around a text: ``**`Done`**`` → ``Done``."""

from __future__ import annotations

_WRAPPERS = ("**", "__", "~~", "`", "*", "_")
_FIRST = "*_~`"


def strip_markup(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of ``text[start:end]`` inside whitespace and markup that wraps all of it.

    Offsets are code points. Strips code spans and emphasis (CommonMark 0.31, sections 6.1 and 6.2)
    and strikethrough (GFM 0.29, section 6.5) that open at the start and close at the end.
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
