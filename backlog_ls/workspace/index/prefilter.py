"""Which texts can hold what another document asks for: ids, and what waits for them.

It is told from the lines of a text alone, at a tenth of the cost of reading it. Where the answer is no,
reading would find none; where it is yes, mostly some. A property test holds the first.
"""

from __future__ import annotations

import re
import string
from functools import cache

from backlog_ls.model.names.normalize import unaccented
from backlog_ls.model.words import words
from backlog_ls.syntax.front_matter import REACH, front_matter_end
from backlog_ls.text.pattern import pattern

_HINT = pattern(r"\d(?:(?<=[A-Z]\d)|(?<=[A-Za-z0-9]-\d))")
"""The first digit of the number of an id, or of a date (`model.idents`)."""

_RUN = string.ascii_letters + string.digits + "-"
"""What stands before that digit in an id, with one letter at least; a date has none."""

_LONGEST_RUN = 40

_WORDS = pattern(r"<[^<>]*|(?<!\[)(?<!\[[^\]])(?<!\[[^\]]{2})[A-Za-z]")
"""A tag, or a letter behind none and behind no bracket of up to three characters."""

_LINE_END = pattern(r"[\r\n]|\Z")
_WORD = pattern(r"[^\W_]+")


def may_share(text: str) -> bool:
    """Tell whether an item in `text` may have an id, or wait for one."""
    matter = front_matter_end(text[:REACH])
    stop, first = -1, 0
    for match in _HINT.finditer(text):
        before = text[max(match.start() - _LONGEST_RUN, 0) : match.start()]
        run = before[len(before.rstrip(_RUN)) :]
        if not run.strip(string.digits + "-"):
            continue
        at = match.start() - len(run)
        if at < matter:
            return True
        if at > stop:
            start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
            stop = _line_end(text, match.end())
            above = text.rfind("\n", 0, max(start - 2, 0)) + 1
            if "|" in text[start:stop] or _says_waiting(text[above:stop]):
                return True
            first = start + _first_word(text[start:stop])
        if at <= first:
            return True
    return False


def _first_word(line: str) -> int:
    """Return before what column the id of the task, card or section in a line may begin."""
    for match in _WORDS.finditer(line):
        if line[match.start()] != "<":
            return match.start()
    return len(line)


def _line_end(text: str, at: int) -> int:
    end = _LINE_END.search(text, at)
    return end.start() if end else len(text)


def _says_waiting(lines: str) -> bool:
    """Tell whether a word that dependencies follow is in a line, or in the one above it."""
    return _waiting().search(" ".join(_WORD.findall(unaccented(lines.lower())))) is not None


@cache
def _waiting() -> re.Pattern[str]:
    """Return a pattern of all words that dependencies follow, in any language."""
    vocabulary = words()
    said = {title for title, kinds in vocabulary.headers.items() if "depends_on" in kinds}
    said |= set(vocabulary.blocked_by)
    return re.compile("|".join(" ".join(_WORD.findall(each)) for each in sorted(said)))
