"""Where a document keeps what is done: sections, tables and ``<details>`` that say so themselves."""

from __future__ import annotations

from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain
from backlog_ls.model.blocks.facts import facts, first_line_end
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.empty_cells import table_end
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST = 500
"""So many headings are looked at, and so many blocks of a section."""


class Part(NamedTuple):
    """A part of a document: a section, or a ``<details>`` in it."""

    head: Place[Block]
    """The heading, or the block that opens the ``<details>``."""
    title: str
    """As it is shown."""
    stop: int
    """The number of the block after it; of a ``<details>``, of the block that closes it."""
    done: bool
    """Whether it keeps what is done."""

    @property
    def is_details(self) -> bool:
        """Whether it is a ``<details>``."""
        return not self.head.piece.level


def keeps_done(title: str) -> bool:
    """Tell whether what stands under this title is done: `Completed`, `Archive`."""
    stated = section_status(title)
    if stated and stated.whole and stated.status is Status.DONE:
        return True
    return unaccented(fold(title)) in words().archive


def is_kept_done(backlog: Backlog, place: Place[Block]) -> bool:
    """Tell whether the block at `place` stands in a part that keeps what is done."""
    scope = backlog.scope_before(place.index)
    titles = [facts(above.block).heading for above in scope.headings]
    if any(title and keeps_done(title.title) for title in titles):
        return True
    return any(keeps_done(summary_of(above.block)) for above in scope.opened)


def parts(view: View, *, done: bool) -> Iterator[Part]:
    """Yield the parts of a document in its order, the first `MOST`; if `done`, of those that are."""
    rope, backlog = view.backlog.rope, view.backlog
    heads = rope.find(BITS, Bit.HEADING | Bit.DETAILS, 0, len(rope))
    for place in islice(rope.find(_DONE, 1, 0, len(rope)) if done else heads, MOST):
        heading = facts(place.piece).heading
        if heading:
            shown = plain(heading.title, 40)
            is_done = keeps_done(heading.title) and not is_kept_done(backlog, place)
            yield Part(place, shown, backlog.section_end(place), is_done)
        elif place.piece.kind == Kind.HTML and (summary := summary_of(place.piece)):
            stop = _closing(view, place)
            if stop:
                is_done = keeps_done(summary) and not is_kept_done(backlog, place)
                yield Part(place, plain(summary, 40), stop, is_done)


def summary_of(block: Block) -> str:
    """Return the summary of the one ``<details>`` that the HTML `block` opens; empty without."""
    tags = facts(block).details
    names = [(tag.name, tag.closing) for tag in tags]
    if names != [("details", False), ("summary", False), ("summary", True)]:
        return ""
    return block.text[tags[1].end : tags[2].start].strip()


def tables_in(view: View, part: Part) -> Iterator[Place[Block]]:
    """Yield the tables of `part` that list something by a name."""
    rope = view.backlog.rope
    found = rope.find(_TABLES, 1, part.head.index + 1, part.stop)
    for place in islice(found, MOST):
        roles = roles_of(place.piece)
        if roles.name is not None or roles.id is not None:
            yield place


def row_end(view: View, table: Place[Block]) -> int:
    """Return where the last row of `table` ends, in the document, before its line end."""
    rope = view.backlog.rope
    last = rope.at_index(table_end(rope, table) - 1)
    text = last.piece.text
    if last.piece.kind == Kind.TABLE:
        return last.offset + len(text.rstrip())
    return last.offset + first_line_end(text)


def _closing(view: View, opening: Place[Block]) -> int:
    """Return the number of the block that begins by closing the ``<details>`` of `opening`; or 0."""
    rope = view.backlog.rope
    depth = 1
    for place in islice(rope.find(BITS, Bit.DETAILS, opening.index + 1, len(rope)), MOST):
        if place.piece.kind != Kind.HTML:
            continue
        for tag in facts(place.piece).details:
            if tag.name == "details":
                depth += -1 if tag.closing else 1
                if not depth:
                    alone = not place.piece.text[: tag.start].strip()
                    return place.index if alone else 0
    return 0


_TABLES: Measure[Block, int] = Measure(0, lambda _, block: int(block.kind == Kind.TABLE), or_)


def _is_done_head(_key: int, block: Block) -> int:
    heading = facts(block).heading
    title = heading.title if heading else summary_of(block) if block.kind == Kind.HTML else ""
    return int(bool(title) and keeps_done(title))


_DONE: Measure[Block, int] = Measure(0, _is_done_head, or_)
