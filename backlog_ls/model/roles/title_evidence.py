"""What the first heading of a document says about its role: `# Post-Implementation Summary`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.roles.name_evidence import report_words, split_words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog

_CUT = pattern(r"[:：—–|(（]|\s-\s")
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_MAX_LENGTH = 300


def read_title(backlog: Backlog) -> str:
    """Return why the title of a document says that it reports on work; empty if it does not.

    The first part of the title must end in a word for a report, or the last part must be one: `Root
    cause analysis: login`, `Sprint 3 — Retrospective`; not `Report export` or `US-7: Sales report`.
    """
    rope = backlog.rope
    first = next(iter(rope.find(FLAGS, Flag.HEADING, 0, len(rope))), None)
    heading = facts_of(first.piece).heading if first and first.piece.level == 1 else None
    if heading is None or len(heading.title) > _MAX_LENGTH:
        return ""
    parts = [part for part in map(_words_of, _CUT.split(heading.title)) if part]
    if not parts:
        return ""
    word = _last_report_word(parts[0])
    if not word and len(parts) > 1:
        last = _last_report_word(parts[-1])
        word = last if last == " ".join(parts[-1]) else ""
    return f"its title has the word `{word}`" if word else ""


def _words_of(part: str) -> list[str]:
    return [each for each in split_words(part) if not each.isdecimal()]


def _last_report_word(part: list[str]) -> str:
    """Return the word for a report that a part of a title ends in, or nothing."""
    report = report_words()
    for word in (" ".join(part[-2:]), part[-1]):
        if word in report:
            return word
    if _UNSPACED.search(part[-1]):
        return max((each for each in report if part[-1].endswith(each)), key=len, default="")
    return ""
