"""Which statuses can be chosen at the cursor, and their spelling and markup there."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.list_items import CHECKBOX_MARKS
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import Status, canonical_status, checkbox_status, status_name
from backlog_ls.model.statuses.vocabulary import vocabulary_from_settings
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.cursor import Cursor
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary

MAX_USES = 2_000
"""Maximum number of statuses to read in a document to find its spellings."""

MAX_SPELLINGS = 100
"""Maximum number of spellings to read: a document with more of them has free text."""

DEFAULT_STATUSES = ("Todo", "In Progress", "Blocked", "Deferred", "Done")
"""For documents without a legend and with hardly any statuses."""

REMARK = pattern(r"(?:[(;\u2014]|,(?=[ \t])|[ \t][-\u2013\u00b7\u2022]+(?=[ \t]|\Z))")
"""Begins a remark behind a status, as in ``Done (core)``."""

_MARKUP = "*_`~ \t"
_CHECKBOX = pattern(rf"\[([{CHECKBOX_MARKS}])\]")


class StatusChoice(NamedTuple):
    """A status that can be chosen."""

    spelling: str
    meaning: str
    status: Status

    @property
    def names(self) -> list[str]:
        """What the user may type to find it."""
        normalized = normalize_status(self.spelling)
        names = [self.spelling, normalized.word, "".join(normalized.emojis)]
        meaning = normalize_status(self.meaning).word
        if len(meaning.split()) <= 3:
            names.append(meaning)
        if self.status is not Status.UNKNOWN:
            names.append(status_name(self.status))
        return [name for name in dict.fromkeys(names) if name]


def list_status_choices(cursor: Cursor, texts: list[str]) -> list[StatusChoice]:
    """Return the statuses to choose from: those declared, else those used in `texts` and elsewhere.

    `texts` are the other values of the column, or of the document's status fields, as written.
    """
    uses = Counter(filter(None, map(_bare_status, texts)))
    vocabulary = _vocabulary_at(cursor)
    if vocabulary is not None:
        return [
            StatusChoice(_spelling(vocabulary, term, uses), term.meaning, term.status)
            for term in vocabulary.terms
        ]
    marks = Counter({box[1]: uses[text] for text in uses if (box := _CHECKBOX.fullmatch(text))})
    if 2 * marks.total() > uses.total():
        return checkbox_choices(marks)
    used: dict[str, str] = {}
    for text, _ in uses.most_common():
        used.setdefault(normalize_status(text).key, text)
    for text in _document_texts(cursor):
        used.setdefault(normalize_status(text).key, text)
    choices = [
        StatusChoice(text, "", canonical_status(text))
        for key, text in used.items()
        if 0 < len(key.split()) <= 4
    ]
    if len(choices) < 2 and all(choice.spelling.isascii() for choice in choices):
        known = {choice.status for choice in choices}
        choices += (
            StatusChoice(text, "", canonical_status(text))
            for text in DEFAULT_STATUSES
            if canonical_status(text) not in known
        )
    return choices


def checkbox_choices(used: Counter[str]) -> list[StatusChoice]:
    """Return the checkboxes to choose from, given how often each mark is used.

    These are the open one, the other marks that are used, and the done one, as it is written there.
    """
    done = "X" if used["X"] > used["x"] else "x"
    marks = [" ", *(mark for mark in "/~" if used[mark]), done, *("-" if used["-"] else "")]
    return [StatusChoice(f"[{mark}]", "", checkbox_status(mark)) for mark in marks]


def status_key(text: str) -> str:
    """Return the key by which statuses are compared; for a checkbox, the checkbox itself."""
    text = text.strip()
    return text.lower() if _CHECKBOX.fullmatch(text) else normalize_status(text).key


def is_checkbox(text: str) -> bool:
    """Tell whether `text` is a checkbox and nothing else."""
    return _CHECKBOX.fullmatch(text) is not None


def most_common_markup(texts: Iterable[str]) -> tuple[str, str]:
    """Return the most common markup around `texts`: what is before and behind, such as `**`."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        head = _without_remark(text)
        start, end = strip_markup(head, 0, len(head))
        if head:
            counts[head[:start], head[end:]] += 1
    return max(counts, key=lambda style: counts[style], default=("", ""))


def is_prefix_of_name(typed: str, names: list[str]) -> bool:
    """Tell whether `typed` begins a word of `names`, or is an emoji in one, ignoring markup and case."""
    bare = typed.strip(_MARKUP)
    if bare.startswith("["):
        return any(name.startswith(bare) for name in names)
    normalized = normalize_status(bare)
    if normalized.word:
        return any(f" {normalized.word}" in f" {normalize_status(name).word}" for name in names)
    return not bare or (bool(normalized.emoji) and any(normalized.emoji in name for name in names))


def filter_text_for(typed: str, names: list[str]) -> str:
    """Return the first of `names` that begins with `typed`, spelled as typed; all, if it is empty.

    Clients request the list again after every character, so one name is enough. Neovim shows it in
    the line while the item is selected.
    """
    wanted = typed.lower()
    first = next(
        (typed + name[len(typed) :] for name in names if name.lower().startswith(wanted)), typed
    )
    return first if typed else " ".join(name for name in dict.fromkeys(names) if name)


def _without_remark(text: str) -> str:
    """Return `text` without its remark: `Done` for ``Done (core)``."""
    tail = REMARK.search(text)
    return (text[: tail.start()] if tail else text).strip()


def _bare_status(text: str) -> str:
    head = _without_remark(text)
    return head[slice(*strip_markup(head, 0, len(head)))]


def _vocabulary_at(cursor: Cursor) -> Vocabulary | None:
    """Return the vocabulary at the cursor: from the settings, else from the legend in force."""
    from_settings = vocabulary_from_settings(cursor.view.settings.statuses)
    return from_settings or cursor.view.backlog.context(cursor.place).vocabulary


def _spelling(vocabulary: Vocabulary, term: Term, uses: Counter[str]) -> str:
    """Return the spelling of `term` in this column: as declared, unless its words or emoji differ.

    A legend may explain ✅ as Done, and every cell say ✅ Done.
    """
    variants = [text for text, _ in uses.most_common() if vocabulary.find_term(text) is term]
    own = normalize_status(term.spelling)
    for text in () if term.spelling in variants else variants:
        normalized = normalize_status(text)
        if (normalized.word, normalized.emojis) != (own.word, own.emojis):
            return text
    return term.spelling


def _document_texts(cursor: Cursor) -> Iterator[str]:
    """Yield the spellings that the document uses, in order, from the index."""
    backlog = cursor.view.backlog
    spellings = islice(backlog.index.of_kind(SymbolKind.STATUS).values(), MAX_SPELLINGS)
    for place, context in backlog.contexts_of({key for keys in spellings for key in keys[:2]}):
        for use in find_status_uses(place.piece, context):
            if not cursor.is_on_line(place.offset + use.start):
                yield _bare_status(use.text)
