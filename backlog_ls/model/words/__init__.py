"""Word lists for statuses, column titles and the like, one file per language.

To add a spelling, open the file of its language (`de.json` is German) and add it to the right list.
Write it as people do: case, accents, `-` and `_` make no difference. To add a language, copy a file
and translate it. Every file has the same keys, and a list may be empty.

- `statuses`: whole spellings, by what they mean.
- `ambiguous`: words for a status, but not for a certain one (`ready`, `active`). They take precedence
  over `statuses` in every language, so that a word with two meanings has no status.
- `partial`: work has begun but is not finished (`partly`, `mostly done`).
- `limits`: words that make a status partial and mean nothing alone (`core`, `almost`).
- `qualifiers`: single words around a status that change nothing (`fully`, `already`, months).
- `negations`: words before a status of `done` or `in_progress` that make it `todo`.
- `optional`: words for a task that need not be done.
- `blocked_by`: openings that name a blocker (`blocked by TASK-12`).
- `follows`: first words of the title of a section about later work (`Next steps`).
- `goals`: first words of the title of a section about goals or checks, whose boxes many people do not
  keep (`Success criteria`).
- `moved`: words after which a task names where it was moved (`moved to`), or why it was left out.
- `nothing`: placeholders in an empty list (`None`). In emphasis, the first word is enough.
- `of`: the word between the numbers of `3 of 7`.
- `counted`: nouns after a count of tasks (`3/7 steps`) that are not used in headings.
- `effort`: nouns for effort after a fraction (`3/7 points`), even if they are in other lists too.
- `metrics`: words of titles whose percentage is not progress (`coverage`).
- `totals`: first words of the name of a row with totals.
- `titles`: front matter fields with the name of a task.
- `no_milestone`: values of a milestone column or field that mean "none".
- `sections`: words that are a status only as the title of a section (`Now`, `Ideas`).
- `archive`: titles of sections for finished items.
- `section_nouns`: nouns in the title of such a section (`Completed Features`).
- `units`: nouns that headings number (`Phase 2`).
- `chores`: item names that are too generic to identify an item (`Tests`, `Total`).
- `legend`: words in the heading or at the start of a legend of statuses.
- `also_names`: status words that are often part of a name in a heading (`Review`). There they count
  only as the whole title.
- `months`: names of the months by number: full, short and inflected.
- `month_words`: month names that are also other words (`set`). Without a day, they count as months
  only if there is nothing else beside them.
- `last_updated`: names of the date of the last change.
- `next_review`: names of the date of the next review.
- `documents`: words of the names of files. `backlog` at the end of a name makes the document a
  backlog, `tasks` and `plan` do so where its content shows work; `not_plan` beside a word of `plan`
  and `reference` in any longer name make it something else (a report, a guide).
- `work_titles`: titles of columns that can mean nothing but work.
- `headers`: titles of table columns, by kind. `name` is what is to be done, `title` is a name in any
  table, `group` and `part` are names if there is nothing better, `number` is the number of a row and
  not an id. `measure` and `not_work` mean that the table does not list work.
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
    """The word lists of all languages combined, normalized and without accents."""

    statuses: Mapping[str, str]
    """Maps a spelling to its status, without the ambiguous ones."""
    joined: Mapping[str, str]
    """The same for spellings of several words, written without spaces: `inprogress`."""
    emojis: Mapping[str, str]
    ambiguous: frozenset[str]
    ambiguous_emojis: frozenset[str]
    shortcodes: Mapping[str, str]
    """Maps a shortcode such as `white_check_mark` to its emoji."""
    partial: frozenset[str]
    limits: frozenset[str]
    """Includes `partial`."""
    qualifiers: frozenset[str]
    negations: tuple[str, ...]
    """Longest first."""
    optional: frozenset[str]
    blocked_by: tuple[str, ...]
    follows: frozenset[str]
    goals: frozenset[str]
    moved: frozenset[str]
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
    """Maps the name of a month to its number, 1 to 12."""
    month_words: frozenset[str]
    last_updated: frozenset[str]
    next_review: frozenset[str]
    documents: Mapping[str, frozenset[str]]
    """Words of file names by what they say of a document; see the top of this module."""
    work_titles: frozenset[str]
    headers: Mapping[str, frozenset[str]]
    """Maps a column title to its possible kinds."""


def languages() -> list[Path]:
    """Return the paths of the language files, without the emoji file."""
    return sorted(path for path in _FOLDER.glob("*.json") if path.stem != "emoji")


@cache
def words() -> Words:
    """Return the word lists of all languages, read from disk at the first call."""
    files = [read_folded(path) for path in languages()]
    emoji = read_folded(_FOLDER / "emoji.json")
    ambiguous = _merge_lists(files, "ambiguous")
    statuses = {
        spelling: status
        for spelling, status in _invert(file["statuses"] for file in files).items()
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
        emojis=_invert([emoji["statuses"]]),
        ambiguous=ambiguous,
        ambiguous_emojis=frozenset(emoji["ambiguous"]),
        shortcodes=emoji["shortcodes"],
        partial=_merge_lists(files, "partial"),
        limits=_merge_lists(files, "partial") | _merge_lists(files, "limits"),
        qualifiers=_merge_lists(files, "qualifiers"),
        negations=tuple(sorted(_merge_lists(files, "negations"), key=len, reverse=True)),
        optional=_merge_lists(files, "optional"),
        blocked_by=tuple(_merge_lists(files, "blocked_by")),
        follows=_merge_lists(files, "follows"),
        goals=_merge_lists(files, "goals"),
        moved=_merge_lists(files, "moved"),
        nothing=_merge_lists(files, "nothing"),
        of=_merge_lists(files, "of"),
        counted=_merge_lists(files, "counted"),
        effort=_merge_lists(files, "effort"),
        metrics=_merge_lists(files, "metrics"),
        totals=_merge_lists(files, "totals"),
        titles=_merge_lists(files, "titles"),
        no_milestone=_merge_lists(files, "no_milestone"),
        archive=_merge_lists(files, "archive"),
        sections=_invert(file["sections"] for file in files),
        section_nouns=_merge_lists(files, "section_nouns"),
        units=_merge_lists(files, "units"),
        chores=_merge_lists(files, "chores"),
        legend=_merge_lists(files, "legend"),
        also_names=_merge_lists(files, "also_names"),
        months={
            name: int(month) for name, month in _invert(file["months"] for file in files).items()
        },
        month_words=_merge_lists(files, "month_words"),
        last_updated=_merge_lists(files, "last_updated"),
        next_review=_merge_lists(files, "next_review"),
        documents={
            kind: frozenset(spelling for file in files for spelling in file["documents"][kind])
            for kind in ("backlog", "tasks", "plan", "not_plan", "reference")
        },
        work_titles=_merge_lists(files, "work_titles"),
        headers=headers,
    )


def read_folded(path: Path) -> dict[str, Any]:
    """Read one file, with spellings normalized as by `normalize_name` and `strip_accents`.

    The whole text is normalized before it is parsed, which is ten times faster. This works because
    it contains no escapes, and `-` only inside spellings. A test compares the results.
    """
    decomposed = unicodedata.normalize("NFKD", path.read_text(encoding="utf-8")).casefold()
    plain = unicodedata.normalize("NFKC", _ACCENTS.sub("", decomposed))
    folded: dict[str, Any] = json.loads(plain.replace("-", " "))
    return folded


def _merge_lists(files: Iterable[dict[str, Any]], key: str) -> frozenset[str]:
    return frozenset(spelling for file in files for spelling in file[key])


def _invert(groups: Iterable[Mapping[str, list[str]]]) -> dict[str, str]:
    return {
        spelling: status
        for group in groups
        for status, spellings in group.items()
        for spelling in spellings
    }
