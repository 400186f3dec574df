"""Items, ids and headings of all backlogs, found by some letters: `workspace/symbol`."""

from __future__ import annotations

import os
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.navigation.name_spans import name_span
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.workspace.index.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.items.item import Item
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

MAX_SYMBOLS = 200
"""Maximum number of symbols to return."""

MAX_DOCUMENTS_READ = 50
"""Maximum number of documents that are read for one query."""

MAX_NAME_LENGTH = 100
"""Maximum length of a name, in code points."""


class WorkspaceSymbol(NamedTuple):
    """A section or an item of a backlog. Offsets are code points in its document."""

    name: str
    """Without markup; never empty."""
    kind: ItemKind
    container: str
    """The title of the section around it, or the file name."""
    path: str
    backlog: Backlog
    start: int
    end: int


class _Match(NamedTuple):
    """A name or an id that matches the query; ordered by score, then by position."""

    score: tuple[int, int, int]
    number: int
    """The number of its document."""
    place: tuple[int, ...]
    """Orders the matches of one document."""
    kind: SymbolKind
    text: str


def find_workspace_symbols(
    backlogs: Iterable[tuple[str, Backlog | Summary]],
    query: str,
    limit: int = MAX_SYMBOLS,
    read_document: Callable[[str], Backlog | None] = lambda _: None,
) -> list[WorkspaceSymbol]:
    """Return the sections and items whose names contain the letters of `query` in order, best first.

    Only indexes and summaries are searched. At most `MAX_DOCUMENTS_READ` of the documents that have
    only a summary are read, to show the best matches.

    Args:
        backlogs: backlogs or their summaries, by absolute path.
        query: what to search for, regardless of case, markup and blanks; empty: everything.
        limit: maximum number of symbols.
        read_document: returns the document at a path, or None.
    """
    documents = list(backlogs)
    best = nsmallest(limit, _matches(documents, query))
    found: dict[tuple[str, int], WorkspaceSymbol] = {}
    read: dict[str, Backlog | None] = {}
    for hit in best:
        path, known = documents[hit.number]
        if isinstance(known, Summary) and path not in read and len(read) < MAX_DOCUMENTS_READ:
            read[path] = read_document(path)
        backlog = read.get(path) if isinstance(known, Summary) else known
        for item in _symbols_of(path, backlog, hit) if backlog else ():
            if len(found) >= limit:
                break
            found.setdefault((path, item.start), item)
    return list(found.values())


def _matches(documents: Sequence[tuple[str, Backlog | Summary]], query: str) -> Iterator[_Match]:
    wanted = {
        SymbolKind.NAME: "".join(normalize_name(query).split()),
        SymbolKind.ID: normalize_id(query),
    }
    for number, (_, backlog) in enumerate(documents):
        for kind, letters in wanted.items():
            for text, place in _texts(backlog, kind):
                score = score_match(letters, text)
                if score is not None:
                    yield _Match(score, number, place, kind, text)


def _texts(backlog: Backlog | Summary, kind: SymbolKind) -> Iterator[tuple[str, tuple[int, ...]]]:
    if isinstance(backlog, Summary):
        return ((text, (number,)) for number, text in enumerate(backlog.texts(kind)))
    return backlog.index.of_kind(kind).items()


def score_match(query: str, name: str) -> tuple[int, int, int] | None:
    """Return how well `name` contains the letters of `query` in order, or None if it does not.

    The smallest score is the best: `query` at the beginning of the name, then at the beginning of a
    word, then anywhere in one piece, then in as few pieces as possible; and shorter names first.

    Args:
        query: in lower case, without blanks.
        name: in lower case.
    """
    if not query:
        return 0, 0, 0
    text = name
    at = text.find(query)
    if at < 0:
        squeezed = "".join(text.split())
        at, text = squeezed.find(query), squeezed if query in squeezed else text
    if at >= 0:
        rank = 0 if not at else 1 if not text[at - 1].isalnum() else 2
        return rank, at, len(name)
    runs, position, last = 0, 0, -2
    for letter in query:
        position = text.find(letter, position)
        if position < 0:
            return None
        runs += position != last + 1
        last, position = position, position + 1
    return 2 + runs, last, len(name)


def _symbols_of(path: str, backlog: Backlog, hit: _Match) -> Iterator[WorkspaceSymbol]:
    keys = backlog.index.get(hit.kind, hit.text)
    for place, context in backlog.contexts_of(dict.fromkeys(keys)):
        for item in find_items(place.piece, context.roles, cards=context.cards):
            key = item.normalized_name if hit.kind is SymbolKind.NAME else normalize_id(item.id)
            name = _name(place, item)
            if key == hit.text and name:
                start, end = _span(place, item)
                above = backlog.rope.at_key(context.sections[-1].key) if context.sections else None
                title = plain_text(_title(above), MAX_NAME_LENGTH) if above else ""
                under = title or os.path.basename(path)
                at = place.offset
                yield WorkspaceSymbol(name, item.kind, under, path, backlog, at + start, at + end)


def _name(place: Place[Block], item: Item) -> str:
    if item.kind is ItemKind.SECTION:
        return plain_text(_title(place), MAX_NAME_LENGTH)
    name = plain_text(place.piece.text[slice(*_span(place, item))], MAX_NAME_LENGTH)
    return name if not item.id or item.id in name else f"{item.id} {name}".strip()


def _span(place: Place[Block], item: Item) -> tuple[int, int]:
    if item.kind is ItemKind.DOCUMENT:
        return item.start, item.end
    return name_span(place.piece, item)


def _title(place: Place[Block]) -> str:
    heading = facts_of(place.piece).heading
    return heading.title if heading else ""
