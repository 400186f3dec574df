"""Which statuses a place offers, and how they are spelled and written there."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.hover.section_card import status_name
from backlog_ls.model.blocks.entries import MARKS
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import Status, canonical, mark_status
from backlog_ls.model.statuses.vocabulary import declared
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.completion.items import Spot
    from backlog_ls.model.statuses.vocabulary import Term, Vocabulary

MOST_USES = 2_000
"""So many statuses show which spellings a document uses, to those who look at all of it."""

MOST_SPELLINGS = 100
"""So many spellings are looked at: a document that has more writes its statuses as it likes."""

DEFAULTS = ("Todo", "In Progress", "Blocked", "Deferred", "Done")
"""Where nothing is declared and next to nothing is used."""

TAIL = pattern(r"(?:[(;\u2014]|,(?=[ \t])|[ \t][-\u2013\u00b7\u2022]+(?=[ \t]|\Z))")
"""Where the status ends in a value such as ``Done (core)``."""

_MARKUP = "*_`~ \t"
_BOX = pattern(rf"\[([{MARKS}])\]")


class Choice(NamedTuple):
    """A status that can be chosen."""

    spelling: str
    meaning: str
    status: Status

    @property
    def names(self) -> list[str]:
        """What may be typed to mean it."""
        folded = fold_status(self.spelling)
        names = [self.spelling, folded.word, "".join(folded.emojis)]
        meaning = fold_status(self.meaning).word
        if len(meaning.split()) <= 3:
            names.append(meaning)
        if self.status is not Status.UNKNOWN:
            names.append(status_name(self.status))
        return [name for name in dict.fromkeys(names) if name]


def choices_at(spot: Spot, texts: list[str]) -> list[Choice]:
    """Return the statuses to choose from: declared, else used in `texts`, then in the document.

    `texts` are the other values of the column, or of the document's status fields, as written.
    """
    uses = Counter(filter(None, map(_bare, texts)))
    vocabulary = _declared(spot)
    if vocabulary is not None:
        return [
            Choice(_spelling(vocabulary, term, uses), term.meaning, term.status)
            for term in vocabulary.terms
        ]
    marks = Counter({box[1]: uses[text] for text in uses if (box := _BOX.fullmatch(text))})
    if 2 * marks.total() > uses.total():
        return boxes(marks)
    used: dict[str, str] = {}
    for text, _ in uses.most_common():
        used.setdefault(fold_status(text).key, text)
    for text in _document_texts(spot):
        used.setdefault(fold_status(text).key, text)
    choices = [
        Choice(text, "", canonical(text)) for key, text in used.items() if 0 < len(key.split()) <= 4
    ]
    if len(choices) < 2 and all(choice.spelling.isascii() for choice in choices):
        known = {choice.status for choice in choices}
        choices += (
            Choice(text, "", canonical(text)) for text in DEFAULTS if canonical(text) not in known
        )
    return choices


def boxes(used: Counter[str]) -> list[Choice]:
    """Return the checkboxes to choose from where the marks `used` stand, each so often.

    The open one, what else is used, and done as it is written there.
    """
    done = "X" if used["X"] > used["x"] else "x"
    marks = [" ", *(mark for mark in "/~" if used[mark]), done, *("-" if used["-"] else "")]
    return [Choice(f"[{mark}]", "", mark_status(mark)) for mark in marks]


def status_key(text: str) -> str:
    """Return `text` as statuses are compared; of a checkbox that is its mark in its brackets."""
    text = text.strip()
    return text.lower() if _BOX.fullmatch(text) else fold_status(text).key


def is_box(text: str) -> bool:
    """Tell whether `text` is a checkbox and nothing else."""
    return _BOX.fullmatch(text) is not None


def style_of(texts: Iterable[str]) -> tuple[str, str]:
    """Return the markup around most of `texts`: bold, backticks or none."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        head = _head(text)
        start, end = unwrapped(head, 0, len(head))
        if head:
            counts[head[:start], head[end:]] += 1
    return max(counts, key=lambda style: counts[style], default=("", ""))


def fits(typed: str, names: list[str]) -> bool:
    """Tell whether `typed`, markup and case aside, begins a word or is the emoji of `names`."""
    bare = typed.strip(_MARKUP)
    if bare.startswith("["):
        return any(name.startswith(bare) for name in names)
    folded = fold_status(bare)
    if folded.word:
        return any(f" {folded.word}" in f" {fold_status(name).word}" for name in names)
    return not bare or (bool(folded.emoji) and any(folded.emoji in name for name in names))


def filter_text(typed: str, names: list[str]) -> str:
    """Return that of `names` which goes on from `typed`, as it is typed; before that, all of them.

    The list is asked for again at every character, so one is enough; Neovim shows it in the line
    while the item is only selected.
    """
    wanted = typed.lower()
    first = next(
        (typed + name[len(typed) :] for name in names if name.lower().startswith(wanted)), typed
    )
    return first if typed else " ".join(name for name in dict.fromkeys(names) if name)


def _head(text: str) -> str:
    """Return `text` without what follows the status: `Done` of ``Done (core)``."""
    tail = TAIL.search(text)
    return (text[: tail.start()] if tail else text).strip()


def _bare(text: str) -> str:
    head = _head(text)
    return head[slice(*unwrapped(head, 0, len(head)))]


def _declared(spot: Spot) -> Vocabulary | None:
    """Return the vocabulary of the place: that of the settings, else of the legend in force."""
    from_settings = declared(spot.view.settings.statuses)
    return from_settings or spot.view.backlog.context(spot.place).vocabulary


def _spelling(vocabulary: Vocabulary, term: Term, uses: Counter[str]) -> str:
    """Return how this column writes `term`: as declared, unless it says it by other signs.

    A legend may explain ✅ as Done, and every cell say ✅ Done.
    """
    variants = [text for text, _ in uses.most_common() if vocabulary.find(text) is term]
    own = fold_status(term.spelling)
    for text in () if term.spelling in variants else variants:
        folded = fold_status(text)
        if (folded.word, folded.emojis) != (own.word, own.emojis):
            return text
    return term.spelling


def _document_texts(spot: Spot) -> Iterator[str]:
    """Yield each spelling that the document uses, in its order; out of the index, without a walk."""
    backlog = spot.view.backlog
    spellings = islice(backlog.index.of(SymbolKind.STATUS).values(), MOST_SPELLINGS)
    for place, context in backlog.contexts_of({key for keys in spellings for key in keys[:2]}):
        for use in declared_uses(place.piece, context):
            if not spot.has(place.offset + use.start):
                yield _bare(use.text)
