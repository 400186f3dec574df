"""Documents about a time box, such as a sprint, and the later ones beside them.

Tickets are numbered too, but a later number does not make an earlier ticket old. So only numbers of
units count whose work ends before that of the next begins.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.roles.name_evidence import split_words
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBERED = pattern(r"(\D{0,60})(\d{1,8}(?:[-._]?[a-z]?\d{1,8}){0,5})")
_NUMBER = pattern(r"\d+")


class TimeBox(NamedTuple):
    """Where a path has the number of a time box."""

    folder: str
    """The folder that the others are in, with slashes; empty for the root."""
    name: str
    """The file or folder in it that has the number."""


@lru_cache(maxsize=4096)
def find_time_boxes(path: str) -> tuple[TimeBox, ...]:
    """Return the time boxes that `path` names, by the file and by the folder that holds it.

    Args:
        path: from the root of the workspace, with slashes; empty for a document without a file.
    """
    parts = path.split("/")
    boxes = []
    for at in range(len(parts) - 1, max(len(parts) - 3, -1), -1):
        series = _read_number(parts[at])
        if series and (_is_unit(series[0]) or (at and _is_unit(parts[at - 1]))):
            boxes.append(TimeBox("/".join(parts[:at]), parts[at]))
    return tuple(boxes)


def find_later(name: str, names: Iterable[str]) -> str:
    """Return the first of `names` that continues the series of `name`; empty without one."""
    series = _read_number(name)
    if series is None:
        return ""
    for other in names:
        found = _read_number(other)
        if found and found[0] == series[0] and found[1] > series[1]:
            return other.rstrip("/")
    return ""


@lru_cache(maxsize=4096)
def _read_number(name: str) -> tuple[str, tuple[int, ...]] | None:
    """Return what stands before the number of a name, and the parts of the number."""
    match = _NUMBERED.match(strip_accents(name.casefold()))
    if match is None:
        return None
    return match[1].strip(" -_."), tuple(map(int, _NUMBER.findall(match[2])))


def _is_unit(name: str) -> bool:
    """Return whether a name ends with a word for a time box, in the singular or with an `s`."""
    units = words().documents["time_boxes"]
    last = split_words(name)[-1:]
    return any(word in units or (word.endswith("s") and word[:-1] in units) for word in last)
