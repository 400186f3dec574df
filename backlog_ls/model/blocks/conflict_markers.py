"""Merge conflict markers: ``<<<<<<< ours``, ``=======``, ``>>>>>>> theirs``."""

from __future__ import annotations

from typing import NamedTuple

from backlog_ls.text.pattern import pattern


class ConflictMarker(NamedTuple):
    """A line that may be a conflict marker. Offsets are code points in the block."""

    sign: str
    """``<`` begins a conflict, ``|`` precedes the common ancestor, ``=`` separates the sides, ``>``
    ends the conflict."""
    label: str
    """The name of a branch or commit after the sign; empty if there is none."""
    start: int
    end: int
    """End of the label."""


# A byte order mark may precede the first line.
_LINE = pattern(
    r"(?<![^\r\n\ufeff])(?:(?P<middle>={7})|(?P<sign>[<>|])(?P=sign){6}(?:[ \t]+(?P<label>\S[^\r\n]*))?)"
    r"[ \t]*(?![^\r\n])"
)


def find_conflict_markers(text: str) -> tuple[ConflictMarker, ...]:
    """Return the lines of `text` that have exactly the form of a conflict marker.

    A single one can be something else: ``=======`` underlines a heading, ``>>>>>>>`` is a quote.
    """
    if not (
        "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text or "|||||||" in text
    ):  # spelled out, because this runs for every block
        return ()
    return tuple(
        ConflictMarker(
            "=" if match["middle"] else match["sign"],
            (match["label"] or "").rstrip(),
            match.start(),
            match.start() + len(match.group().rstrip()),
        )
        for match in _LINE.finditer(text)
    )
