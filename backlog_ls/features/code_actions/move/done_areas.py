"""Where a document keeps completed items: sections, tables and ``<details>`` titled so."""

from __future__ import annotations

from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain_text
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.model.tables.rows import table_end
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.lines import first_line_end
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_SCANNED = 500
"""Maximum number of headings, and of blocks in a section, to look at."""


class Area(NamedTuple):
    """A section, or a ``<details>``."""

    head: Place[Block]
    """The heading, or the block that opens the ``<details>``."""
    title: str
    """Without markup, shortened."""
    stop: int
    """The index of the block after it; of a ``<details>``, of the block that closes it."""
    is_done: bool
    """Whether it is for completed items."""

    @property
    def is_details(self) -> bool:
        """Whether it is a ``<details>``."""
        return not self.head.piece.level


def is_done_title(title: str) -> bool:
    """Tell whether a section with this title is for completed items: `Completed`, `Archive`."""
    stated = read_heading_status(title)
    if stated and stated.is_whole_title and stated.status is Status.DONE:
        return True
    return strip_accents(normalize_name(title)) in words().archive


def is_in_done_area(backlog: Backlog, place: Place[Block]) -> bool:
    """Tell whether the block at `place` is in an area for completed items."""
    scope = backlog.scope_before(place.index)
    titles = [facts_of(above.block).heading for above in scope.headings]
    if any(title and is_done_title(title.title) for title in titles):
        return True
    return any(is_done_title(read_summary(above.block)) for above in scope.open_details)


def find_areas(view: View, *, done_only: bool) -> Iterator[Area]:
    """Yield the first `MAX_SCANNED` areas, in document order.

    If `done_only`, only headings and summaries that say so are looked at.
    """
    rope, backlog = view.backlog.rope, view.backlog
    heads = rope.find(FLAGS, Flag.HEADING | Flag.DETAILS, 0, len(rope))
    for place in islice(
        rope.find(_DONE_AREAS, 1, 0, len(rope)) if done_only else heads, MAX_SCANNED
    ):
        heading = facts_of(place.piece).heading
        if heading:
            shown = plain_text(heading.title, 40)
            is_done = is_done_title(heading.title) and not is_in_done_area(backlog, place)
            yield Area(place, shown, backlog.section_end(place), is_done)
        elif place.piece.kind == Kind.HTML and (summary := read_summary(place.piece)):
            stop = _find_closing_block(view, place)
            if stop:
                is_done = is_done_title(summary) and not is_in_done_area(backlog, place)
                yield Area(place, plain_text(summary, 40), stop, is_done)


def read_summary(block: Block) -> str:
    """Return the summary of the single ``<details>`` that the HTML `block` opens, else ``""``."""
    tags = facts_of(block).details
    names = [(tag.name, tag.closing) for tag in tags]
    if names != [("details", False), ("summary", False), ("summary", True)]:
        return ""
    return block.text[tags[1].end : tags[2].start].strip()


def find_area_tables(view: View, area: Area) -> Iterator[Place[Block]]:
    """Yield the tables of `area` with a column for names or ids."""
    rope = view.backlog.rope
    found = rope.find(_TABLES, 1, area.head.index + 1, area.stop)
    for place in islice(found, MAX_SCANNED):
        roles = roles_of_table(place.piece)
        if roles.name is not None or roles.id is not None:
            yield place


def last_row_end(view: View, table: Place[Block]) -> int:
    """Return the end of the last row of `table`, before its line ending, in code points."""
    rope = view.backlog.rope
    last = rope.at_index(table_end(rope, table) - 1)
    text = last.piece.text
    if last.piece.kind == Kind.TABLE:
        return last.offset + len(text.rstrip())
    return last.offset + first_line_end(text)


def _find_closing_block(view: View, opening: Place[Block]) -> int:
    """Return the index of the block that closes the ``<details>`` of `opening`; else 0."""
    rope = view.backlog.rope
    depth = 1
    for place in islice(rope.find(FLAGS, Flag.DETAILS, opening.index + 1, len(rope)), MAX_SCANNED):
        if place.piece.kind != Kind.HTML:
            continue
        for tag in facts_of(place.piece).details:
            if tag.name == "details":
                depth += -1 if tag.closing else 1
                if not depth:
                    alone = not place.piece.text[: tag.start].strip()
                    return place.index if alone else 0
    return 0


_TABLES: Measure[Block, int] = Measure(0, lambda _, block: int(block.kind == Kind.TABLE), or_)


def _is_done_head(_key: int, block: Block) -> int:
    heading = facts_of(block).heading
    title = heading.title if heading else read_summary(block) if block.kind == Kind.HTML else ""
    return int(bool(title) and is_done_title(title))


_DONE_AREAS: Measure[Block, int] = Measure(0, _is_done_head, or_)
