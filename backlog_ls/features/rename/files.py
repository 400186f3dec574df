"""Renaming a document by a link that leads to it, or a milestone's along with the milestone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import unquote

from backlog_ls.features.rename.edits import RenameRefusedError
from backlog_ls.model.names.ids import ident_key, leading_ident
from backlog_ls.model.names.slug import slug
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.links.updates import Move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.navigation.symbol_at import Target
    from backlog_ls.workspace.view import View

_NO_NAME = pattern(r"[/\\:*?\"<>|\x00-\x1f]|\A\.|[. ]\Z")
"""What some file system or other refuses."""
_AS_IT_IS = "Rename the file itself: the links to it follow."


def file_target(view: View, target: Target, *, able: bool) -> Target:
    """Return the part of a link's path that can be renamed: the name of the file.

    Raises:
        RenameRefusedError: files cannot be renamed here, or it is no document of the workspace.
    """
    if not able or not is_markdown(target.path) or not view.workspace.exists(target.path):
        raise RenameRefusedError(_AS_IT_IS)
    text = view.backlog.rope.slice(target.start, target.end)
    return target._replace(start=target.start + text.rfind("/") + 1)


def file_move(view: View, target: Target, new: str) -> Move:
    """Return the move that gives the document that a link leads to the name `new`.

    Raises:
        RenameRefusedError: that is no name of a file, or of one that is there.
    """
    written = view.backlog.rope.slice(target.start, target.end)
    folder, old = os.path.split(target.path)
    name = unquote(new) if "%" in written else new
    if not is_markdown(name):
        name += os.path.splitext(old)[1]
    if _NO_NAME.search(name):
        raise RenameRefusedError(f"`{name}` is no name of a file.")
    return _checked(view, Move(target.path, os.path.join(folder, name)))


def milestone_move(view: View, path: str, old: str, new: str) -> Move | None:
    """Return the move of the document at `path` that is called after its milestone, else None.

    Args:
        view: of the document at hand.
        path: absolute, of the milestone's document.
        old: the name of the milestone.
        new: what it will be.
    """
    folder, file = os.path.split(path)
    stem, ending = os.path.splitext(file)
    for was, becomes in zip(_spellings(old), _spellings(new), strict=True):
        if was and becomes and stem.endswith(was) and not stem[: -len(was)].strip("0123456789-_. "):
            name = stem[: -len(was)] + becomes + ending
            move = Move(path, os.path.join(folder, name))
            return _checked(view, move) if not _NO_NAME.search(name) and move.new != path else None
    return None


def ident_move(view: View, path: str, key: str, new: str) -> Move | None:
    """Return the move of the document at `path` whose name begins with the id `key`, else None."""
    folder, file = os.path.split(path)
    stem, ending = os.path.splitext(file)
    ident = leading_ident(stem, 0, len(stem))
    if not ident.text or ident_key(ident.text) != key:
        return None
    name = stem[: ident.start] + new + stem[ident.end :] + ending
    return _checked(view, Move(path, os.path.join(folder, name)))


def _spellings(name: str) -> Iterator[str]:
    """Yield the ways in which a file is called after `name`."""
    plain = " ".join(slug(name).replace("-", " ").split())
    for text in (plain, plain.title(), plain.upper(), name):
        yield text.replace(" ", "-")
        yield text.replace(" ", "_")
        yield text


def _checked(view: View, move: Move) -> Move:
    same = move.old.casefold() == move.new.casefold()
    if move.old != move.new and not same and view.workspace.exists(move.new):
        raise RenameRefusedError(f"There is a `{os.path.basename(move.new)}` already.")
    return move
