"""Where a thing is defined, and where else it stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.milestone_documents import milestone_documents
from backlog_ls.features.navigation.name_spans import NamePlace, name_places, namesakes
from backlog_ls.features.navigation.status_uses import governed_places
from backlog_ls.features.navigation.symbol_at import Sense, Target, ident_places, target_at
from backlog_ls.features.neighbourhood import nearest
from backlog_ls.model.analysis.dependencies import written_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.milestones import milestones_in
from backlog_ls.model.names.generic import is_generic
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.names.slug import slug
from backlog_ls.workspace.dependencies import written
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.index.summary import title_place
from backlog_ls.workspace.links.link_search import (
    LinkUse,
    backlogs_around,
    link_word,
    links_of,
    links_to,
    longest_word,
)
from backlog_ls.workspace.links.resolve import Lead, Trouble
from backlog_ls.workspace.links.wiki import followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_LINKED = 100
"""A name that stands more often is not typed at all its places as one."""


class Found(NamedTuple):
    """A place of a thing. Offsets are code points in its document."""

    path: str
    """Absolute; empty for the document at hand."""
    backlog: Backlog | None
    """None for a file that is not read: only its beginning is meant."""
    start: int
    end: int
    is_definition: bool = False


def definition(view: View, offset: int) -> tuple[Target | None, list[Found]]:
    """Return what is at `offset` and where it is defined; a link leads to what it names.

    The target is None where the text of a link is meant, which may be anything.
    """
    led = _link_at(view, offset)
    target = target_at(view, offset)
    if led is not None:
        in_target = target if target and target.sense in {Sense.FILE, Sense.ANCHOR} else None
        return in_target, list(_led_to(view, led))
    if target is None:
        return None, []
    return target, list(definitions(view, target))


def definitions(view: View, target: Target) -> Iterator[Found]:
    """Yield where what `target` means is defined."""
    sense = target.sense
    if sense is Sense.IDENT:
        yield from _items_with(view, target.key)
    elif sense is Sense.STATUS:
        yield from _declaration(view, target)
    elif sense is Sense.MILESTONE:
        for path in milestone_documents(view, target.key):
            yield from _document(view, path)
    elif sense is Sense.ANCHOR:
        yield from _anchor(view, target.path, target.key)
    elif sense is Sense.FILE:
        yield from _document(view, target.path)
    elif target.name is not None:
        yield from _named(view, target.name, target.key)


def _items_with(view: View, key: str) -> Iterator[Found]:
    items = written(view, key)
    for item in items:
        first = item.place.offset + item.item.ident_start
        last = first + len(item.item.ident)
        yield Found(item.path, item.backlog, first, last, is_definition=True)
    if not items and view.path:  # a file that is only named after it
        for path in view.workspace.writing(SymbolKind.ID, key, view.path):
            yield from _document(view, path)


def references(view: View, target: Target, *, around: bool = True) -> list[Found]:
    """Return where `target` stands, its definitions among them, in the order of the documents.

    Args:
        view: of the document at hand, which comes first.
        target: what is looked for.
        around: whether the other documents of the workspace are looked at, and all of this one:
            else only what an index knows, and of that what stands near `target`.
    """
    found = list(_references(view, target, around=around))
    if around:
        found += definitions(view, target)
    elif target.sense is Sense.STATUS:
        found += _declaration(view, target)
    places: dict[tuple[str, int, int], Found] = {}
    for each in found:
        key = each.path, each.start, each.end
        known = places.get(key)
        if known is None or each.is_definition:
            places[key] = each
    order = {path: number for number, path in enumerate(dict.fromkeys(e.path for e in found))}
    order[""] = -1
    return sorted(places.values(), key=lambda each: (order[each.path], each.start))


def highlights(view: View, offset: int) -> list[Found]:
    """Return where what is at `offset` stands in the document at hand.

    Of what stands there very often, the places near the cursor: an editor asks at its every move.
    """
    target = target_at(view, offset)
    if target is None:
        return []
    return [each for each in references(view, target, around=False) if not each.path]


def linked_spans(view: View, offset: int) -> list[Found]:
    """Return the places of the feature name at `offset`, if it stands there more than once alike.

    What is typed at one of them stands at all of them (LSP 3.17, "Linked Editing Range"), so they
    have to read the same now.
    """
    target = target_at(view, offset)
    if target is None or target.name is None or is_generic(target.key):
        return []
    slice_of = view.backlog.rope.slice
    text = slice_of(target.start, target.end)
    # By the index alone: an editor may ask at its every move. A rename also finds what waits for it.
    if len(view.backlog.index.get(SymbolKind.NAME, target.key)) > MOST_LINKED:
        return []
    items = [
        each
        for each in name_places(view.backlog, target.key, waiting=False)
        if each.item is not None
    ]
    places = [
        Found("", view.backlog, each.place.offset + each.start, each.place.offset + each.end)
        for each in items
    ]
    same = all(slice_of(each.start, each.end) == text for each in places)
    alone = len(places) < 2 or sum(each.is_section for each in items) > 1
    return places if same and not alone else []


def _references(view: View, target: Target, *, around: bool) -> Iterator[Found]:
    sense = target.sense
    near = None if around else view.backlog.rope.at_offset(target.start).key
    if sense is Sense.IDENT:
        yield from idents_in("", view.backlog, target.key, near)
        if around and view.path:
            for path, backlog in documents_that_mean(view, target.key):
                yield from idents_in(path, backlog, target.key)
    elif sense is Sense.STATUS:
        for start, end in governed_places(view.backlog, target, near):
            yield Found("", view.backlog, start, end)
    elif sense is Sense.MILESTONE:
        yield from _milestones("", view.backlog, target.key, near)
        if around and view.path:
            word = target.key.split(" ", maxsplit=1)[0]
            for path, backlog in backlogs_around(view, word):
                yield from _milestones(path, backlog, target.key)
    elif sense is Sense.FILE:
        for use in links_to(view, target.path) if around else _own_links(view, target.path):
            yield _found(view, use.path, use.backlog, use.target_start, use.path_end)
    elif sense is Sense.ANCHOR:
        owner = view.workspace.backlog(target.path) if target.path else view.backlog
        place = owner.anchor(target.key) if owner else None
        if place is not None:
            yield from _anchored(view, target.path, place.key, target.key, around=around)
    elif target.name is not None:
        yield from _names(view, target.name, target.key, around=around)


def documents_that_mean(view: View, key: str) -> Iterator[tuple[str, Backlog]]:
    """Yield the other documents in which the id `key` is that of the document at hand.

    Where both have an item with that id, it is one item only if their names agree: documents may
    well number their items each for itself.
    """
    own = _names_of(view.backlog, key)
    digits = max((part for part in _digits(key)), key=len, default="")
    for path, backlog in backlogs_around(view, digits):
        names = _names_of(backlog, key) if own else []
        if names and not any(a <= b or b <= a for a in names for b in own):
            continue
        if any(backlog.index.get(sort, key) for sort in (SymbolKind.ID, SymbolKind.NEED, SymbolKind.MENTION)):
            yield path, backlog


def _names_of(backlog: Backlog, key: str) -> list[set[str]]:
    """Return the words of the names of the items with the id `key`, without the id."""
    return [
        set(fold(item.item.name.replace(item.item.ident, " ")).split())
        for item in written_in(backlog, key)
    ]


def _digits(key: str) -> list[str]:
    return "".join(char if char.isdigit() else " " for char in key).split()


def idents_in(path: str, backlog: Backlog, key: str, near: int | None = None) -> Iterator[Found]:
    """Yield the places of the id `key` in one document: near the block `near`, or all."""
    index = backlog.index
    sorts = (SymbolKind.ID, SymbolKind.NEED, SymbolKind.MENTION)
    blocks = {block for sort in sorts for block in index.get(sort, key)}
    own = {item.place.offset + item.item.ident_start for item in written_in(backlog, key)}
    for place, context in backlog.contexts_of(nearest(blocks, near)):
        for start, end, ident in ident_places(place.piece, context):
            if ident == key:
                at = place.offset + start
                yield Found(path, backlog, at, place.offset + end, at in own)


def milestone_uses(
    backlog: Backlog, key: str, near: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield where columns and fields name the milestone `key`: near the block `near`, or all."""
    blocks = dict.fromkeys(backlog.index.get(SymbolKind.MILESTONE, key))
    for place, context in backlog.contexts_of(nearest(blocks, near)):
        for use in milestones_in(place.piece, context.roles):
            if use.key == key:
                yield place.offset + use.start, place.offset + use.end


