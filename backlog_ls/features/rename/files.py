"""Renaming files: by a link to them, or with the milestone or the task that they are named after."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import unquote

from backlog_ls.features.rename.edits import RenameRefusedError
from backlog_ls.model.names.ids import find_leading_id, normalize_id
from backlog_ls.model.names.slug import slugify
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.links.updates import Move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.navigation.symbol_at import SymbolUse
    from backlog_ls.workspace.view import View

_NO_NAME = pattern(r"[/\\:*?\"<>|\x00-\x1f]|\A\.|[. ]\Z")
"""What some file systems do not allow in names."""
_ENDING = pattern(r".\.[A-Za-z][A-Za-z0-9]{0,4}\Z")
_RENAME_FILE = "Rename the file itself; links to it are updated."


def file_name_in_link(view: View, symbol: SymbolUse, *, files: bool) -> SymbolUse:
    """Return the part of the path in a link that can be renamed: the file name.

    Raises:
        RenameRefusedError: the client cannot rename files, or this is none.
    """
    above, name = os.path.split(symbol.path)
    is_file = view.workspace.exists(symbol.path) and (
        f"{name}/" not in view.workspace.disk.list_folder(above)
    )
    if not files or not is_file:
        raise RenameRefusedError(_RENAME_FILE)
    text = view.backlog.rope.slice(symbol.start, symbol.end)
    return symbol._replace(start=symbol.start + text.rfind("/") + 1)


def plan_file_move(view: View, symbol: SymbolUse, new: str) -> Move:
    """Return the move that renames the target of a link to `new`.

    Raises:
        RenameRefusedError: `new` is not a valid file name, or the file exists.
    """
    written = view.backlog.rope.slice(symbol.start, symbol.end)
    folder, old = os.path.split(symbol.path)
    name = unquote(new) if "%" in written else new
    ending = os.path.splitext(old)[1]
    has_ending = is_markdown(name) if is_markdown(old) else _ENDING.search(name)
    if not has_ending:
        name += ending
    if _NO_NAME.search(name):
        raise RenameRefusedError(f"`{name}` is not a valid file name.")
    return _check_free(view, Move(symbol.path, os.path.join(folder, name)))


def plan_milestone_move(view: View, path: str, old: str, new: str) -> Move | None:
    """Return the move of the document at `path` if it is named after its milestone, else None.

    Args:
        view: the document that was asked about.
        path: absolute path of the milestone document.
        old: the name of the milestone.
        new: its new name.
    """
    folder, file = os.path.split(path)
    stem, ending = os.path.splitext(file)
    for was, becomes in zip(_file_spellings(old), _file_spellings(new), strict=True):
        if was and becomes and stem.endswith(was) and not stem[: -len(was)].strip("0123456789-_. "):
            name = stem[: -len(was)] + becomes + ending
            move = Move(path, os.path.join(folder, name))
            return (
                _check_free(view, move) if not _NO_NAME.search(name) and move.new != path else None
            )
    return None


def plan_task_file_move(view: View, path: str, key: str, new: str) -> Move | None:
    """Return the move of the document at `path` if its name begins with the id `key`, else None."""
    folder, file = os.path.split(path)
    stem, ending = os.path.splitext(file)
    ident = find_leading_id(stem, 0, len(stem))
    if not ident.text or normalize_id(ident.text) != key:
        return None
    name = stem[: ident.start] + new + stem[ident.end :] + ending
    return _check_free(view, Move(path, os.path.join(folder, name)))


def _file_spellings(name: str) -> Iterator[str]:
    """Yield the spellings of `name` in file names."""
    plain = " ".join(slugify(name).replace("-", " ").split())
    for text in (plain, plain.title(), plain.upper(), name):
        yield text.replace(" ", "-")
        yield text.replace(" ", "_")
        yield text


def _check_free(view: View, move: Move) -> Move:
    same = move.old.casefold() == move.new.casefold()
    if move.old != move.new and not same and view.workspace.exists(move.new):
        raise RenameRefusedError(f"`{os.path.basename(move.new)}` already exists.")
    return move
