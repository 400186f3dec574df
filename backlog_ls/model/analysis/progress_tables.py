"""Overviews: tables that say of sections, by name or by link, how far they are."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.items import cell_span
from backlog_ls.model.names.slug import slug
from backlog_ls.model.statuses.stated_progress import plain_name, stated_progress
from backlog_ls.model.tables.empty_cells import table_end
from backlog_ls.model.tables.headers import Role
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.stated_progress import Progress
    from backlog_ls.text.rope import Place

MOST_HEADINGS = 200
MOST_ROWS = 40
"""An overview is short, and it is judged again at every letter below its heading."""


class Line(NamedTuple):
    """What a row of an overview says of a section."""

    key: int
    """Of the row."""
    progress: Progress
    section: Place[Block]


def overview_lines(backlog: Backlog, heading: Place[Block]) -> Iterator[Line]:
    """Yield what overviews in the section of `heading` say of sections in it.

    Only where no section further in holds both: so each is said once, and depends on nothing that
    stands outside.
    """
    rope = backlog.rope
    start, stop = heading.index + 1, backlog.section_end(heading)
    found = rope.find(BITS, Bit.PROGRESS, start, stop)
    tables = [place for place in islice(found, MOST_ROWS) if place.piece.kind == Kind.TABLE]
    sections = _sections(backlog, start, stop) if tables else {}
    left = MOST_ROWS
    for table in tables if sections else ():
        above = _path(backlog, table)
        roles = roles_of(table.piece)
        name = roles.name if roles.name is not None else roles.id
        column = roles.column(Role.PROGRESS)
        for row in islice(rope.places(table.index + 1), table_end(rope, table) - table.index - 1):
            left -= 1
            if left < 0:
                return
            span = cell_span(row.piece, column)
            progress = stated_progress(row.piece.text[slice(*span)]) if span else None
            section = sections.get(_named(row.piece, name)) if progress else None
            if span is None or progress is None or section is None:
                continue
            common = [key for key in _path(backlog, section) if key in above]
            if common and common[-1] == heading.key:
                yield Line(row.key, progress.moved(span[0]), section)


def _sections(backlog: Backlog, start: int, stop: int) -> dict[str, Place[Block] | None]:
    """Return the sections by name and, behind a ``#``, by slug; None where two have it."""
    places = list(islice(backlog.rope.find(BITS, Bit.HEADING, start, stop), MOST_HEADINGS + 1))
    if len(places) > MOST_HEADINGS:
        return {}
    sections: dict[str, Place[Block] | None] = {}
    for place in places:
        heading = facts(place.piece).heading
        if heading:
            for name in (plain_name(heading.title), "#" + slug(heading.title)):
                sections[name] = None if name in sections else place
    sections.pop("", None)
    return sections


def _named(row: Block, column: int | None) -> str:
    """Return what `row` names, as `_sections` has it."""
    span = cell_span(row, column)
    if span is None:
        return ""
    for link in facts(row).links:
        if span[0] <= link.start < span[1] and row.text[link.target_start] == "#":
            return unquote(row.text[link.target_start : link.target_end]).lower()
    return plain_name(row.text[slice(*span)])


def _path(backlog: Backlog, place: Place[Block]) -> list[int]:
    """Return the headings that the block at `place` stands under, or is, outermost first."""
    return [above.key for above in backlog.scope_before(place.index + 1).headings]
