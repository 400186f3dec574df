"""The symbols that a document shares with others of its workspace, without positions.

Backlogs that are not open are kept only as a summary, in memory and in the cache. It tells which
documents to read when a position is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.dependencies import find_dependencies_of, find_items_with_id
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.ids import is_local_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


class Summary(NamedTuple):
    """The symbols of a document, in its order. The texts are those of its symbol index."""

    ids: tuple[str, ...] = ()
    required_ids: tuple[str, ...] = ()
    id_series: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    dependencies_by_id: Mapping[str, tuple[str, ...]] = {}
    """The ids that items depend on, by the ids of these items."""
    title: str = ""
    """Of its first heading."""

    def texts(self, kind: SymbolKind) -> tuple[str, ...]:
        """Return all symbols of `kind`, one of `SUMMARIZED_KINDS`."""
        return self[SUMMARIZED_KINDS.index(kind)]  # type: ignore[return-value]  # the first four


SUMMARIZED_KINDS = (SymbolKind.ID, SymbolKind.DEPENDENCY, SymbolKind.ID_SERIES, SymbolKind.NAME)
"""The kinds of symbols in a summary, in the order of its fields."""

EMPTY_SUMMARY = Summary()


def summarize(backlog: Backlog) -> Summary:
    """Return the summary of a document."""
    index = backlog.index
    ids, required, series, names = (
        tuple(
            text
            for text, _ in sorted(index.of_kind(kind).items(), key=_first_use)
            if kind is SymbolKind.NAME or not is_local_id(text)
        )
        for kind in SUMMARIZED_KINDS
    )
    dependencies = {key: dependency_ids(backlog, key) for key in ids} if required else {}
    dependencies = {key: found for key, found in dependencies.items() if found}
    return Summary(ids, required, series, names, dependencies, document_title(backlog))


def _first_use(entry: tuple[str, tuple[int, ...]]) -> tuple[tuple[int, ...], str]:
    return entry[1], entry[0]


def dependency_ids(backlog: Backlog, key: str) -> tuple[str, ...]:
    """Return the ids that the items with the id `key` depend on."""
    found = (
        dependency.use.normalized_id
        for item in find_items_with_id(backlog, key)
        for dependency in find_dependencies_of(item)
    )
    return tuple(dict.fromkeys(found))


def document_title(backlog: Backlog) -> str:
    """Return the title of a document; empty without one."""
    place = find_title(backlog)
    heading = facts_of(place.piece).heading if place else None
    return heading.title if heading else ""


def find_title(backlog: Backlog) -> Place[Block] | None:
    """Return the first heading of a document, which is its title."""
    rope = backlog.rope
    return next(iter(rope.find(FLAGS, Flag.HEADING, 0, len(rope))), None)
