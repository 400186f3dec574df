"""Parse the text of a document with the statuses that its settings declare."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.statuses.vocabulary import vocabulary_from_settings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.declared_roles import lists_work, relative_path

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
    known = workspace.cached_backlog(path, text)
    if known and known.declared_vocabulary == declared_vocabulary(workspace, settings, folder):
        return known.with_role(lists_work=is_backlog_by_name(workspace, path, settings))
    document = known.document if known else Document.parse(text)
    return read_backlog(workspace, path, document, settings, folder)


def read_backlog(
    workspace: Workspace, path: str, document: Document, settings: Settings, folder: str
) -> Backlog:
    """Return the backlog of `document`. The other arguments are those of `load_backlog`."""
    vocabulary = declared_vocabulary(workspace, settings, folder)
    by_name = is_backlog_by_name(workspace, path, settings)
    return Backlog.read(document, vocabulary, lists_work=by_name)


def is_backlog_by_name(workspace: Workspace, path: str, settings: Settings) -> bool:
    """Return whether the path or the settings of a document say that it is a backlog.

    Args:
        workspace: that it belongs to.
        path: absolute, or any other name of a document that is not a file.
        settings: of the document.
    """
    if not os.path.isabs(path):
        return lists_work(urlsplit(path).path.strip("/"), settings)
    root = workspace.root_of(path) or os.path.dirname(path)
    return lists_work(relative_path(path, root), settings)


def declared_vocabulary(workspace: Workspace, settings: Settings, folder: str) -> Vocabulary | None:
    """Return the statuses that `settings`, or the Backlog.md configuration, declare for `folder`."""
    return vocabulary_from_settings(settings.statuses, workspace.backlog_md_config(folder).statuses)