def _milestones(path: str, backlog: Backlog, key: str, near: int | None = None) -> Iterator[Found]:
    for start, end in milestone_uses(backlog, key, near):
        yield Found(path, backlog, start, end)


def _names(view: View, name: NamePlace, key: str, *, around: bool) -> Iterator[Found]:
    if around:
        places: Iterable[NamePlace] = namesakes(view.backlog, name, key)
    else:
        near = name.place.key
        found = name_places(view.backlog, key, waiting=False, near=near) if key else []
        places = [name, *(each for each in found if each.item is not None)]
    for each in places:
        offset = each.place.offset
        yield Found("", view.backlog, offset + each.start, offset + each.end, each.is_section)
        if each.is_section and (around or each.place.key == name.place.key):
            anchor = _slug(each.place.piece)
            yield from _anchored(view, "", each.place.key, anchor, around=around)


def _slug(block: Block) -> str:
    heading = facts(block).heading
    return slug(heading.title) if heading else ""


def _anchored(view: View, path: str, key: int, anchor: str, *, around: bool) -> Iterator[Found]:
    """Yield the links whose anchor is the block under `key` of the document at `path`.

    Args:
        view: of the document at hand.
        path: absolute; empty for that document.
        key: of the block.
        anchor: what its anchor begins with.
        around: whether all documents are looked at.
    """
    wanted = path or view.path
    for use in links_to(view, wanted) if around else _own_links(view, wanted, anchor):
        fragment = use.lead.target.fragment.lower()
        owner = view.backlog if wanted == view.path else view.workspace.backlog(wanted)
        place = owner.anchor(fragment) if owner and fragment else None
        if place is not None and place.key == key:
            yield _found(view, use.path, use.backlog, use.fragment_start, use.target_end)


