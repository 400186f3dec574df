"""What is said of a status: what it means, and how many items have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.markdown_text import code, escaped, plain
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary

_MOST_SPELLINGS = 300
"""A document that spells its statuses in more ways has no statuses: nothing is counted."""


def describe_status(
    backlog: Backlog, text: str, status: Status, vocabulary: Vocabulary | None
) -> str:
    """Return in Markdown what `text` means, in our words and the legend's, and how many have it."""
    term = vocabulary.find(text) if vocabulary else None
    if term and status is Status.UNKNOWN:
        status = term.status
    lines = [code(text)]
    if status is not Status.UNKNOWN:
        lines[0] += f" means *{status_name(status)}*"
    if term and term.meaning:
        lines.append(f"Legend: {escaped(plain(term.meaning, 300))}")
    same, total = count_status(backlog, text, vocabulary)
    if total:
        lines.append(f"{same} of {total} item{'s' * (total != 1)} in this document")
    return "\n\n".join(lines)


def count_status(backlog: Backlog, text: str, vocabulary: Vocabulary | None) -> tuple[int, int]:
    """Return how many cells and fields of a document state what `text` does, and how many any.

    Out of the index, whose blocks are counted by spelling: no walk over them.
    """
    folded = fold_status(text)
    found = vocabulary.find(text) if vocabulary else None
    wanted: str | Term = found or folded.word or folded.emoji
    by_word: list[tuple[bool, tuple[int, ...]]] = []
    by_emoji: list[tuple[bool, tuple[int, ...]]] = []
    spellings = backlog.index.of(SymbolKind.STATUS)
    if len(spellings) > _MOST_SPELLINGS:
        return 0, 0
    for spelling, keys in spellings.items():
        is_emoji = not fold_status(spelling).word
        said = (vocabulary.find(spelling) if vocabulary else None) or spelling
        (by_emoji if is_emoji else by_word).append((said == wanted, keys))
    total = sum(len(keys) for _, keys in by_word)
    same = sum(len(keys) for fits, keys in by_word if fits)
    if not by_emoji:
        return same, total
    worded = {key for _, keys in by_word for key in keys}
    # A sign beside words was counted with the words.
    alone = {key for _, keys in by_emoji for key in keys} - worded
    meant = {key for fits, keys in by_emoji if fits for key in keys} - worded
    return same + len(meant), total + len(alone)
