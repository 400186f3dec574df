"""Whether a backlog or work item is finished, by what it states about itself and by its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.document_status import read_document_status, read_stated_statuses
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.names.normalize import normalize_name, normalize_status, strip_accents
from backlog_ls.model.roles.work_counts import count_work
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status, is_known_status, read_status
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Vocabulary

MIN_CLOSED = 3
"""Minimum number of closed tasks, rows or sections that show that a document without open ones is done."""
OPEN_STATUSES = frozenset({Status.TODO, Status.IN_PROGRESS, Status.REVIEW, Status.BLOCKED})
_MAX_WORDS = 2
"""Maximum number of words that say that a document is kept for the record: `superseded by`."""
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def why_closed(backlog: Backlog) -> str:
    """Return why a document counts as finished, by its own status; empty if it does not."""
    text = backlog.rope.at_index(0).piece.text if len(backlog.rope) else ""
    for field in front_matter_of(backlog):
        if find_role(field.name) is Role.STATUS:
            return _read_closed(field.value(text), backlog.declared_vocabulary)
    stated = read_document_status(backlog)
    if stated:
        closed = stated.status in CLOSED_STATUSES and not awaits_more(stated.use.text)
        return f"its own status means {stated.status.value}" if closed else ""
    return next(
        filter(None, (_read_kept(use.text) for _, use in read_stated_statuses(backlog))), ""
    )


def why_all_done(backlog: Backlog) -> str:
    """Return why all work of a document counts as done; empty if it does not.

    That is so if it lists several things that are done, and nothing that is or may be open.
    """
    counts = count_work(backlog)
    if counts.open:
        return ""
    if counts.has_full_total:
        return "the total of its work is 100 %"
    return "all its work is done" if counts.closed >= MIN_CLOSED and not counts.unclear else ""


def has_passed(backlog: Backlog) -> bool:
    """Return whether a document about a time that is over lists work, but none that is open."""
    counts = count_work(backlog)
    return counts.closed > 0 and not counts.open


def has_open_status(backlog: Backlog) -> bool:
    """Return whether a document certainly states that it is open itself."""
    stated = read_document_status(backlog)
    return stated is not None and stated.status in OPEN_STATUSES


def front_matter_of(backlog: Backlog) -> tuple[Field, ...]:
    """Return the fields of the front matter of a document."""
    rope = backlog.rope
    first = rope.at_index(0) if len(rope) else None
    matter = first is not None and first.piece.kind == Kind.FRONT_MATTER
    return facts_of(first.piece).fields if first is not None and matter else ()


def awaits_more(text: str) -> bool:
    """Return whether a status of `done` names what is still missing: `Done – awaits release`."""
    tail = strip_accents(normalize_status(text).tail)
    if not tail:
        return False
    awaits = words().documents["awaits"]
    padded = f" {' '.join(tail.split())} "
    return any(each in tail if _UNSPACED.search(each) else f" {each} " in padded for each in awaits)


def _read_closed(text: str, vocabulary: Vocabulary | None) -> str:
    """Return why the status `text` says that a document is finished; declared ones only."""
    if vocabulary and vocabulary.find_term(text) is None:
        return ""
    reading = read_status(text)
    if reading.status in CLOSED_STATUSES and not reading.partial and not awaits_more(text):
        return f"its own status means {reading.status.value}"
    return _read_kept(text)


def _read_kept(text: str) -> str:
    """Return why the status `text` says that a document is kept for the record, or nothing."""
    if is_known_status(text) and read_status(text).status is not Status.UNKNOWN:
        return ""
    tokens = strip_accents(normalize_name(text)).split()[:_MAX_WORDS]
    closed = words().documents["closed"]
    openings = {" ".join(tokens[:length]).strip(":,;.") for length in range(1, len(tokens) + 1)}
    return f"its own status is `{text}`" if openings & closed else ""