def _own_links(view: View, path: str, anchor: str = "") -> Iterator[LinkUse]:
    bits = Bit.ANCHOR_LINK if anchor else Bit.LINK
    # What is no ASCII may be percent-encoded, and a wiki link has spaces for hyphens.
    word = longest_word(anchor) if anchor else link_word(path)
    links = links_of(view.path, view.backlog, view.workspace, bits=bits, word=word, understood=True)
    for use in links:
        if use.leads_to == path:
            yield use


def _found(view: View, path: str, backlog: Backlog, start: int, end: int) -> Found:
    return Found("" if path == view.path else path, backlog, start, end)


def _named(view: View, name: NamePlace, key: str) -> Iterator[Found]:
    places = namesakes(view.backlog, name, key, waiting=False)
    sections = [each for each in places if each.is_section]
    items = [each for each in places if each.item is not None]
    for each in sections or items[:1] or _elsewhere(view, key):
        offset = each.place.offset
        yield Found("", view.backlog, offset + each.start, offset + each.end, is_definition=True)


def _elsewhere(view: View, key: str) -> list[NamePlace]:
    """Return the first item of the name `key`, which is waited for."""
    found = name_places(view.backlog, key, waiting=False)
    return [each for each in found if each.item is not None][:1]


def _declaration(view: View, target: Target) -> Iterator[Found]:
    term = target.term
    place = view.backlog.rope.at_key(term.key) if term and term.key > 0 else None
    if term and place:
        start, end = place.offset + term.start, place.offset + term.end
        yield Found("", view.backlog, start, end, is_definition=True)


def _link_at(view: View, offset: int) -> Lead | None:
    place = view.backlog.rope.at_offset(offset)
    local = offset - place.offset
    for link in facts(place.piece).links:
        if link.start <= local < link.end:
            return followed(
                place.piece.text, link, view.backlog, view.path, view.root, view.workspace
            )
    return None


def _led_to(view: View, lead: Lead) -> Iterator[Found]:
    if lead.trouble in {Trouble.NO_FILE, Trouble.NO_MILESTONE}:
        return
    found = []
    if lead.target.fragment:
        found = list(_anchor(view, lead.path, lead.target.fragment.lower()))
    yield from found or (_document(view, lead.path) if lead.path else ())


def _anchor(view: View, path: str, fragment: str) -> Iterator[Found]:
    markdown = not path or is_markdown(path)
    own = not path or path == view.path
    backlog = (view.backlog if own else view.workspace.backlog(path)) if markdown else None
    place = backlog.anchor(fragment) if backlog else None
    if place is None:
        return
    start, end = _head(place, fragment)
    yield Found("" if own else path, backlog, start, end, is_definition=True)


def _head(place: Place[Block], fragment: str) -> tuple[int, int]:
    found = facts(place.piece)
    for anchor in found.anchors:
        if anchor.name.lower() == fragment:
            return place.offset + anchor.start, place.offset + anchor.end
    if found.heading:
        return place.offset + found.heading.start, place.offset + found.heading.end
    return place.offset, place.offset


def _document(view: View, path: str) -> Iterator[Found]:
    """Yield the beginning of the file at `path`, or its title; of a folder there is none."""
    workspace = view.workspace
    above, name = os.path.split(path)
    if not workspace.exists(path) or f"{name}/" in workspace.disk.listing(above):
        return
    own = path == view.path
    backlog = None
    if is_markdown(path):
        backlog = view.backlog if own else workspace.backlog(path)
    title = title_place(backlog) if backlog else None
    start, end = _head(title, "") if title else (0, 0)
    yield Found("" if own else path, backlog, start, end, is_definition=True)
