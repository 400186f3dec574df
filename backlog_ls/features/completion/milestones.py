"""Completion of milestones: by name in their columns and fields, as a link behind a bracket."""

from __future__ import annotations

import os
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.context import Value, part_of, value_of
from backlog_ls.features.completion.items import CompletionKind
from backlog_ls.features.completion.links import encoded
from backlog_ls.features.completion.matching import Option, offered
from backlog_ls.features.completion.values import used_values
from backlog_ls.features.markdown_text import plain
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.milestones import milestones_in
from backlog_ls.model.names.ids import leading_ident
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.tables.headers import Role
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.completion.context import Cell, FieldSpot
    from backlog_ls.features.completion.items import CompletionList, Spot
    from backlog_ls.workspace.view import View

MOST = 100
"""So many milestones of a document and of a workspace are looked at."""

_NO_MILESTONE = {"readme", "index", "template", "_template"}
_LINK = pattern(r"\[[^\]\[]*\]\([^()\s]+\)")
_BRACKET = pattern(r"(?<![\]\\!\[])\[(?P<typed>[^\[\]()|]{0,40})\Z")
_NUMBERING = pattern(r"\A(?:\d{4}-\d{2}(?:-\d{2})?|\d+)[-_. ]+")
_SEPARATOR = pattern(r"(?::|\s[-\u2013\u2014]\s)\s*")


class Milestone(NamedTuple):
    """A document of a milestone."""

    title: str
    path: str
    forms: frozenset[str]
    """What it may be called, folded."""


def complete_milestone(spot: Spot, place: Cell | FieldSpot) -> CompletionList:
    """Offer milestones: those in use, the most used first, then the others of the workspace."""
    view = spot.view
    texts = place.texts(spot)
    linked = 2 * sum(bool(_LINK.search(text)) for text in texts) > len(texts)
    start, end = part_of(spot, place.start, place.end)
    options = []
    known: set[str] = set()
    if linked:
        start, end = place.start, place.end
        for text in dict.fromkeys(text for text in texts if _LINK.fullmatch(text)):
            known.add(fold(text))
            options.append(Option(text, plain(text), kind=CompletionKind.MILESTONE))
    else:
        for text in [*used_values(texts, Role.MILESTONE), *_used_elsewhere(spot)]:
            if fold(text) not in known and not _LINK.search(text):
                known.add(fold(text))
                options.append(Option(text, kind=CompletionKind.MILESTONE))
    for name in view.workspace.tool(os.path.dirname(view.path)).milestones if view.path else ():
        if fold(name) not in known:
            known.add(fold(name))
            options.append(Option(name, detail="declared", kind=CompletionKind.MILESTONE))
    for each in milestones(view):
        if known.isdisjoint(each.forms):
            known |= each.forms
            text = link_to(view, each) if linked else each.title
            file = os.path.basename(each.path)
            options.append(
                Option(text, each.title, file, (file,), CompletionKind.MILESTONE, each.path)
            )
    value = value_of(spot, start, end, in_table=hasattr(place, "row"))
    in_matter = getattr(place, "in_matter", False) and not getattr(place, "quoted", False)
    return offered(spot, value, options, quoted=not in_matter)


def complete_bracket(spot: Spot) -> CompletionList | None:
    """Offer links to the milestones of the workspace behind an opening bracket; None elsewhere."""
    match = _BRACKET.search(spot.before)
    if match is None or spot.in_code(match.start()):
        return None
    rest = re.match(r"\](?!\()", spot.text[spot.column :])
    end = spot.column + (1 if rest else 0)
    if spot.text[spot.column :].startswith("]("):
        return None
    options = [
        Option(
            link_to(spot.view, each),
            each.title,
            os.path.basename(each.path),
            (f"[{each.title}", os.path.basename(each.path)),
            CompletionKind.MILESTONE,
            each.path,
        )
        for each in milestones(spot.view)
    ]
    found = offered(spot, Value(match.start(), end), options)
    return found if found.items else None


def milestones(view: View) -> Iterator[Milestone]:
    """Yield the milestone documents of the workspace."""
    if not view.path:
        return
    for path in islice(view.workspace.milestones(view.root), MOST):
        stem = os.path.basename(path).rpartition(".")[0]
        if stem.lower() in _NO_MILESTONE or path == view.path:
            continue
        title = plain(view.workspace.title(path), 80)
        forms = [stem, _NUMBERING.sub("", stem), title, *map(str.rstrip, _SEPARATOR.split(title))]
        forms += [leading_ident(form, 0, len(form)).text for form in forms]
        yield Milestone(title or stem, path, frozenset(filter(None, map(fold, forms))))


def link_to(view: View, milestone: Milestone) -> str:
    """Return a link to `milestone` as the document writes it."""
    relative = os.path.relpath(milestone.path, os.path.dirname(view.path)).replace(os.sep, "/")
    title = re.sub(r"[\[\]\\|]", r"\\\g<0>", milestone.title)
    return f"[{title}]({encoded(relative)})"


def _used_elsewhere(spot: Spot) -> Iterator[str]:
    """Yield the milestones that the document names anywhere, the most used first."""
    backlog = spot.view.backlog
    uses = list(islice(backlog.index.of(SymbolKind.MILESTONE).items(), MOST))
    uses.sort(key=lambda each: (-len(each[1]), each[1], each[0]))
    for key, blocks in uses:
        for place, context in backlog.contexts_of(blocks[:2]):
            for use in milestones_in(place.piece, context.roles):
                if use.key == key and not spot.has(place.offset + use.start):
                    yield place.piece.text[use.start : use.end]
                    break
            else:
                continue
            break
