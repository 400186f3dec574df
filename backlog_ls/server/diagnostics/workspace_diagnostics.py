"""The diagnostics of all backlogs of the workspace, open or not, for a client that asks for them.

A client asks again as soon as it has an answer (LSP 3.17, "Workspace Diagnostics"). So a question is
kept while there is nothing new, and the files are judged again only after something happened that
concerns others than the document it happened in.
"""

from __future__ import annotations

import asyncio
import time
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from backlog_ls.server.background.worker import aside
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.uris import path_of, uri_of
from backlog_ls.workspace.hang_guard import Request
from backlog_ls.workspace.workspace import MOST_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from backlog_ls.server.server import BacklogServer

KEPT = 60.0
"""Seconds for which a question is kept while there is nothing new."""
CALM = 0.2
"""Seconds between a change and the answer: more changes may follow."""
REST = 9
"""The files rest for so many times the time that it took to judge them: they get a tenth of a core."""
PAUSE = 0.002
"""Seconds between two files, in which the loop has the interpreter to itself."""
CHUNK = 20
"""So many documents are told of at a time, where the client takes them in parts."""
CLEAN = "clean"
"""The result id of all without diagnostics, and of what is no backlog or is gone."""

Full = types.WorkspaceFullDocumentDiagnosticReport
Unchanged = types.WorkspaceUnchangedDocumentDiagnosticReport


class Survey(NamedTuple):
    """What is said of the backlogs that are not open."""

    epoch: int
    """Of the session, when they were judged."""
    opened: frozenset[str]
    """The URIs of the documents that were open, which are not among them."""
    ids: Mapping[str, str]
    """The result ids of those with diagnostics, by URI."""
    rests_until: float
    """The time before which they are not judged again."""


async def on_workspace_diagnostic(
    ls: BacklogServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """Say what is new, as soon as something is."""
    known = {each.uri: each.value for each in params.previous_result_ids}
    told: list[Full | Unchanged] = []

    def tell(reports: list[Full] | list[Unchanged]) -> None:
        if params.partial_result_token is None:
            told.extend(reports)
        elif reports:
            part = types.WorkspaceDiagnosticReportPartialResult(reports)
            ls.progress(types.ProgressParams(params.partial_result_token, part))

    ends = time.monotonic() + KEPT
    while True:
        new = 0
        if not ls.indexing and _is_due(ls, known):
            new = await _survey(ls, known, tell)
        changed, same = _others(ls, known)
        if new or changed or time.monotonic() >= ends:
            tell(changed)
            tell(same)
            return types.WorkspaceDiagnosticReport(told)
        await ls.next_move(_patience(ls, ends))
        await asyncio.sleep(CALM)


def _is_due(ls: BacklogServer, known: Mapping[str, str]) -> bool:
    """Tell whether the files are to be judged: for this client, or because of what happened."""
    survey, session = ls.survey, ls.session
    if survey is None:
        return True
    opened = session.workspace.open
    if any(
        known.get(uri) != mine and path_of(uri) not in opened for uri, mine in survey.ids.items()
    ):
        return True
    return survey.epoch != session.epoch and time.monotonic() >= survey.rests_until


def _patience(ls: BacklogServer, ends: float) -> float:
    """Return for how many seconds nothing can be due unless something moves."""
    until = ends
    if ls.indexing:
        until = time.monotonic() + 1  # should it fail, nobody tells
    elif ls.survey and ls.survey.epoch != ls.session.epoch:
        until = min(ends, ls.survey.rests_until)
    return max(until - time.monotonic(), 0.0)


async def _survey(
    ls: BacklogServer, known: Mapping[str, str], tell: Callable[[list[Full]], None]
) -> int:
    """Judge the backlogs that are not open, tell what the client does not know, and return how many."""
    loop, began, epoch = asyncio.get_running_loop(), time.monotonic(), ls.session.epoch
    opened = frozenset(ls.session.documents)
    count = 0

    def told(reports: list[Full]) -> None:
        # Of what was opened meanwhile more is known by now.
        nonlocal count
        current = [each for each in reports if path_of(each.uri) not in ls.session.workspace.open]
        count += len(current)
        tell(current)

    def work(apart: BacklogServer) -> dict[str, str]:
        ids: dict[str, str] = {}
        found: list[Full] = []
        for report in _reports(apart):
            ids[report.uri] = report.result_id or ""
            if known.get(report.uri) != report.result_id:
                found.append(report)
            if len(found) >= CHUNK:
                loop.call_soon_threadsafe(told, found)
                found = []
        loop.call_soon_threadsafe(told, found)
        return ids

    ids = await aside(ls, work, Request(types.WORKSPACE_DIAGNOSTIC, "", 0))
    ended = time.monotonic()
    ls.survey = Survey(epoch, opened, ids, ended + REST * (ended - began))
    return count


def _reports(ls: BacklogServer) -> Iterator[Full]:
    """Yield what is to be said of the backlogs that are not open, of those with diagnostics."""
    session, workspace = ls.session, ls.session.workspace
    paths: dict[str, None] = {}
    for root in workspace.roots:
        found = list(workspace.candidates(root))
        paths.update(dict.fromkeys(found))
        if len(found) >= MOST_MEMBERS:
            ls.say_once(f"of what is not open only {MOST_MEMBERS:,} backlogs are judged: {root}")
    for path in paths:
        document = None if path in workspace.open else session.unopened(path)
        said = convert.diagnostics(session, document) if document else []
        if said:
            result_id = blake2b(repr(said).encode("utf-8", "replace"), digest_size=8).hexdigest()
            yield Full(uri_of(path), said, result_id=result_id)
        time.sleep(PAUSE)


def _others(ls: BacklogServer, known: Mapping[str, str]) -> tuple[list[Full], list[Unchanged]]:
    """Return what changed, beside the files that a survey told of, and what did not.

    That is: the open documents, and those of which nothing is to be said any longer.
    """
    session = ls.session
    changed, same = [], []
    for document in session.documents.values():
        uri, mine = document.uri, str(document.stamp)
        if known.get(uri) == mine:
            same.append(Unchanged(uri, mine, document.version))
            continue
        found = convert.diagnostics(session, document) if document.speaks else []
        if not found and known.get(uri, CLEAN) == CLEAN:
            same += [Unchanged(uri, CLEAN, document.version)] if uri in known else []
        else:
            changed.append(Full(uri, found, document.version, result_id=mine if found else CLEAN))
    for uri, theirs in known.items():
        if ls.survey is None or uri in session.documents or uri in ls.survey.opened:
            continue
        is_open = path_of(uri) in session.workspace.open  # under another URI
        mine = CLEAN if is_open else ls.survey.ids.get(uri, CLEAN)
        if theirs == mine:
            same.append(Unchanged(uri, mine))
        elif mine == CLEAN:
            changed.append(Full(uri, [], result_id=CLEAN))
    return changed, same
