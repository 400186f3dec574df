"""`textDocument/rename` of the symbol at the cursor, which may rename a file too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.rename.edits import RenameRefusedError
from backlog_ls.features.rename.rename import find_renamable, plan_rename
from backlog_ls.server.documents import convert
from backlog_ls.server.documents.workspace_edit import workspace_edit
from backlog_ls.server.transport.client_capabilities import supports_file_renaming
from backlog_ls.server.transport.errors import RequestFailedError

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_prepare_rename(
    ls: BacklogServer, document: OpenDocument, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """Return the range and the current name of the symbol at the cursor, if it can be renamed."""
    offset = convert.to_offset(ls.session, document, params.position)
    try:
        target = find_renamable(
            ls.session.view(document), offset, files=supports_file_renaming(ls.client_capabilities)
        )
    except RenameRefusedError as refused:
        raise RequestFailedError(str(refused)) from refused
    if target is None:
        return None
    text = document.backlog.document
    where = convert.to_range(text, ls.session.encoding, target.start, target.end)
    return types.PrepareRenamePlaceholder(where, text.rope.slice(target.start, target.end))


def on_rename(
    ls: BacklogServer, document: OpenDocument, params: types.RenameParams
) -> types.WorkspaceEdit | None:
    """Return the edits that rename the symbol at the cursor."""
    offset = convert.to_offset(ls.session, document, params.position)
    try:
        view = ls.session.view(document)
        done = plan_rename(
            view, offset, params.new_name, files=supports_file_renaming(ls.client_capabilities)
        )
    except RenameRefusedError as refused:
        raise RequestFailedError(str(refused)) from refused
    edit = workspace_edit(ls.session, ls.client_capabilities, done.edits, document)
    if done.move and done.move.old != done.move.new:
        old, new = (convert.client_uri(ls.session, path) for path in done.move)
        options = types.RenameFileOptions(overwrite=False, ignore_if_exists=False)
        moving = types.RenameFile(old_uri=old, new_uri=new, options=options)
        edit.document_changes = [*(edit.document_changes or ()), moving]
    return edit
