"""Parse the text of a document with the statuses that its settings declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.statuses.vocabulary import vocabulary_from_settings
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from backlog_ls.model.settings import Settings
    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.workspace.workspace import Workspace


def load_backlog(
    workspace: Workspace, path: str, text: str, settings: Settings, folder: str
) -> Backlog:
    """Return `text` as the document at `path`.

    Args:
        workspace: that it belongs to. If it has parsed this text already, that is returned.
        path: absolute, or any other name of a document that is not a file.
        text: without byte order mark.
        settings: of the document.
        folder: absolute path of the folder whose Backlog.md configuration applies; may be empty.
    """
    vocabulary = declared_vocabulary(workspace, settings, folder)
    known = workspace.cached_backlog(path, text)
    if known and known.declared_vocabulary == vocabulary:
        return known
    return Backlog.read(known.document if known else Document.parse(text), vocabulary)


def declared_vocabulary(workspace: Workspace, settings: Settings, folder: str) -> Vocabulary | None:
    """Return the statuses that `settings`, or the Backlog.md configuration, declare for `folder`."""
    return vocabulary_from_settings(settings.statuses, workspace.backlog_md_config(folder).statuses)
