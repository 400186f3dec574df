"""Defects in what a backlog says of its items: their statuses, tasks and progress.

Each is made as people make it, in any place of a document where a careful reader would notice. Where
one would not, the rule for that is written here; nothing is left out by its path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mutants import (
    Mutant,
    Section,
    Task,
    changed,
    finds,
    inserted,
    sections,
    tables,
    tasks,
    tasks_in,
    with_typo,
)

from backlog_ls.model.analysis.open_work import is_follow_up_title, is_goal_title
from backlog_ls.model.analysis.section_status import read_certain_status
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.items.items import cell_span, status_of_row_block
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.remarks import is_optional
from backlog_ls.model.statuses.status import (
    Status,
    canonical_status,
    is_known_status,
    is_partial_status,
)
from backlog_ls.model.tables.roles import Role, TableKind
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from mutants import Table
    from real_documents import RealDocument

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import StatusUse
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_LINKED = re.compile(r"\(\S*\)|\[")
"""Words that make a link of a box right before them."""
MANY_TASKS = 100
"""A section of more tasks than this is not counted on every keystroke."""


# --- statuses


@finds("invalid-status", "legend-unused")
def a_typo_in_a_status_that_a_legend_declares(
    document: RealDocument, random: Random
) -> Iterator[Mutant]:
    for _, place, context, use in _statuses(document):
        vocabulary = context.vocabulary
        typo = with_typo(use.text, random)
        if (
            vocabulary
            and vocabulary.find_term(use.text)
            and typo
            and not vocabulary.find_term(typo)
        ):
            yield changed(document, place.offset + use.start, place.offset + use.end, typo)


@finds("suspicious-status")
def a_typo_in_a_status_of_a_column(document: RealDocument, random: Random) -> Iterator[Mutant]:
    uses = list(_statuses(document))
    for table, place, context, use in uses:
        same = sum(other.text == use.text for of, _, _, other in uses if of is table)
        typo = with_typo(use.text, random)
        # Three others must be left to go by, and what no language knows may be a name.
        sure = context.vocabulary is None and same > 3 and is_known_status(use.text)
        if sure and typo and not is_known_status(typo):  # by chance it may be another status
            yield changed(document, place.offset + use.start, place.offset + use.end, typo)


@finds("status-spelling")
def a_declared_status_in_other_letters(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for _table, place, context, use in _statuses(document):
        spellings = (
            {term.spelling for term in context.vocabulary.terms} if context.vocabulary else ()
        )
        if use.text in spellings and use.text.upper() not in spellings:
            start, end = place.offset + use.start, place.offset + use.end
            yield changed(document, start, end, use.text.upper())


@finds("missing-status")
def a_row_without_its_status(document: RealDocument, _: Random) -> Iterator[Mutant]:
    told = {each.heading.key for each in sections(document) if each.item.status}
    for table in tables(document):
        cells = [cell_span(place.piece, table.roles.status) for place, _, _ in table.rows]
        said = {
            place.piece.text[slice(*span)]
            for (place, _, _), span in zip(table.rows, cells, strict=True)
            if span
        }
        filled = all(
            cell.text_start < cell.text_end
            for _place, row, _context in table.rows
            for cell in row.cells
        )
        # Of a small table it is not certain that each row is to have one, nor where a mere mark
        # stands beside what is done.
        if (
            table.roles.kind is not TableKind.STATUS
            or len(cells) < 4
            or len(said) < 2
            or not filled
        ):
            continue
        for (place, _row, context), span in zip(table.rows, cells, strict=True):
            # A heading with a status says that of all below.
            if span and not any(section.key in told for section in context.sections):
                yield changed(document, place.offset + span[0], place.offset + span[1], "")


@finds("conflicting-status")
def a_second_status_field(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        said = _stated(document, section)
        other = "Todo" if said is Status.DONE else "Done"
        if said and _may_stand(other, section.context):
            yield inserted(document, section.last, "", f"**Status**: {other}", "", at=1)


@finds("conflicting-status")
def a_tick_on_a_heading_over_an_open_status(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        named = read_heading_status(f"{section.title} ✅")
        whole = (
            named is None or named.is_whole_title or named.is_ambiguous
        )  # `Next Steps`: it names a column
        said = _stated(document, section)
        if section.item.status is None and said not in {None, Status.DONE} and not whole:
            heading = facts_of(section.heading.piece).heading
            assert heading
            end = section.heading.offset + heading.end
            place, field = next(iter(section.fields(Role.STATUS)))
            mutant = changed(document, end, end, " ✅")
            where = document.line_of(place.offset + field.value_start)
            yield Mutant(mutant.lines, (*mutant.at, where))


# --- tasks


@finds("done-with-open-tasks", "progress-mismatch")
def an_open_task_in_one_that_is_done(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for task in tasks(document):
        entries = facts_of(task.place.piece).list_items
        above = [e for e in entries[: task.number] if e.depth < task.entry.depth]
        around = above[-1] if above else None
        if around and around.done and task.entry.done and _has_to_be_done(task.words):
            words = task.place.piece.text[around.text_start : around.text_end]
            if not is_partial_status(words) and not is_optional(words):
                mutant = changed(document, task.mark_at, task.mark_at + 1, " ")
                yield Mutant(mutant.lines, (document.line_of(task.place.offset + around.start),))


@finds("done-with-open-tasks", "progress-mismatch")
def an_open_task_in_a_section_that_is_done(document: RealDocument, _: Random) -> Iterator[Mutant]:
    backlog = document.view.backlog
    for section in sections(document):
        said = read_certain_status(backlog, section.heading)
        stated = backlog.rope.at_key(said.key) if said and said.status is Status.DONE else None
        if said and stated:
            where = document.line_of(stated.offset + said.use.start)
            found = [task for task in _tasks_of(section) if not task.entry.depth]
            for task in found:
                # A mere ✅ over nothing but open boxes may be an ornament, and it may leave few open.
                checked = sum(other.entry.done for other in found) > 1
                is_word = any(map(str.isalpha, said.use.text))
                checked &= is_word or said.use.place is not StatusPlace.HEADING
                if task.entry.done and checked and _has_to_be_done(task.words):
                    mutant = changed(document, task.mark_at, task.mark_at + 1, " ")
                    yield Mutant(mutant.lines, (where,))


@finds("done-with-open-tasks")
def a_section_with_open_tasks_called_done(document: RealDocument, _: Random) -> Iterator[Mutant]:
    if not any(task.entry.done for task in tasks(document)):
        return  # where nobody checks boxes, open ones say nothing
    for section in sections(document):
        opened = [task for task in _tasks_of(section) if task.entry.open]
        left = any(_has_to_be_done(task.words) for task in opened)
        outside = is_follow_up_title(section.title) or is_goal_title(section.title)
        if left and not outside and _says_nothing(section) and _may_stand("Done", section.context):
            yield inserted(document, section.first, "", "**Status**: Done", "", at=1)


@finds("all-tasks-done")
def a_section_with_all_tasks_done_called_open(
    document: RealDocument, _: Random
) -> Iterator[Mutant]:
    for section in sections(document):
        found = _tasks_of(section)
        only = all(
            place.piece.kind == Kind.ITEM and not place.piece.children for place in section.body
        )
        if len(found) > 1 and all(task.entry.done for task in found) and only:
            plain = not any(re.search(r"[(\[—:]|\bTODO\b", task.words) for task in found)
            alone = document.view.backlog.section_end(section.heading) == _end(section)
            if plain and alone and _says_nothing(section):
                yield inserted(document, section.first, "", "**Status**: In Progress", "", at=1)


@finds("progress-mismatch", "conflicting-status")
def a_progress_that_does_not_fit(document: RealDocument, random: Random) -> Iterator[Mutant]:
    for section in sections(document):
        found = _tasks_of(section)
        boxes = {task.entry.mark for task in found} <= {" ", "x", "X"}
        flat = not any(task.entry.depth for task in found)
        alone = document.view.backlog.section_end(section.heading) == _end(section)
        counted = any(place.piece.kind == Kind.TABLE for place in section.body)
        if not (2 < len(found) <= MANY_TASKS and boxes and flat and alone) or counted:
            continue  # with sub-tasks or tables there are several ways to count
        if not section.has(Role.PROGRESS):
            done = sum(task.entry.done for task in found)
            wrong = random.choice([n for n in (done - 1, done + 1) if 0 <= n <= len(found)])
            said = f"**Progress**: {wrong}/{len(found)}"
            yield inserted(document, section.first, "", said, "", at=1)


@finds("malformed-checkbox")
def no_blank_in_a_box(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for task in tasks(document):
        if task.entry.mark == " ":
            yield changed(document, task.mark_at, task.mark_at + 1, "")


@finds("malformed-checkbox")
def no_blank_before_a_box(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for task in tasks(document):
        start = end = task.mark_at - 1
        while document.text[start - 1] == " ":
            start -= 1
        if task.entry.mark in {" ", "x"} and start < end:
            yield changed(document, start, end, "")


@finds("malformed-checkbox")
def no_blank_behind_a_box(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for task in tasks(document):
        if task.entry.mark in {" ", "x"} and not _LINKED.match(task.words):
            start = task.place.offset + task.entry.text_start
            yield changed(document, task.mark_at + 2, start, "")


@finds("malformed-checkbox")
def a_blank_too_many_in_a_box(document: RealDocument, random: Random) -> Iterator[Mutant]:
    for task in tasks(document):
        if task.entry.mark == "x":
            at = task.mark_at + random.randrange(2)
            yield changed(document, at, at, " ")


# --- what they have in common


def _statuses(
    document: RealDocument,
) -> Iterator[tuple[Table, Place[Block], Context, StatusUse]]:
    """Yield the status cells of tables of work."""
    for table in tables(document):
        if table.roles.kind is TableKind.STATUS:
            for place, _, context in table.rows:
                use = status_of_row_block(place.piece, table.roles)
                if use:
                    yield table, place, context, use


def _stated(document: RealDocument, section: Section) -> Status | None:
    """Return the one status that the fields of a section state, in words that are known."""
    values = [field.value(place.piece.text) for place, field in section.fields(Role.STATUS)]
    found = {canonical_status(value) for value in values}
    signs = {canonical_status(sign) for value in values for sign in normalize_status(value).emojis}
    agreed = signs <= {*found, Status.UNKNOWN} and not any(map(is_partial_status, values))
    certain = len(found) == 1 and Status.UNKNOWN not in found and agreed
    first, last = section.heading.line, section.last
    conflict = any(
        each.code == "conflicting-status" and first < each.line <= last for each in document.found
    )
    return found.pop() if certain and not conflict else None


def _may_stand(status: str, context: Context) -> bool:
    """Tell whether a field may say `status` there, and is about the section, not about cards."""
    return context.column_status is None and (
        context.vocabulary is None or context.vocabulary.find_term(status) is not None
    )


def _says_nothing(section: Section) -> bool:
    """Tell whether a section states no status, nor that it need not be done."""
    reserved = is_optional(section.title) or is_partial_status(section.title)
    return section.item.status is None and not section.has(Role.STATUS) and not reserved


def _tasks_of(section: Section) -> list[Task]:
    items = [place for place in section.body if place.piece.kind == Kind.ITEM]
    return [task for place in items for task in tasks_in(place)]


def _end(section: Section) -> int:
    return (section.body[-1] if section.body else section.heading).index + 1


def _has_to_be_done(words: str) -> bool:
    return not is_optional(words) and not words.startswith("~~")
