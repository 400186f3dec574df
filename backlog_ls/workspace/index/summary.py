"""What a document shares with the others of its workspace, without positions.

It is what is kept of a backlog that is not open, in memory and in the cache: enough to know whom a
question is about. Where something stands is read again when somebody asks for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.dependencies import waits_of, written_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


class Summary(NamedTuple):
    """What a document writes about, in its order. The texts are as in the index of the document."""

    ids: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    waits: Mapping[str, tuple[str, ...]] = {}
    """The ids that items wait for, by the ids of the items that say so."""
    title: str = ""
    """Of its first heading."""

    def texts(self, sort: SymbolKind) -> tuple[str, ...]:
        """Return all subjects of one sort, which is one of `SUMMARISED`."""
        return self[SUMMARISED.index(sort)]  # type: ignore[return-value]  # the first four


SUMMARISED = (SymbolKind.ID, SymbolKind.NEED, SymbolKind.SERIES, SymbolKind.NAME)
"""The sorts of subject that a summary has, in the order of its fields."""

NOTHING = Summary()


def summarised(backlog: Backlog) -> Summary:
    """Return the summary of a document."""
    index = backlog.index
    ids, needs, series, names = (
        tuple(text for text, _ in sorted(index.of(sort).items(), key=_place)) for sort in SUMMARISED
    )
    waits = {key: found for key in ids if (found := waits_for_by(backlog, key))} if needs else {}
    return Summary(ids, needs, series, names, waits, title_of(backlog))


def _place(entry: tuple[str, tuple[int, ...]]) -> tuple[tuple[int, ...], str]:
    return entry[1], entry[0]


def waits_for_by(backlog: Backlog, key: str) -> tuple[str, ...]:
    """Return the ids that the items with the id `key` wait for."""
    found = (wait.need.key for item in written_in(backlog, key) for wait in waits_of(item))
    return tuple(dict.fromkeys(found))


def title_of(backlog: Backlog) -> str:
    """Return the title of a document; empty without one."""
    place = title_place(backlog)
    heading = facts(place.piece).heading if place else None
    return heading.title if heading else ""


def title_place(backlog: Backlog) -> Place[Block] | None:
    """Return the first heading of a document, which is its title."""
    rope = backlog.rope
    return next(iter(rope.find(BITS, Bit.HEADING, 0, len(rope))), None)
