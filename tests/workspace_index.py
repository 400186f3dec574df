"""Index a workspace at once, for tests; the server does it step by step in a thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from backlog_ls.model.settings import DEFAULTS
from backlog_ls.workspace.declared_roles import is_member
from backlog_ls.workspace.index.inventory import (
    Inventory,
    compare_stamps,
    find_markdown_files,
    read_entry,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.documents.session import Session


def members_of(root: str | Path) -> Callable[[str], bool]:
    """Return what tells the backlogs below `root`, as far as their paths and front matter say."""
    return partial(is_member, root=str(root), settings=DEFAULTS)


def build_inventory(session: Session, root: str) -> Inventory:
    """Return the inventory of `root`, built without a cache."""
    limits = session.index_limits(root)
    files = find_markdown_files(root, limits.files)
    assert files is not None
    known, unread = compare_stamps(files, {}, limits.bytes, members_of(root))
    known |= {path: read_entry(path, entry, complete=True) for path, entry in unread.items()}
    return Inventory(root, tuple(files), known, is_complete=True)


def index_workspace(session: Session, root: str) -> list[OpenDocument]:
    """Add the backlogs below `root` to the index of `session`; return the open documents affected."""
    session.workspace.begin_reading()
    found = build_inventory(session, root)
    summaries = [(path, entry.summary) for path, entry in found.backlogs.items()]
    return session.update_index(found, session.workspace.add_summaries(summaries))
