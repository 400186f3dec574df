"""Completion of milestones: names in columns and fields, links behind a bracket."""

from __future__ import annotations

import os
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.context import (
    CursorCell,
    Replacement,
    list_part_at,
    replacement_at,
)
from backlog_ls.features.completion.items import CompletionKind
from backlog_ls.features.completion.links import encode_path
from backlog_ls.features.completion.matching import Option, match_options
from backlog_ls.features.completion.values import rank_values
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.milestones import find_milestone_uses
from backlog_ls.model.names.ids import find_leading_id
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.tables.roles import Role
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.completion.context import CursorField
    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor
    from backlog_ls.workspace.view import View

MAX_MILESTONES = 100
"""Maximum number of milestones to read, of the document and of the workspace."""

_NO_MILESTONE = {"readme", "index", "template", "_template"}
_LINK = pattern(r"\[[^\]\[]*\]\([^()\s]+\)")
_BRACKET = pattern(r"(?<![\]\\!\[])\[(?P<typed>[^\[\]()|]{0,40})\Z")
_NUMBERING = pattern(r"\A(?:\d{4}-\d{2}(?:-\d{2})?|\d+)[-_. ]+")
_SEPARATOR = pattern(r"(?::|\s[-\u2013\u2014]\s)\s*")


class Milestone(NamedTuple):
    """A milestone document."""

    title: str
    path: str
    forms: frozenset[str]
    """Its possible names, normalized."""


def complete_milestone(cursor: Cursor, place: CursorCell | CursorField) -> CompletionList:
    """Offer the milestones in use, most used first, then the others of the workspace."""
    view = cursor.view
    texts = place.other_values(cursor)
    linked = 2 * sum(bool(_LINK.search(text)) for text in texts) > len(texts)
    start, end = list_part_at(cursor, place.start, place.end)
    options = []
    known: set[str] = set()
    if linked:
        start, end = place.start, place.end
        for text in dict.fromkeys(text for text in texts if _LINK.fullmatch(text)):
            known.add(normalize_name(text))
            options.append(Option(text, plain_text(text), kind=CompletionKind.MILESTONE))
    else:
        for text in [*rank_values(texts, Role.MILESTONE), *_milestones_in_use(cursor)]:
            if normalize_name(text) not in known and not _LINK.search(text):
                known.add(normalize_name(text))
                options.append(Option(text, kind=CompletionKind.MILESTONE))
    for name in (
        view.workspace.backlog_md_config(os.path.dirname(view.path)).milestones if view.path else ()
    ):
        if normalize_name(name) not in known:
            known.add(normalize_name(name))
            options.append(Option(name, detail="declared", kind=CompletionKind.MILESTONE))
    for each in find_milestones(view):
        if known.isdisjoint(each.forms):
            known |= each.forms
            text = milestone_link(view, each) if linked else each.title
            file = os.path.basename(each.path)
            options.append(
                Option(text, each.title, file, (file,), CompletionKind.MILESTONE, each.path)
            )
    value = replacement_at(cursor, start, end, in_table=isinstance(place, CursorCell))
    return match_options(cursor, value, options, as_yaml=place.needs_yaml)


def complete_milestone_link(cursor: Cursor) -> CompletionList | None:
    """Offer links to milestones behind an opening bracket, or return None."""
    match = _BRACKET.search(cursor.before)
    if match is None or cursor.is_code(match.start()):
        return None
    rest = re.match(r"\](?!\()", cursor.line_text[cursor.column :])
    end = cursor.column + (1 if rest else 0)
    if cursor.line_text[cursor.column :].startswith("]("):
        return None
    options = [
        Option(
            milestone_link(cursor.view, each),
            each.title,
            os.path.basename(each.path),
            (f"[{each.title}", os.path.basename(each.path)),
            CompletionKind.MILESTONE,
            each.path,
        )
        for each in find_milestones(cursor.view)
    ]
    found = match_options(cursor, Replacement(match.start(), end), options)
    return found if found.items else None


def find_milestones(view: View) -> Iterator[Milestone]:
    """Yield the milestone documents of the workspace."""
    if not view.path:
        return
    for path in islice(view.workspace.find_milestones(view.root), MAX_MILESTONES):
        stem = os.path.basename(path).rpartition(".")[0]
        if stem.lower() in _NO_MILESTONE or path == view.path:
            continue
        title = plain_text(view.workspace.title(path), 80)
        forms = [stem, _NUMBERING.sub("", stem), title, *map(str.rstrip, _SEPARATOR.split(title))]
        forms += [find_leading_id(form, 0, len(form)).text for form in forms]
        yield Milestone(title or stem, path, frozenset(filter(None, map(normalize_name, forms))))


def milestone_link(view: View, milestone: Milestone) -> str:
    """Return a Markdown link from the document to `milestone`."""
    relative = os.path.relpath(milestone.path, os.path.dirname(view.path)).replace(os.sep, "/")
    title = re.sub(r"[\[\]\\|]", r"\\\g<0>", milestone.title)
    return f"[{title}]({encode_path(relative)})"


def _milestones_in_use(cursor: Cursor) -> Iterator[str]:
    """Yield the milestones that the document names, most used first."""
    backlog = cursor.view.backlog
    uses = list(islice(backlog.index.of_kind(SymbolKind.MILESTONE).items(), MAX_MILESTONES))
    uses.sort(key=lambda each: (-len(each[1]), each[1], each[0]))
    for key, blocks in uses:
        for place, context in backlog.contexts_of(blocks[:2]):
            for use in find_milestone_uses(place.piece, context.roles):
                if use.normalized_name == key and not cursor.is_on_line(place.offset + use.start):
                    yield place.piece.text[use.start : use.end]
                    break
            else:
                continue
            break
