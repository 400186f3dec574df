"""Renaming what is under the cursor, wherever it stands."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.milestone_documents import milestone_documents
from backlog_ls.features.navigation.name_spans import NamePlace, namesakes
from backlog_ls.features.navigation.navigation import documents_that_mean, idents_in, milestone_uses
from backlog_ls.features.navigation.symbol_at import Sense, Target, has_own_ident, target_at
from backlog_ls.features.rename.edits import DocumentEdits, RenameEdits, RenameRefusedError, line_of
from backlog_ls.features.rename.files import file_move, file_target, ident_move, milestone_move
from backlog_ls.features.rename.statuses import check_status, rename_status
from backlog_ls.model.analysis.dependencies import written_in
from backlog_ls.model.analysis.occurrences import occurrences
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.index import SymbolKind, Subject
from backlog_ls.model.items.dependencies import may_hold_idents
from backlog_ls.model.items.items import ItemKind
from backlog_ls.model.items.milestones import LONGEST
from backlog_ls.model.names.generic import is_generic
from backlog_ls.model.names.ids import find_idents, ident_key, is_ident, leading_ident, notation
from backlog_ls.model.names.normalize import fold
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.dependencies import written
from backlog_ls.workspace.index.members import named_by
from backlog_ls.workspace.index.summary import title_place
from backlog_ls.workspace.links.link_search import backlogs_around, links_to
from backlog_ls.workspace.links.updates import Move, edits_for_moves

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

_LINE_END = pattern(r"[\r\n\u2028\u2029]")
_PARTS = pattern(r"[,;+&]")
_NO_MILESTONE = pattern(r"[,;+&\[\]<>{}|]")
_RANGE = pattern(r"[ ]?[-\u2013\u2026]{1,2}[ ]?\Z")
_HTML_ID = pattern(r"[^\s\"'<>=`#]+\Z")
_NUMBER = pattern(r"\d+")


class Renaming(NamedTuple):
    """What a rename changes."""

    edits: list[DocumentEdits]
    move: Move | None = None
    """Of a file, after the edits, which are of documents where they are now."""


def renamable(view: View, offset: int, *, files: bool = False) -> Target | None:
    """Return what can be renamed at `offset`, a code point, or None: there is nothing.

    Args:
        view: of the document at hand.
        offset: in it.
        files: whether files can be renamed along with what is said of them.

    Raises:
        RenameRefusedError: what is there has another way to be renamed, or none.
    """
    target = target_at(view, offset)
    if target is None:
        return None
    if target.sense is Sense.FILE:
        return file_target(view, target, able=files)
    if target.sense is Sense.STATUS:
        check_status(target)
    if _LINE_END.search(view.backlog.rope.slice(target.start, target.end)):
        raise RenameRefusedError("This name goes over several lines: change it where it stands.")
    if target.sense is Sense.ANCHOR and _html_anchor(view, target) is None:
        raise RenameRefusedError("Rename the heading itself: the links to it follow.")
    return target


def renamed(view: View, offset: int, new: str, *, files: bool = False) -> Renaming:
    """Return what gives the thing at `offset` the name `new`; arguments as of `renamable`.

    Raises:
        RenameRefusedError: it cannot be done.
    """
    target = renamable(view, offset, files=files)
    if target is None:
        raise RenameRefusedError("There is nothing here that has a name.")
    new = new.strip()
    if not new:
        raise RenameRefusedError("A name is needed.")
    if _LINE_END.search(new):
        raise RenameRefusedError("A name stands in one line.")
    move = None
    if target.sense is Sense.FILE:
        edits, move = RenameEdits(view), file_move(view, target, new)
    elif target.sense is Sense.IDENT:
        edits, moves = _ident(view, target, new, files=files)
        move = moves[0] if moves else None
    elif target.sense is Sense.STATUS:
        edits = rename_status(view, target, new)
    elif target.sense is Sense.MILESTONE:
        edits = _milestone(view, target, new)
        paths = milestone_documents(view, target.key) if files else []
        old = view.backlog.rope.slice(target.start, target.end)
        move = milestone_move(view, paths[0], old, new) if len(paths) == 1 else None
    elif target.sense is Sense.ANCHOR:
        edits = _anchor(view, target, new)
    else:
        edits = _name(view, target, new)
    edits.follow_headings()
    for path, backlog, links in edits_for_moves(view.workspace, [move]) if move else ():
        for link in links:
            edits.add(path, backlog, link.start, link.end, link.text)
    return Renaming(edits.checked(new), move)


def _name(view: View, target: Target, new: str) -> RenameEdits:
    assert target.name is not None  # noqa: S101 (a name and a heading have their place)
    backlog = view.backlog
    old = backlog.rope.slice(target.start, target.end)
    if not fold(new):
        raise RenameRefusedError("A name needs a word.")
    places = namesakes(backlog, target.name, target.key)
    _check_waited(backlog, old, new)
    edits = RenameEdits(view)
    for place in places:
        text = place.place.piece.text[place.start : place.end]
        at = place.place.offset
        if text != old and "[" in text:
            line = line_of(backlog, at + place.start)
            raise RenameRefusedError(
                f"On line {line} the name holds a link: rename it there first."
            )
        if place.item is None and _PARTS.search(new):
            raise RenameRefusedError(
                "Names that something waits for are parted by `,`, `;`, `+` and `&`."
            )
        _check_clash(backlog, place, places, new)
        edits.add("", backlog, at + place.start, at + place.end, new)
    return edits


def _check_waited(backlog: Backlog, old: str, new: str) -> None:
    """Refuse another id in the name where something waits for the one that stands there."""
    was, now = (leading_ident(text, 0, len(text)).text for text in (old, new))
    if was and ident_key(was) != ident_key(now) and backlog.index.get(SymbolKind.NEED, ident_key(was)):
        raise RenameRefusedError(
            f"Something waits for `{was}`: rename that first, with the cursor on it."
        )


def _check_clash(backlog: Backlog, place: NamePlace, places: list[NamePlace], new: str) -> None:
    """Refuse the name of another row or task; a section may be called as its row is."""
    item = place.item
    if item is None or item.kind in {ItemKind.SECTION, ItemKind.DOCUMENT}:
        return
    text = place.place.piece.text
    key = fold(text[item.start : place.start] + new + text[place.end : item.end])
    if key == item.key or not key or is_generic(key):
        return
    own = {each.place.key for each in places}
    for other in occurrences(backlog, key):
        found = backlog.rope.at_key(other.key)
        if other.key not in own and other.item.kind is item.kind and found:
            line = line_of(backlog, found.offset + other.item.start)
            raise RenameRefusedError(f"`{other.item.name}` stands on line {line} already.")


def _ident(view: View, target: Target, new: str, *, files: bool) -> tuple[RenameEdits, list[Move]]:
    """Return the edits, and the move of the document that is named after the id, if one is."""
    key = target.key
    old = view.backlog.rope.slice(target.start, target.end)
    if not is_ident(new):
        raise RenameRefusedError(f"`{new}` is no id as `{old}` is one.")
    holder = next(iter(written(view, ident_key(new))), None) if ident_key(new) != key else None
    if holder is not None:
        raise RenameRefusedError(f"`{new}` is the id of `{holder.item.name}` already.")
    documents = [(view.path, view.backlog), *documents_that_mean(view, key)]
    if not has_own_ident(view.backlog, key):
        owners = [
            {item.item.key for item in written_in(backlog, key)}
            for _, backlog in documents
            if has_own_ident(backlog, key)
        ]
        if not owners:
            raise RenameRefusedError(f"No item is known that has the id `{old}`.")
        if any(owners[0] != each for each in owners):
            raise RenameRefusedError(f"Several documents have another item `{old}` each.")
    edits = RenameEdits(view)
    moves: list[Move] = []
    for path, backlog in documents:
        # Backlog.md finds its tasks by the names of their files.
        if Subject(SymbolKind.ID, key) in named_by(path) and backlog.index.get(SymbolKind.ID, key):
            name = os.path.basename(path)
            move = ident_move(view, path, key, new) if files and not moves else None
            if move is None:
                raise RenameRefusedError(
                    f"`{name}` is named after this id, so it cannot be renamed here."
                )
            moves.append(move)
        _check_ranges(path, backlog, key, old)
        for found in idents_in(path, backlog, key):
            edits.add(path, backlog, found.start, found.end, new)
    return edits, moves


def _check_ranges(path: str, backlog: Backlog, key: str, old: str) -> None:
    for place in backlog.rope.places():
        text = place.piece.text
        if not may_hold_idents(place.piece):
            continue
        idents = list(find_idents(text, 0, len(text)))
        for first, last in itertools.pairwise(idents):
            joined = _RANGE.match(text[first.end : last.start])
            if joined and _is_within(key, ident_key(first.text), ident_key(last.text)):
                line = line_of(backlog, place.offset + first.start)
                where = f"line {line} of `{os.path.basename(path)}`" if path else f"line {line}"
                said = text[first.start : last.end]
                raise RenameRefusedError(f"`{old}` belongs to the range `{said}` on {where}.")


def _is_within(key: str, first: str, last: str) -> bool:
    if key in {first, last}:
        return True
    if not notation(key) == notation(first) == notation(last):
        return False
    low, at, high = ([int(part) for part in _NUMBER.findall(each)] for each in (first, key, last))
    return low <= at <= high


def _milestone(view: View, target: Target, new: str) -> RenameEdits:
    key, made = target.key, fold(new)
    old = view.backlog.rope.slice(target.start, target.end)
    if not made or _NO_MILESTONE.search(new) or len(new) > LONGEST:
        raise RenameRefusedError(f"`{new}` is no name of a milestone: a few words in one cell.")
    tool = view.workspace.tool(os.path.dirname(view.path)) if view.path else None
    if tool and key in map(fold, tool.milestones):
        raise RenameRefusedError("This milestone is declared in a configuration: rename it there.")
    if made != key and (
        milestone_documents(view, made) or view.backlog.index.get(SymbolKind.MILESTONE, made)
    ):
        raise RenameRefusedError(f"There is a milestone `{new}` already.")
    edits = RenameEdits(view)
    documents = [(view.path, view.backlog)]
    if view.path:
        documents += backlogs_around(view, old.split()[0])
    for path, backlog in documents:
        for start, end in milestone_uses(backlog, key):
            edits.add(path, backlog, start, end, new)
    for path in milestone_documents(view, key):
        _entitle(edits, path, old, new)
    return edits


def _entitle(edits: RenameEdits, path: str, old: str, new: str) -> None:
    """Let the title of the milestone document at `path` say `new` where it says `old`.

    Otherwise the columns would name a milestone that there is not.
    """
    view = edits.view
    backlog = view.backlog if path == view.path else view.workspace.backlog(path)
    place = title_place(backlog) if backlog else None
    heading = facts(place.piece).heading if place else None
    at = heading.title.casefold().find(old.casefold()) if heading else -1
    if backlog is None or place is None or heading is None or at < 0:
        name = os.path.basename(path)
        raise RenameRefusedError(f"The milestone is `{name}`: rename the file, or its title.")
    start = place.offset + heading.start + at
    edits.add(path, backlog, start, start + len(old), new)


def _html_anchor(view: View, target: Target) -> tuple[str, Backlog, int, int] | None:
    """Return the document and the place of the HTML id that `target` names, or None."""
    own = not target.path or target.path == view.path
    backlog = view.backlog if own else view.workspace.backlog(target.path)
    place = backlog.anchor(target.key) if backlog else None
    for anchor in facts(place.piece).anchors if place else ():
        if backlog and place and anchor.name.lower() == target.key:
            path = view.path if own else target.path
            return path, backlog, place.offset + anchor.start, place.offset + anchor.end
    return None


def _anchor(view: View, target: Target, new: str) -> RenameEdits:
    found = _html_anchor(view, target)
    if found is None or not _HTML_ID.match(new) or "%" in new:
        raise RenameRefusedError(f"`{new}` is no id of HTML.")
    path, backlog, start, end = found
    if new.lower() != target.key and backlog.anchor(new.lower()) is not None:
        raise RenameRefusedError(f"There is an anchor `{new}` already.")
    edits = RenameEdits(view)
    edits.add(path, backlog, start, end, new)
    for use in links_to(view._replace(backlog=backlog, path=path), path):
        if use.lead.target.fragment.lower() == target.key:
            edits.add(use.path, use.backlog, use.fragment_start, use.target_end, new)
    return edits
