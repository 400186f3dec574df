"""Read the backlogs of a root at once, for commands: from the cache where nothing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.workspace.disk.disk import MAX_FILE_SIZE, read_bytes
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.index import cache
from backlog_ls.workspace.index.inventory import compare_stamps, digest
from backlog_ls.workspace.index.prefilter import may_contain_ids
from backlog_ls.workspace.index.summary import EMPTY_SUMMARY, summarize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.index.inventory import Entry
    from backlog_ls.workspace.index.summary import Summary
    from backlog_ls.workspace.workspace import Workspace


def read_with_cache(workspace: Workspace, root: str) -> Iterator[tuple[str, Summary]]:
    """Yield the paths and summaries of the backlogs under `root`, and keep the cache up to date.

    Documents that are parsed for this stay in the workspace's cache of documents.
    """
    candidates = list(workspace.find_candidates(root))
    before = cache.load(root)
    known, unread = compare_stamps(candidates, before, MAX_FILE_SIZE, lambda _: True)
    for path, entry in unread.items():
        known[path] = _read(workspace, path, entry)
    if unread or known.keys() != before.keys():
        cache.save(root, known)
    for path in candidates:
        if path in known:
            yield path, known[path].summary


def _read(workspace: Workspace, path: str, entry: Entry) -> Entry:
    try:
        data = read_bytes(path)
        text = data.decode("utf-8")
    except (OSError, ValueError):
        return entry
    complete = is_milestone_path(path) or may_contain_ids(text)
    backlog = workspace.backlog(path) if complete else None
    summary = summarize(backlog) if backlog else EMPTY_SUMMARY
    return entry._replace(digest=digest(data), is_complete=complete, summary=summary)
