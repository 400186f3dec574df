"""Word lists for statuses, column titles and the like, one file per language.

To add a spelling, open the file of its language (`de.json` is German) and add it to the right list.
Write it as people do: case, accents, `-` and `_` make no difference. To add a language, copy a file
and translate it. Every file has the same keys, and a list may be empty. Then run `make generate`.

- `statuses`: whole spellings, by what they mean.
- `ambiguous`: words for a status, but not for a certain one (`ready`, `active`). They take precedence
  over `statuses` in every language, so that a word with two meanings has no status.
- `partial`: work has begun but is not finished (`partly`, `mostly done`).
- `limits`: words that make a status partial and mean nothing alone (`core`, `almost`).
- `qualifiers`: single words around a status that change nothing (`fully`, `already`, months).
- `negations`: words before a status of `done` or `in_progress` that make it `todo`.
- `optional`: words for a task that need not be done.
- `minor`: words for a task that may stay open when what it belongs to is done (`low priority`).
- `blocked_by`: openings that name a blocker (`blocked by TASK-12`).
- `follows`: first words of the title of a section about later work (`Next steps`).
- `goals`: first words of the title of a section about goals or checks, whose boxes many people do not
  keep (`Success criteria`).
- `moved`: words after which a task names where it was moved (`moved to`), or why it was left out.
- `reasons`: words in a remark beside an open task that say in what state it is, or why it is open
  (`pending`, `requires`). Thus also words such as `not` and `after`.
- `reviews`: first words of the title of a section in which somebody judges the work (`QA results`).
- `writing`: first words of a task that makes the document which it links to (`Write the [guide](…)`).
- `nothing`: placeholders in an empty list (`None`). In emphasis, the first word is enough.
- `of`: the word between the numbers of `3 of 7`.
- `counted`: nouns after a count of tasks (`3/7 steps`) that are not used in headings.
- `effort`: nouns for effort after a fraction (`3/7 points`), even if they are in other lists too.
- `elapsed`: titles of columns and units of calendar time, which may overlap (`Duration`, `days`).
- `metrics`: words of titles whose percentage is not progress (`coverage`).
- `totals`: first words of the name of a row with totals.
- `titles`: front matter fields with the name of a task.
- `no_milestone`: values of a milestone column or field that mean "none".
- `sections`: words that are a status only as the title of a section (`Now`, `Ideas`).
- `archive`: titles of sections for finished items.
- `work_headings`: titles of sections that list work, or their first or last words (`Open items`).
- `note_headings`: the same for sections about the work or the document (`How to use this file`).
- `work_units`: nouns that headings number and below which the work of that time is listed (`Sprint 3`).
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
  backlog, `tasks` and `plan` do so where its content shows work; `not_plan` beside a word of `plan`,
  and `report`, `retrospective` or `reference` in any longer name make it something else. Reports may
  say so in their title too; no feature is called a `retrospective`. `closed` are statuses of
  documents that are kept for the record, `awaits` words after *done* that name what is still missing
  (`awaits release`), `time_boxes` units that names number and that follow each other in time
  (`sprint-7`), `old_copies` words after the name of what they are an older copy of (`design-old`).
- `work_titles`: titles of columns that can mean nothing but work.
- `headers`: titles of table columns, by kind. `name` is what is to be done, `title` is a name in any
  table, `group` and `part` are names if there is nothing better, `number` is the number of a row and
  not an id. `measure` and `not_work` mean that the table does not list work. `thing` names what work
  may be about (`Endpoint`): such a table lists work only in a backlog.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from backlog_ls.model.words.loading import load_lists

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    minor: frozenset[str]
    blocked_by: tuple[str, ...]
    follows: frozenset[str]
    goals: frozenset[str]
    moved: frozenset[str]
    reasons: frozenset[str]
    reviews: frozenset[str]
    writing: frozenset[str]
    nothing: frozenset[str]
    of: frozenset[str]
    counted: frozenset[str]
    effort: frozenset[str]
    elapsed: frozenset[str]
    metrics: frozenset[str]
    totals: frozenset[str]
    titles: frozenset[str]
    no_milestone: frozenset[str]
    archive: frozenset[str]
    sections: Mapping[str, str]
    work_headings: frozenset[str]
    note_headings: frozenset[str]
    work_units: frozenset[str]
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


@cache
def words() -> Words:
    """Return the word lists of all languages, read from disk at the first call."""
    lists = load_lists()
    emoji = lists["emoji"]
    sets = {key: frozenset(each) for key, each in lists.items() if isinstance(each, list)}
    statuses = _invert(lists["statuses"])
    for spelling in sets["ambiguous"] & statuses.keys():
        del statuses[spelling]
    headers: dict[str, frozenset[str]] = {}
    for kind, spellings in lists["headers"].items():
        alone = frozenset((kind,))
        shared = {each: headers[each] | alone for each in headers.keys() & spellings}
        headers.update(dict.fromkeys(spellings, alone))
        headers.update(shared)
    return Words(
        statuses=statuses,
        joined={key.replace(" ", ""): status for key, status in statuses.items() if " " in key},
        emojis=_invert(emoji["statuses"]),
        ambiguous=sets["ambiguous"],
        ambiguous_emojis=frozenset(emoji["ambiguous"]),
        shortcodes=emoji["shortcodes"],
        partial=sets["partial"],
        limits=sets["partial"] | sets["limits"],
        qualifiers=sets["qualifiers"],
        negations=tuple(sorted(sets["negations"], key=len, reverse=True)),
        optional=sets["optional"],
        minor=sets["minor"],
        blocked_by=tuple(lists["blocked_by"]),
        follows=sets["follows"],
        goals=sets["goals"],
        moved=sets["moved"],
        reasons=sets["reasons"],
        reviews=sets["reviews"],
        writing=sets["writing"],
        nothing=sets["nothing"],
        of=sets["of"],
        counted=sets["counted"],
        effort=sets["effort"],
        elapsed=sets["elapsed"],
        metrics=sets["metrics"],
        totals=sets["totals"],
        titles=sets["titles"],
        no_milestone=sets["no_milestone"],
        archive=sets["archive"],
        sections=_invert(lists["sections"]),
        work_headings=sets["work_headings"],
        note_headings=sets["note_headings"],
        work_units=sets["work_units"],
        section_nouns=sets["section_nouns"],
        units=sets["units"],
        chores=sets["chores"],
        legend=sets["legend"],
        also_names=sets["also_names"],
        months={name: int(month) for name, month in _invert(lists["months"]).items()},
        month_words=sets["month_words"],
        last_updated=sets["last_updated"],
        next_review=sets["next_review"],
        documents={kind: frozenset(each) for kind, each in lists["documents"].items()},
        work_titles=sets["work_titles"],
        headers=headers,
    )


def _invert(groups: Mapping[str, list[str]]) -> dict[str, str]:
    """Map each spelling to its key."""
    found: dict[str, str] = {}
    for key, spellings in groups.items():
        found.update(dict.fromkeys(spellings, key))
    return found
