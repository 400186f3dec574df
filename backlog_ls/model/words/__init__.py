"""How people spell statuses and column headers, one file per language.

To add a spelling, open the file of its language (`de.json` is German) and add it to the list
that it belongs to. Write it as people do; case, accents, `-` and `_` make no difference. To add a
language, copy a file and translate it; every file has the same keys, and a list may be empty.

- `statuses`: whole spellings, by what they mean.
- `ambiguous`: words that state something, but not which status (`ready`, `active`). They win over
  `statuses` of every language, so that a word with two meanings claims none.
- `partial`: `partly`, `mostly done`: work has begun, and not all is done.
- `limits`: words that make a status beside them partial, and alone say nothing (`core`, `almost`).
- `qualifiers`: single words around a status that change nothing (`fully`, `already`, months).
- `negations`: words before a status of `done` or `in_progress` that make it `todo`.
- `optional`: marks of a task that need not be done.
- `blocked_by`: openings that name a blocker (`blocked by TASK-12`).
- `follows`: openings of the title of what comes after the work of a section (`Next steps`).
- `nothing`: what stands in a column without cards (`None`); in emphasis, its first word is enough.
- `of`: what stands between the numbers of `3 of 7`.
- `counted`: nouns behind a count of tasks alone (`3/7 steps`), and in no heading.
- `effort`: nouns that measure effort beside a fraction (`3/7 points`), whatever else they name.
- `metrics`: words of titles whose percentage is one of something else than progress (`coverage`).
- `totals`: how the name of a row begins that sums up the others.
- `titles`: fields of front matter that hold the name of a task.
- `no_milestone`: what a column or field of milestones holds that names none.
- `sections`: words that state a status only as the title of a section (`Now`, `Ideas`).
- `archive`: titles of what keeps the items that are done with.
- `section_nouns`: what such a section holds (`Completed Features`).
- `units`: what headings number (`Phase 2`).
- `chores`: names of items that say too little to tell one item from another (`Tests`, `Total`).
- `legend`: what the heading or the first words of a legend of statuses hold.
- `also_names`: status words that often name something else in a heading (`Review`), and so count
  there only where they are the whole of it.
- `months`: names of the months by their number, full, short and inflected.
- `month_words`: those of them that are other words too (`set`), and so are months without a day only
  where nothing else stands beside them.
- `last_updated`: what a document calls the date of its last change.
- `next_review`: what it calls the date by which somebody will look at it again.
- `headers`: titles of table columns, by the kind of column. `name` says what is to be done,
  `title` is a name in any table, `group` and `part` name the item where nothing better does,
  `number` is a row's number and no id; `measure` and `not_work` say that the table does not list
  work.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FOLDER = Path(__file__).parent
_ACCENTS = pattern("[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The spellings of all languages together, folded and without accents."""

    statuses: Mapping[str, str]
    """Spelling to the name of its status; without the ambiguous ones."""
    joined: Mapping[str, str]
    """The same for spellings of several words, with nothing between them: `inprogress`."""
    emojis: Mapping[str, str]
    ambiguous: frozenset[str]
    ambiguous_emojis: frozenset[str]
    shortcodes: Mapping[str, str]
    """`white_check_mark` to its emoji."""
    partial: frozenset[str]
    limits: frozenset[str]
    """Partial words too."""
    qualifiers: frozenset[str]
    negations: tuple[str, ...]
    """Longest first."""
    optional: frozenset[str]
    blocked_by: tuple[str, ...]
    follows: frozenset[str]
    nothing: frozenset[str]
    of: frozenset[str]
    counted: frozenset[str]
    effort: frozenset[str]
    metrics: frozenset[str]
    totals: frozenset[str]
    titles: frozenset[str]
    no_milestone: frozenset[str]
    archive: frozenset[str]
    sections: Mapping[str, str]
    section_nouns: frozenset[str]
    units: frozenset[str]
    chores: frozenset[str]
    legend: frozenset[str]
    also_names: frozenset[str]
    months: Mapping[str, int]
    """Name of a month to its number, 1 to 12."""
    month_words: frozenset[str]
    last_updated: frozenset[str]
    next_review: frozenset[str]
    headers: Mapping[str, frozenset[str]]
    """Column title to the kinds of column that it may head."""


def languages() -> list[Path]:
    """Return the files of the languages, without the one of the emoji."""
    return sorted(path for path in _FOLDER.glob("*.json") if path.stem != "emoji")


@cache
def words() -> Words:
    """Return the vocabulary of all languages, read from disk at the first call."""
    files = [read_folded(path) for path in languages()]
    emoji = read_folded(_FOLDER / "emoji.json")
    ambiguous = _all(files, "ambiguous")
    statuses = {
        spelling: status
        for spelling, status in _inverted(file["statuses"] for file in files).items()
        if spelling not in ambiguous
    }
    headers: dict[str, frozenset[str]] = {}
    for file in files:
        for kind, spellings in file["headers"].items():
            alone = frozenset((kind,))
            for spelling in spellings:
                kinds = headers.get(spelling)
                headers[spelling] = alone if kinds is None else kinds | alone
    return Words(
        statuses=statuses,
        joined={key.replace(" ", ""): status for key, status in statuses.items() if " " in key},
        emojis=_inverted([emoji["statuses"]]),
        ambiguous=ambiguous,
        ambiguous_emojis=frozenset(emoji["ambiguous"]),
        shortcodes=emoji["shortcodes"],
        partial=_all(files, "partial"),
        limits=_all(files, "partial") | _all(files, "limits"),
        qualifiers=_all(files, "qualifiers"),
        negations=tuple(sorted(_all(files, "negations"), key=len, reverse=True)),
        optional=_all(files, "optional"),
        blocked_by=tuple(_all(files, "blocked_by")),
        follows=_all(files, "follows"),
        nothing=_all(files, "nothing"),
        of=_all(files, "of"),
        counted=_all(files, "counted"),
        effort=_all(files, "effort"),
        metrics=_all(files, "metrics"),
        totals=_all(files, "totals"),
        titles=_all(files, "titles"),
        no_milestone=_all(files, "no_milestone"),
        archive=_all(files, "archive"),
        sections=_inverted(file["sections"] for file in files),
        section_nouns=_all(files, "section_nouns"),
        units=_all(files, "units"),
        chores=_all(files, "chores"),
        legend=_all(files, "legend"),
        also_names=_all(files, "also_names"),
        months={
            name: int(month) for name, month in _inverted(file["months"] for file in files).items()
        },
        month_words=_all(files, "month_words"),
        last_updated=_all(files, "last_updated"),
        next_review=_all(files, "next_review"),
        headers=headers,
    )


def read_folded(path: Path) -> dict[str, Any]:
    """Read one file with its spellings as `fold` and `unaccented` would leave them.

    The whole text is folded before it is parsed, which is ten times faster than folding each
    spelling: it holds no escapes, and `-` stands for nothing in it but itself. A test compares.
    """
    apart = unicodedata.normalize("NFKD", path.read_text(encoding="utf-8")).casefold()
    plain = unicodedata.normalize("NFKC", _ACCENTS.sub("", apart))
    folded: dict[str, Any] = json.loads(plain.replace("-", " "))
    return folded


def _all(files: Iterable[dict[str, Any]], key: str) -> frozenset[str]:
    return frozenset(spelling for file in files for spelling in file[key])


def _inverted(groups: Iterable[Mapping[str, list[str]]]) -> dict[str, str]:
    return {
        spelling: status
        for group in groups
        for status, spellings in group.items()
        for spelling in spellings
    }
