"""Names that are too generic to identify an item."""

from __future__ import annotations

from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

MIN_LENGTH = 4
"""Minimum length in code points of a name that identifies an item."""

_NUMBERED = pattern(r"[\w ]{0,24}\b(?:[a-z]{0,2}\d+(?:\.\d+)*|[ivx]+|[a-z])\Z")
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})"
_COUNTED = pattern(rf"(?:第 ?)?{_NUMBER}(?:st|nd|rd|th|[.ªº])? ?(?P<unit>\D{{1,24}})\Z")
_COUNTING = pattern(rf"(?P<unit>[^\d#]{{1,24}}?) ?(?:第 ?|# ?)?{_NUMBER}\Z")


def is_generic_name(name: str) -> bool:
    """Tell whether the normalized `name` fits several items: `Phase 2`, `Tests`, `UI`."""
    return (
        len(name) < MIN_LENGTH
        or _NUMBERED.fullmatch(name) is not None
        or strip_accents(name) in words().chores
        or _is_numbered_unit(name)
    )


def _is_numbered_unit(name: str) -> bool:
    """Tell whether `name` is a unit, with or without a number: `2. Etappe`, `第二阶段`, `2단계`."""
    units = words().units
    match = _COUNTED.match(name) or _COUNTING.match(name)
    return strip_accents(match["unit"] if match else name).strip() in units
