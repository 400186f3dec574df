"""A status in a hover: its meaning, and how often it is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.markdown_text import code_span, escape_markdown, plain_text
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import Status, status_name

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary

_MAX_SPELLINGS = 300
"""A document with more spellings than these has free text, not statuses: nothing is counted."""


def describe_status(
    backlog: Backlog, text: str, status: Status, vocabulary: Vocabulary | None
) -> str:
    """Return a description of the status `text` in Markdown: its meaning, and how often it is stated."""
    term = vocabulary.find_term(text) if vocabulary else None
    if term and status is Status.UNKNOWN:
        status = term.status
    lines = [code_span(text)]
    if status is not Status.UNKNOWN:
        lines[0] += f" means *{status_name(status)}*"
    if term and term.meaning:
        lines.append(f"Legend: {escape_markdown(plain_text(term.meaning, 300))}")
    same, total = count_status(backlog, text, vocabulary)
    if total:
        lines.append(f"{same} of {total} status{'es' * (total != 1)} in this document")
    return "\n\n".join(lines)


def count_status(backlog: Backlog, text: str, vocabulary: Vocabulary | None) -> tuple[int, int]:
    """Return how many cells and fields have the same status as `text`, and how many have any.

    The counts come from the index, so no blocks are read.
    """
    normalized = normalize_status(text)
    found = vocabulary.find_term(text) if vocabulary else None
    wanted: str | Term = found or normalized.word or normalized.emoji
    by_word: list[tuple[bool, tuple[int, ...]]] = []
    by_emoji: list[tuple[bool, tuple[int, ...]]] = []
    spellings = backlog.index.of_kind(SymbolKind.STATUS)
    if len(spellings) > _MAX_SPELLINGS:
        return 0, 0
    for spelling, keys in spellings.items():
        is_emoji = not normalize_status(spelling).word
        stated = (vocabulary.find_term(spelling) if vocabulary else None) or spelling
        (by_emoji if is_emoji else by_word).append((stated == wanted, keys))
    total = sum(len(keys) for _, keys in by_word)
    same = sum(len(keys) for fits, keys in by_word if fits)
    if not by_emoji:
        return same, total
    worded = {key for _, keys in by_word for key in keys}
    # An emoji beside words was counted with the words.
    alone = {key for _, keys in by_emoji for key in keys} - worded
    same_alone = {key for fits, keys in by_emoji if fits for key in keys} - worded
    return same + len(same_alone), total + len(alone)
