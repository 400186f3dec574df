"""The lines that a failed merge leaves in a text: ``<<<<<<< ours``, ``=======``, ``>>>>>>> theirs``."""

from __future__ import annotations

from typing import NamedTuple

from backlog_ls.text.pattern import pattern


class Marker(NamedTuple):
    """A line that may be a merge conflict's; offsets are code points in the block."""

    sign: str
    """``<`` where a conflict begins, ``|`` before what both sides had, ``=`` between the sides,
    ``>`` where it ends."""
    label: str
    """What stands behind: the name of a branch or a commit. Empty without one."""
    start: int
    end: int
    """Behind the label."""


# A byte order mark may stand before the first line.
_LINE = pattern(
    r"(?<![^\r\n\ufeff])(?:(?P<middle>={7})|(?P<sign>[<>|])(?P=sign){6}(?:[ \t]+(?P<label>\S[^\r\n]*))?)"
    r"[ \t]*(?![^\r\n])"
)


def conflict_markers(text: str) -> tuple[Marker, ...]:
    """Return the lines of `text`, whole lines, that have exactly the form of a conflict's.

    A lone one can be something else: ``=======`` underlines a title, ``>>>>>>>`` is a deep quote.
    """
    if not (
        "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text or "|||||||" in text
    ):  # spelled out: this is asked of every block
        return ()
    return tuple(
        Marker(
            "=" if match["middle"] else match["sign"],
            (match["label"] or "").rstrip(),
            match.start(),
            match.start() + len(match.group().rstrip()),
        )
        for match in _LINE.finditer(text)
    )
