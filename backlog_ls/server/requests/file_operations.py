"""Files that are renamed or deleted in the editor: the links to them, and what is known of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.rename.edits import DocumentEdits
from backlog_ls.server.background import indexing
from backlog_ls.server.diagnostics import publish
from backlog_ls.server.lifecycle import client_capabilities as able
from backlog_ls.server.requests.rename import workspace_edit
from backlog_ls.server.transport.uris import path_of
from backlog_ls.workspace.links.updates import Move, edits_for_deletion, edits_for_moves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_ls.server.server import BacklogServer

UNLINK = "backlog-ls-unlink"


def on_will_rename(
    ls: BacklogServer, params: types.RenameFilesParams
) -> types.WorkspaceEdit | None:
    """Edits that keep the links right when files or folders are renamed."""
    moves = [
        Move(old, new)
        for file in params.files
        if (old := path_of(file.old_uri)) and (new := path_of(file.new_uri)) and old != new
    ]
    found = edits_for_moves(ls.session.workspace, moves)
    changes = [DocumentEdits(*each) for each in found]
    return workspace_edit(ls, None, changes) if changes else None


def on_will_delete(
    ls: BacklogServer, params: types.DeleteFilesParams
) -> types.WorkspaceEdit | None:
    """Edits that take away the links to files or folders that are deleted."""
    paths = [path for file in params.files if (path := path_of(file.uri))]
    found = edits_for_deletion(ls.session.workspace, paths)
    if not found:
        return None
    note = UNLINK if able.takes_notes(ls) else None
    edit = workspace_edit(ls, None, [DocumentEdits(*each) for each in found], note)
    if note:
        label = "Replace the links to what is deleted by their texts"
        edit.change_annotations = {note: types.ChangeAnnotation(label, needs_confirmation=True)}
    return edit


def on_did_rename(ls: BacklogServer, params: types.RenameFilesParams) -> None:
    """Look anew at where files were and are."""
    _look_anew(ls, [uri for file in params.files for uri in (file.old_uri, file.new_uri)])


def on_did_delete(ls: BacklogServer, params: types.DeleteFilesParams) -> None:
    """Look anew at where files were."""
    _look_anew(ls, [file.uri for file in params.files])


def _look_anew(ls: BacklogServer, uris: Iterable[str]) -> None:
    paths = [path for uri in uris if (path := path_of(uri))]
    if _are_folders(paths):
        ls.session.workspace.forget_all()
        indexing.index(ls)
    publish.publish_again(ls, ls.session.files_changed(paths))


def _are_folders(paths: Sequence[str]) -> bool:
    """Tell whether one of `paths` may be that of a folder, which may be gone already."""
    return any(os.path.splitext(path)[1].lower() != ".md" for path in paths)
