"""Progress tables: tables that state the progress of sections, given by name or link."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.items import cell_span
from backlog_ls.model.names.slug import possible_slugs
from backlog_ls.model.statuses.stated_progress import name_without_progress, read_progress
from backlog_ls.model.tables.roles import Role, roles_of_table
from backlog_ls.model.tables.rows import table_end
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.stated_progress import StatedProgress
    from backlog_ls.text.rope import Place

MAX_HEADINGS = 200
MAX_ROWS = 40
"""Maximum number of rows that are read. Progress tables are short, and they are checked again at
every keystroke below their heading."""


class ProgressRow(NamedTuple):
    """A row of a progress table with the section it is about."""

    key: int
    """Key of the row."""
    progress: StatedProgress
    section: Place[Block]


def find_progress_rows(backlog: Backlog, heading: Place[Block]) -> Iterator[ProgressRow]:
    """Yield the rows of progress tables in the section of `heading` about sections in it.

    Skips rows for which a subsection contains both the row and its section. So each row is reported
    for one heading, and depends only on the content of that section.
    """
    rope = backlog.rope
    start, stop = heading.index + 1, backlog.section_end(heading)
    found = rope.find(FLAGS, Flag.PROGRESS, start, stop)
    tables = [place for place in islice(found, MAX_ROWS) if place.piece.kind == Kind.TABLE]
    sections = _sections(backlog, start, stop) if tables else {}
    left = MAX_ROWS
    for table in tables if sections else ():
        above = _path(backlog, table)
        roles = roles_of_table(table.piece)
        name = roles.name if roles.name is not None else roles.id
        column = roles.column(Role.PROGRESS)
        for row in islice(rope.places(table.index + 1), table_end(rope, table) - table.index - 1):
            left -= 1
            if left < 0:
                return
            span = cell_span(row.piece, column)
            progress = read_progress(row.piece.text[slice(*span)]) if span else None
            section = sections.get(_named(row.piece, name)) if progress else None
            if span is None or progress is None or section is None:
                continue
            common = [key for key in _path(backlog, section) if key in above]
            if common and common[-1] == heading.key:
                yield ProgressRow(row.key, progress.shifted(span[0]), section)


def _sections(backlog: Backlog, start: int, stop: int) -> dict[str, Place[Block] | None]:
    """Return the sections by name and by ``#`` and slug; None if two sections share it."""
    places = list(islice(backlog.rope.find(FLAGS, Flag.HEADING, start, stop), MAX_HEADINGS + 1))
    if len(places) > MAX_HEADINGS:
        return {}
    sections: dict[str, Place[Block] | None] = {}
    for place in places:
        heading = facts_of(place.piece).heading
        if heading:
            anchors = ["#" + slug for slug in possible_slugs(heading.title)]
            for name in (name_without_progress(heading.title), *anchors):
                sections[name] = None if name in sections else place
    sections.pop("", None)
    return sections


def _named(row: Block, column: int | None) -> str:
    """Return the section that `row` refers to, as a key of `_sections`."""
    span = cell_span(row, column)
    if span is None:
        return ""
    for link in facts_of(row).links:
        if span[0] <= link.start < span[1] and row.text[link.target_start] == "#":
            return unquote(row.text[link.target_start : link.target_end]).lower()
    return name_without_progress(row.text[slice(*span)])


def _path(backlog: Backlog, place: Place[Block]) -> list[int]:
    """Return the keys of the headings above or at `place`, outermost first."""
    return [above.key for above in backlog.scope_before(place.index + 1).headings]
