"""`workspace/willRenameFiles` and the like: update the links to renamed or deleted files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.rename.edits import DocumentEdits
from backlog_ls.server.background import indexing
from backlog_ls.server.documents.workspace_edit import workspace_edit
from backlog_ls.server.publish_diagnostics import republish
from backlog_ls.server.transport.client_capabilities import supports_change_annotations
from backlog_ls.server.transport.uris import uri_to_path
from backlog_ls.workspace.links.updates import Move, edits_for_deletion, edits_for_moves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_ls.server.server import BacklogServer

UNLINK = "backlog-ls-unlink"


def on_will_rename_files(
    ls: BacklogServer, params: types.RenameFilesParams
) -> types.WorkspaceEdit | None:
    """Return the edits that update links to files or folders that will be renamed."""
    moves = [
        Move(old, new)
        for file in params.files
        if (old := uri_to_path(file.old_uri)) and (new := uri_to_path(file.new_uri)) and old != new
    ]
    found = edits_for_moves(ls.session.workspace, moves)
    changes = [DocumentEdits(*each) for each in found]
    return workspace_edit(ls.session, ls.client_capabilities, changes) if changes else None


def on_will_delete_files(
    ls: BacklogServer, params: types.DeleteFilesParams
) -> types.WorkspaceEdit | None:
    """Return the edits that remove links to files or folders that will be deleted."""
    paths = [path for file in params.files if (path := uri_to_path(file.uri))]
    found = edits_for_deletion(ls.session.workspace, paths)
    if not found:
        return None
    client = ls.client_capabilities
    annotation = UNLINK if supports_change_annotations(client) else None
    changes = [DocumentEdits(*each) for each in found]
    edit = workspace_edit(ls.session, client, changes, annotation=annotation)
    if annotation:
        label = "Replace links to deleted files with their text"
        edit.change_annotations = {
            annotation: types.ChangeAnnotation(label, needs_confirmation=True)
        }
    return edit


def on_did_rename_files(ls: BacklogServer, params: types.RenameFilesParams) -> None:
    """Update what depends on the old and new paths of files that were renamed."""
    _refresh_files(ls, [uri for file in params.files for uri in (file.old_uri, file.new_uri)])


def on_did_delete_files(ls: BacklogServer, params: types.DeleteFilesParams) -> None:
    """Update what depends on files that were deleted."""
    _refresh_files(ls, [file.uri for file in params.files])


def _refresh_files(ls: BacklogServer, uris: Iterable[str]) -> None:
    paths = [path for uri in uris if (path := uri_to_path(uri))]
    if _are_folders(ls, paths):
        ls.session.workspace.invalidate_all()
        indexing.index_workspace(ls)
    republish(ls, ls.session.update_files(paths))


def _are_folders(ls: BacklogServer, paths: Sequence[str]) -> bool:
    """Tell whether one of `paths` may be a folder; it may not exist any more."""
    is_folder = ls.session.workspace.is_folder
    return any(is_folder(path) or not os.path.splitext(path)[1] for path in paths)
