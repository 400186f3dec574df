"""A cheap test for texts without ids and dependencies, which other documents never ask for.

It looks at lines only, at a tenth of the cost of parsing. False is certain (a property test compares it
with parsing), True is mostly right.
"""

from __future__ import annotations

import re
import string
from functools import cache

from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.words import words
from backlog_ls.syntax.front_matter import MAX_LENGTH, front_matter_end
from backlog_ls.text.lines import line_end_at, line_start_at
from backlog_ls.text.pattern import pattern

_HINT = pattern(r"\d(?:(?<=[A-Z]\d)|(?<=[A-Za-z0-9]-\d))")
"""The first digit of the number of an id, or of a date (`model.names.ids`)."""

_RUN = string.ascii_letters + string.digits + "-"
"""Characters before that digit in an id, at least one of them a letter; a date has none."""

_MAX_RUN = 40

_WORDS = pattern(r"<[^<>]*|(?<!\[)(?<!\[[^\]])(?<!\[[^\]]{2})[A-Za-z]")
"""A tag, or a letter outside of tags that is not in the first three characters of a bracket."""

_ID_FIELD = pattern(r"\b(?:id|dependson)[ ]*::", re.IGNORECASE)
"""An inline field for ids (`model.blocks.signifiers`)."""

_BRACKET = pattern(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[[^\[\]]{2,80}\]")
"""A status in brackets at the start of a list item: `[planned] T-1: Login`."""

_WORD = pattern(r"[^\W_]+")


def may_contain_ids(text: str) -> bool:
    """Return whether an item in `text` may have an id, or depend on one."""
    if "\U0001f194" in text or "\u26d4" in text or ("::" in text and _ID_FIELD.search(text)):
        return True
    matter = front_matter_end(text[:MAX_LENGTH])
    stop, first = -1, 0
    for match in _HINT.finditer(text):
        before = text[max(match.start() - _MAX_RUN, 0) : match.start()]
        run = before[len(before.rstrip(_RUN)) :]
        if not run.strip(string.digits + "-"):
            continue
        at = match.start() - len(run)
        if at < matter:
            return True
        if at > stop:
            start, stop = line_start_at(text, at), line_end_at(text, match.end())
            above = text.rfind("\n", 0, max(start - 2, 0)) + 1
            if "|" in text[start:stop] or _has_dependency_word(text[above:stop]):
                return True
            first = start + _first_word_column(text[start:stop])
        if at <= first:
            return True
    return False


def _first_word_column(line: str) -> int:
    """Return the last column where the id of the task, card or section in a line may begin."""
    bracket = _BRACKET.match(line)
    for match in _WORDS.finditer(line, bracket.end() if bracket else 0):
        if line[match.start()] != "<":
            return match.start()
    return len(line)


def _has_dependency_word(lines: str) -> bool:
    """Return whether one of `lines` contains a phrase that introduces dependencies."""
    folded = " ".join(_WORD.findall(strip_accents(lines.lower())))
    return _dependency_words().search(folded) is not None


@cache
def _dependency_words() -> re.Pattern[str]:
    """Return a pattern of all phrases that introduce dependencies, in any language."""
    vocabulary = words()
    phrases = {title for title, kinds in vocabulary.headers.items() if "depends_on" in kinds}
    phrases |= set(vocabulary.blocked_by)
    return re.compile("|".join(" ".join(_WORD.findall(each)) for each in sorted(phrases)))
