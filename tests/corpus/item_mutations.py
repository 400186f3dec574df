"""Defects in what the items of a backlog are: names, ids, legends and dependencies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mutants import (
    Mutant,
    Named,
    both,
    changed,
    finds,
    inserted,
    named_rows,
    named_tasks,
    pairs,
    sections,
    tables,
    tasks,
)

from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.ids import id_series, is_id, normalize_id
from backlog_ls.model.tables.roles import TableKind
from backlog_ls.rules.shared.legends import find_legends
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from real_documents import RealDocument

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

_LINKED = re.compile(r"\(\S*\)|\[")
"""Words that make a link of a box right before them."""
MANY_TASKS = 100
"""A section of more tasks than this is not counted on every keystroke."""


@finds("duplicate-feature")
def a_row_twice(document: RealDocument, random: Random) -> Iterator[Mutant]:
    for table in tables(document):
        for place, _, _ in table.rows:
            items = find_items(place.piece, table.roles)
            below = [other.line for other, _, _ in table.rows if other.line >= place.line]
            if (
                table.roles.kind is not TableKind.STATUS
                or not items
                or is_generic_name(items[0].normalized_name)
            ):
                continue
            if not _is_found(document, place.line):  # what is wrong in it would be so twice
                line = document.lines[place.line].rstrip("\r\n")
                yield inserted(document, random.choice(below) + 1, line)


@finds("duplicate-feature")
def a_task_twice(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for task in tasks(document):
        text = task.place.piece.text.rstrip()
        if task.place.piece.kind == Kind.ITEM and not task.entry.depth and "\n" not in text:
            (item,) = find_items(task.place.piece)
            if not is_generic_name(item.normalized_name) and not _is_found(
                document, task.place.line
            ):
                yield inserted(document, task.place.line + 1, text)


@finds("duplicate-id")
def an_id_twice_in_a_table(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for rows in named_rows(document):
        idents = [normalize_id(row.ident) for row in rows]
        if len({*idents}) == len(idents) and all(is_id(row.ident) for row in rows):
            for one, other in pairs(rows, normalize_id):
                end = other.start + len(other.ident)
                yield changed(document, other.start, end, one.ident)


@finds("legend-duplicate", "legend-unused")
def an_entry_of_a_legend_twice(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for place in _entries_of_legends(document):
        line = document.lines[place.line].rstrip("\r\n")
        yield inserted(document, place.line + 1, line)


# --- dependencies


@finds("unknown-dependency")
def a_row_that_waits_for_nothing(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for rows in named_rows(document):
        for row in _of_a_series(rows):
            yield changed(document, row.end, row.stop, _not_there(row.ident))


@finds("unknown-dependency")
def a_task_that_waits_for_nothing(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for found in named_tasks(document):
        for task in _of_a_series(found):
            said = f" (depends on {_not_there(task.ident)})"
            yield changed(document, task.end, task.stop, said)


@finds("dependency-cycle")
def rows_that_wait_for_each_other(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for rows in named_rows(document):
        for one, other in pairs(rows, normalize_id):
            if is_id(one.ident) and is_id(other.ident):
                yield both(
                    changed(document, one.end, one.stop, other.ident),
                    changed(document, other.end, other.stop, one.ident),
                )


@finds("dependency-cycle")
def tasks_that_wait_for_each_other(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for found in named_tasks(document):
        for one, other in pairs(found, normalize_id):
            yield both(
                changed(document, one.end, one.end, f" (depends on {other.ident})"),
                changed(document, other.end, other.end, f" (depends on {one.ident})"),
            )


@finds("dependency-cycle")
def sections_that_wait_for_each_other(document: RealDocument, _: Random) -> Iterator[Mutant]:
    found = [
        Named(each.heading, each.item.id, each.first, 0, 0)
        for each in sections(document)
        if each.item.id
    ]
    for one, other in pairs(found, normalize_id):
        if one.place.piece.level == other.place.piece.level:
            yield both(
                inserted(document, one.start, "", f"**Depends on**: {other.ident}", "", at=1),
                inserted(document, other.start, "", f"**Depends on**: {one.ident}", "", at=1),
            )


# --- what they have in common


def _is_found(document: RealDocument, line: int) -> bool:
    return any(each.line == line + 1 for each in document.found)


def _entries_of_legends(document: RealDocument) -> Iterator[Place[Block]]:
    """Yield the entries that are a line of their own."""
    rope = document.view.backlog.rope
    for legend in find_legends(document.view.backlog):
        for key in dict.fromkeys(term.key for term in legend.terms):
            place = rope.at_key(key)
            if place and place.piece.kind in {Kind.ROW, Kind.ITEM} and not place.piece.children:
                yield place


def _of_a_series(items: list[Named]) -> Iterator[Named]:
    """Yield the items whose ids are of a series: of three or more, so that they surely are ids."""
    series = [id_series(normalize_id(item.ident)) for item in items]
    for item, own in zip(items, series, strict=True):
        if series.count(own) > 2 and is_id(item.ident):
            yield item


def _not_there(ident: str) -> str:
    """Return an id of the series of `ident` that nothing has."""
    *_, number = re.finditer(r"\d+", ident)
    return f"{ident[: number.start()]}{int(number[0]) + 700}{ident[number.end() :]}"
