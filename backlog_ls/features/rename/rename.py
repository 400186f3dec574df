"""Renaming the symbol under the cursor, with all its uses: `textDocument/rename`."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.navigation.milestone_documents import find_milestone_documents
from backlog_ls.features.navigation.name_spans import NameUse, find_feature_uses
from backlog_ls.features.navigation.references import (
    find_documents_sharing_id,
    find_id_uses,
    find_uses_of_milestone,
)
from backlog_ls.features.navigation.symbol_at import SymbolUse, UseKind, has_own_id, symbol_at
from backlog_ls.features.rename.edits import (
    DocumentEdits,
    RenameEdits,
    RenameRefusedError,
)
from backlog_ls.features.rename.files import (
    file_name_in_link,
    plan_file_move,
    plan_milestone_move,
    plan_task_file_move,
)
from backlog_ls.features.rename.labels import rename_label
from backlog_ls.features.rename.statuses import check_renamable, rename_status
from backlog_ls.model.analysis.dependencies import find_items_with_id
from backlog_ls.model.analysis.occurrences import find_occurrences
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import Symbol, SymbolKind
from backlog_ls.model.items.dependency_uses import may_contain_ids
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.milestones import MAX_LENGTH
from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.ids import (
    find_ids,
    find_leading_id,
    id_series,
    is_dotted_number,
    is_id,
    normalize_id,
)
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.dependencies import items_with_id
from backlog_ls.workspace.index.members import ids_in_filename
from backlog_ls.workspace.index.summary import find_title
from backlog_ls.workspace.links.link_search import find_links_to, search_backlogs
from backlog_ls.workspace.links.updates import Move, edits_for_moves

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

_LINE_END = pattern(r"[\r\n\u2028\u2029]")
_PARTS = pattern(r"[,;+&]")
_SIGNIFIED_ID = pattern(r"[A-Za-z0-9_-]+")
_NO_MILESTONE = pattern(r"[,;+&\[\]<>{}|]")
_RANGE = pattern(r"[ ]?[-\u2013\u2026]{1,2}[ ]?\Z")
_HTML_ID = pattern(r"[^\s\"'<>=`#]+\Z")
_NUMBER = pattern(r"\d+")


class RenamePlan(NamedTuple):
    """The changes of a rename."""

    edits: list[DocumentEdits]
    move: Move | None = None
    """A file to move after the edits; these use the paths before the move."""


def find_renamable(view: View, offset: int, *, files: bool = False) -> SymbolUse | None:
    """Return the symbol at `offset` that can be renamed, or None if there is none.

    Args:
        view: the document.
        offset: a code point of the document.
        files: whether the client can also rename files.

    Raises:
        RenameRefusedError: the symbol cannot be renamed, or not here.
    """
    symbol = symbol_at(view, offset)
    if symbol is None:
        return None
    if symbol.kind is UseKind.FILE:
        return file_name_in_link(view, symbol, files=files)
    if symbol.kind is UseKind.STATUS:
        check_renamable(symbol)
    if symbol.kind is UseKind.ADDRESS:
        raise RenameRefusedError("A web address cannot be renamed.")
    if _LINE_END.search(view.backlog.rope.slice(symbol.start, symbol.end)):
        raise RenameRefusedError("A name that spans several lines cannot be renamed.")
    if symbol.kind is UseKind.ANCHOR and _find_html_anchor(view, symbol) is None:
        raise RenameRefusedError("Rename the heading itself; links to it are updated.")
    return symbol


def plan_rename(view: View, offset: int, new: str, *, files: bool = False) -> RenamePlan:
    """Return the changes that rename the symbol at `offset` to `new`.

    The other arguments are as for `find_renamable`.

    Raises:
        RenameRefusedError: the symbol cannot be renamed, or not to `new`.
    """
    symbol = find_renamable(view, offset, files=files)
    if symbol is None:
        raise RenameRefusedError("There is nothing to rename here.")
    new = new.strip()
    if not new:
        raise RenameRefusedError("The new name is empty.")
    if _LINE_END.search(new):
        raise RenameRefusedError("A name must fit on one line.")
    move = None
    if symbol.kind is UseKind.FILE:
        edits, move = RenameEdits(view), plan_file_move(view, symbol, new)
    elif symbol.kind is UseKind.ID:
        edits, move = _rename_id(view, symbol, new, files=files)
    elif symbol.kind is UseKind.STATUS:
        edits = rename_status(view, symbol, new)
    elif symbol.kind is UseKind.MILESTONE:
        edits = _rename_milestone(view, symbol, new)
        paths = find_milestone_documents(view, symbol.key) if files else []
        old = view.backlog.rope.slice(symbol.start, symbol.end)
        move = plan_milestone_move(view, paths[0], old, new) if len(paths) == 1 else None
    elif symbol.kind is UseKind.LABEL:
        edits = rename_label(view, symbol, new)
    elif symbol.kind is UseKind.ANCHOR:
        edits = _rename_anchor(view, symbol, new)
    else:
        edits = _rename_name(view, symbol, new)
    edits.update_anchor_links()
    for path, backlog, links in edits_for_moves(view.workspace, [move]) if move else ():
        for link in links:
            edits.add(path, backlog, link.start, link.end, link.text)
    return RenamePlan(edits.check(new), move)


def _rename_name(view: View, symbol: SymbolUse, new: str) -> RenameEdits:
    assert symbol.name is not None  # noqa: S101 (set for names and headings)
    backlog = view.backlog
    old = backlog.rope.slice(symbol.start, symbol.end)
    if not normalize_name(new):
        raise RenameRefusedError("A name needs at least one letter or digit.")
    places = find_feature_uses(backlog, symbol.name, symbol.key)
    _check_dependents(backlog, old, new)
    edits = RenameEdits(view)
    for place in places:
        text = place.place.piece.text[place.start : place.end]
        at = place.place.offset
        if text != old and "[" in text:
            line = backlog.document.line_number_at(at + place.start)
            raise RenameRefusedError(
                f"The name on line {line} contains a link: rename it there first."
            )
        if place.item is None and _PARTS.search(new):
            raise RenameRefusedError(
                "A name used as a dependency cannot contain `,`, `;`, `+` or `&`."
            )
        _check_duplicate(backlog, place, places, new)
        edits.add("", backlog, at + place.start, at + place.end, new)
    return edits


def _check_dependents(backlog: Backlog, old: str, new: str) -> None:
    """Refuse to change the id in a name if other items depend on it."""
    was, now = (find_leading_id(text, 0, len(text)).text for text in (old, new))
    if (
        was
        and normalize_id(was) != normalize_id(now)
        and backlog.index.get(SymbolKind.DEPENDENCY, normalize_id(was))
    ):
        raise RenameRefusedError(
            f"Other items depend on `{was}`: rename the id first, with the cursor on it."
        )


def _check_duplicate(backlog: Backlog, place: NameUse, places: list[NameUse], new: str) -> None:
    """Refuse the name of another row or task; a section may have the same name as its row."""
    item = place.item
    if item is None or item.kind in {ItemKind.SECTION, ItemKind.DOCUMENT}:
        return
    text = place.place.piece.text
    key = normalize_name(text[item.start : place.start] + new + text[place.end : item.end])
    if key == item.normalized_name or not key or is_generic_name(key):
        return
    own = {each.place.key for each in places}
    for other in find_occurrences(backlog, key):
        found = backlog.rope.at_key(other.key)
        if other.key not in own and other.item.kind is item.kind and found:
            line = backlog.document.line_number_at(found.offset + other.item.start)
            raise RenameRefusedError(f"`{other.item.name}` is already on line {line}.")


def _rename_id(
    view: View, symbol: SymbolUse, new: str, *, files: bool
) -> tuple[RenameEdits, Move | None]:
    """Return the edits, and the move of the document that is named after the id, if any."""
    key = symbol.key
    old = view.backlog.rope.slice(symbol.start, symbol.end)
    form = _SIGNIFIED_ID.fullmatch if not is_dotted_number(old) else is_dotted_number
    if not is_id(new) and (is_id(old) or not form(new)):
        raise RenameRefusedError(
            f"`{new}` does not look like an id (expected something like `{old}`)."
        )
    holder = (
        next(iter(items_with_id(view, normalize_id(new))), None)
        if normalize_id(new) != key
        else None
    )
    if holder is not None:
        raise RenameRefusedError(f"`{new}` is already the id of `{holder.item.name}`.")
    documents = [(view.path, view.backlog), *find_documents_sharing_id(view, key)]
    if not has_own_id(view.backlog, key):
        owners = [
            {item.item.normalized_name for item in find_items_with_id(backlog, key)}
            for _, backlog in documents
            if has_own_id(backlog, key)
        ]
        if not owners:
            raise RenameRefusedError(f"No known item has the id `{old}`.")
        if any(owners[0] != each for each in owners):
            raise RenameRefusedError(f"Several documents have a different item `{old}`.")
    edits = RenameEdits(view)
    move: Move | None = None
    for path, backlog in documents:
        # Backlog.md finds tasks by their file names.
        if Symbol(SymbolKind.ID, key) in ids_in_filename(path) and backlog.index.get(
            SymbolKind.ID, key
        ):
            planned = plan_task_file_move(view, path, key, new) if files and move is None else None
            if planned is None:
                name = os.path.basename(path)
                raise RenameRefusedError(
                    f"`{name}` is named after this id, so it cannot be renamed here."
                )
            move = planned
        _check_ranges(path, backlog, key, old)
        for found in find_id_uses(path, backlog, key):
            edits.add(path, backlog, found.start, found.end, new)
    return edits, move


def _check_ranges(path: str, backlog: Backlog, key: str, old: str) -> None:
    for place in backlog.rope.places():
        text = place.piece.text
        if not may_contain_ids(place.piece):
            continue
        idents = list(find_ids(text, 0, len(text)))
        for first, last in itertools.pairwise(idents):
            joined = _RANGE.match(text[first.end : last.start])
            if joined and _is_in_range(key, normalize_id(first.text), normalize_id(last.text)):
                line = backlog.document.line_number_at(place.offset + first.start)
                where = f"line {line} of `{os.path.basename(path)}`" if path else f"line {line}"
                written = text[first.start : last.end]
                raise RenameRefusedError(f"`{old}` is in the range `{written}` on {where}.")


def _is_in_range(key: str, first: str, last: str) -> bool:
    if key in {first, last}:
        return True
    if not id_series(key) == id_series(first) == id_series(last):
        return False
    low, at, high = ([int(part) for part in _NUMBER.findall(each)] for each in (first, key, last))
    return low <= at <= high


def _rename_milestone(view: View, symbol: SymbolUse, new: str) -> RenameEdits:
    key, made = symbol.key, normalize_name(new)
    old = view.backlog.rope.slice(symbol.start, symbol.end)
    if not made or _NO_MILESTONE.search(new) or len(new) > MAX_LENGTH:
        raise RenameRefusedError(
            f"`{new}` is not a valid milestone name: use a few words, without lists or links."
        )
    tool = view.workspace.backlog_md_config(os.path.dirname(view.path)) if view.path else None
    if tool and key in map(normalize_name, tool.milestones):
        raise RenameRefusedError("This milestone is declared in a configuration: rename it there.")
    if made != key and (
        find_milestone_documents(view, made) or view.backlog.index.get(SymbolKind.MILESTONE, made)
    ):
        raise RenameRefusedError(f"There is already a milestone `{new}`.")
    edits = RenameEdits(view)
    documents = [(view.path, view.backlog)]
    if view.path:
        documents += search_backlogs(view, old.split()[0])
    for path, backlog in documents:
        for start, end in find_uses_of_milestone(backlog, key):
            edits.add(path, backlog, start, end, new)
    for path in find_milestone_documents(view, key):
        _rename_title(edits, path, old, new)
    return edits


def _rename_title(edits: RenameEdits, path: str, old: str, new: str) -> None:
    """Replace `old` with `new` in the title of the milestone document at `path`.

    Without that, the columns would name an unknown milestone.
    """
    view = edits.view
    backlog = view.backlog if path == view.path else view.workspace.backlog(path)
    place = find_title(backlog) if backlog else None
    heading = facts_of(place.piece).heading if place else None
    at = heading.title.casefold().find(old.casefold()) if heading else -1
    if backlog is None or place is None or heading is None or at < 0:
        name = os.path.basename(path)
        raise RenameRefusedError(
            f"This milestone is `{name}`: rename that file, or change its title."
        )
    start = place.offset + heading.start + at
    edits.add(path, backlog, start, start + len(old), new)


def _find_html_anchor(view: View, symbol: SymbolUse) -> tuple[str, Backlog, int, int] | None:
    """Return the path, the document and the span of the HTML id that `symbol` names, or None."""
    own = not symbol.path or symbol.path == view.path
    backlog = view.backlog if own else view.workspace.backlog(symbol.path)
    place = backlog.find_anchor(symbol.key) if backlog else None
    for anchor in facts_of(place.piece).anchors if place else ():
        if backlog and place and anchor.name.lower() == symbol.key:
            path = view.path if own else symbol.path
            return path, backlog, place.offset + anchor.start, place.offset + anchor.end
    return None


def _rename_anchor(view: View, symbol: SymbolUse, new: str) -> RenameEdits:
    found = _find_html_anchor(view, symbol)
    if found is None or not _HTML_ID.match(new) or "%" in new:
        raise RenameRefusedError(f"`{new}` is not a valid HTML id.")
    path, backlog, start, end = found
    if new.lower() != symbol.key and backlog.find_anchor(new.lower()) is not None:
        raise RenameRefusedError(f"There is already an anchor `{new}`.")
    edits = RenameEdits(view)
    edits.add(path, backlog, start, end, new)
    for use in find_links_to(view._replace(backlog=backlog, path=path), path):
        if use.resolved.target.fragment.lower() == symbol.key:
            edits.add(use.path, use.backlog, use.fragment_start, use.target_end, new)
    return edits
