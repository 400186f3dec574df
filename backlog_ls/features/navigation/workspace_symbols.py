"""Items, ids and headings of all known backlogs, found by a few letters of their names."""

from __future__ import annotations

import os
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain
from backlog_ls.features.navigation.name_spans import name_span
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import ItemKind, items_of
from backlog_ls.model.names.ids import ident_key
from backlog_ls.model.names.normalize import fold
from backlog_ls.workspace.index.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.items import Item
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

MOST = 200
"""So many are shown."""

MOST_READ = 50
"""So many documents are read to show what is in them."""

LONGEST = 100
"""Code points of a name that are looked at and shown."""


class NamedItem(NamedTuple):
    """A section or an item of some backlog. Offsets are code points in its document."""

    name: str
    """Without markup; never empty."""
    kind: ItemKind
    section: str
    """The title that it stands under; may be empty."""
    path: str
    backlog: Backlog
    start: int
    end: int


class _Hit(NamedTuple):
    """A name or an id that matches; ordered by how well, then by where it stands."""

    score: tuple[int, int, int]
    number: int
    """Of its document."""
    place: tuple[int, ...]
    """Orders it among those of its document."""
    sort: SymbolKind
    text: str


def workspace_symbols(
    backlogs: Iterable[tuple[str, Backlog | Summary]],
    query: str,
    most: int = MOST,
    read: Callable[[str], Backlog | None] = lambda _: None,
) -> list[NamedItem]:
    """Return the sections and items whose name holds the letters of `query` in order, best first.

    Only what an index has is compared; blocks are looked at for what is shown, and for that at most
    `MOST_READ` documents are read.

    Args:
        backlogs: by path, absolute; or their summaries.
        query: case, markup and blanks make no difference; empty for all, in their order.
        most: so many at most.
        read: returns the document at a path, of which there is a summary.
    """
    documents = list(backlogs)
    best = nsmallest(most, _hits(documents, query))
    found: dict[tuple[str, int], NamedItem] = {}
    once: dict[str, Backlog | None] = {}
    for hit in best:
        path, known = documents[hit.number]
        if isinstance(known, Summary) and path not in once and len(once) < MOST_READ:
            once[path] = read(path)
        backlog = once.get(path) if isinstance(known, Summary) else known
        for item in _items(path, backlog, hit) if backlog else ():
            if len(found) >= most:
                break
            found.setdefault((path, item.start), item)
    return list(found.values())


def _hits(documents: Sequence[tuple[str, Backlog | Summary]], query: str) -> Iterator[_Hit]:
    wanted = {
        SymbolKind.NAME: "".join(fold(query).split()),
        SymbolKind.ID: ident_key(query),
    }
    for number, (_, backlog) in enumerate(documents):
        for sort, letters in wanted.items():
            for text, place in _texts(backlog, sort):
                score = match(letters, text)
                if score is not None:
                    yield _Hit(score, number, place, sort, text)


def _texts(backlog: Backlog | Summary, sort: SymbolKind) -> Iterator[tuple[str, tuple[int, ...]]]:
    if isinstance(backlog, Summary):
        return ((text, (number,)) for number, text in enumerate(backlog.texts(sort)))
    return backlog.index.of(sort).items()


def match(wanted: str, name: str) -> tuple[int, int, int] | None:
    """Return how well `name` holds the letters `wanted` in order, the least best; None: not at all.

    Both are in lower case, `wanted` without blanks.
    As a whole at the beginning, as a whole at the beginning of a word, as a whole, then by the
    number of runs that it is spread over. Of equals the shorter name is the better one.
    """
    if not wanted:
        return 0, 0, 0
    text = name
    at = text.find(wanted)
    if at < 0:
        squeezed = "".join(text.split())
        at, text = squeezed.find(wanted), squeezed if wanted in squeezed else text
    if at >= 0:
        rank = 0 if not at else 1 if not text[at - 1].isalnum() else 2
        return rank, at, len(name)
    runs, position, last = 0, 0, -2
    for letter in wanted:
        position = text.find(letter, position)
        if position < 0:
            return None
        runs += position != last + 1
        last, position = position, position + 1
    return 2 + runs, last, len(name)


def _items(path: str, backlog: Backlog, hit: _Hit) -> Iterator[NamedItem]:
    keys = backlog.index.get(hit.sort, hit.text)
    for place, context in backlog.contexts_of(dict.fromkeys(keys)):
        for item in items_of(place.piece, context.roles, cards=context.cards):
            key = item.key if hit.sort is SymbolKind.NAME else ident_key(item.ident)
            name = _name(place, item)
            if key == hit.text and name:
                start, end = _span(place, item)
                above = backlog.rope.at_key(context.sections[-1].key) if context.sections else None
                title = plain(_title(above), LONGEST) if above else ""
                under = title or os.path.basename(path)
                at = place.offset
                yield NamedItem(name, item.kind, under, path, backlog, at + start, at + end)


def _name(place: Place[Block], item: Item) -> str:
    if item.kind is ItemKind.SECTION:
        return plain(_title(place), LONGEST)
    name = plain(place.piece.text[slice(*_span(place, item))], LONGEST)
    return name if not item.ident or item.ident in name else f"{item.ident} {name}".strip()


def _span(place: Place[Block], item: Item) -> tuple[int, int]:
    if item.kind is ItemKind.DOCUMENT:
        return item.start, item.end
    return name_span(place.piece, item)


def _title(place: Place[Block]) -> str:
    heading = facts(place.piece).heading
    return heading.title if heading else ""
