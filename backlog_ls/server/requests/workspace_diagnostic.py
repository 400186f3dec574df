"""`workspace/diagnostic`: the diagnostics of all backlogs of the workspace, open or not.

A client requests them again as soon as it has an answer (LSP 3.17, "Workspace Diagnostics"). So a
request is held while nothing is new, and files are checked again only after an event that may change
the findings of documents other than the one that it happened in.
"""

from __future__ import annotations

import asyncio
import time
from hashlib import blake2b
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.background.worker import run_in_background
from backlog_ls.server.connection import WorkspaceDiagnostics
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.uris import path_to_uri, uri_to_path
from backlog_ls.workspace.deadline.deadline import Request
from backlog_ls.workspace.workspace import MAX_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from backlog_ls.server.server import BacklogServer

HOLD_S = 60.0
"""How long a request is held while nothing is new."""
DEBOUNCE_S = 0.2
"""Time between a change and the answer, for more changes to follow."""
REST_FACTOR = 9
"""Time until the next check of the files, in units of the last check's: they get a tenth of a core."""
PAUSE_S = 0.002
"""Time between two files, in which the event loop has the interpreter to itself."""
BATCH_SIZE = 20
"""Number of documents in a partial result."""
CLEAN = "clean"
"""The result id of documents without diagnostics, including deleted files and non-backlogs."""

Full = types.WorkspaceFullDocumentDiagnosticReport
Unchanged = types.WorkspaceUnchangedDocumentDiagnosticReport


async def on_workspace_diagnostic(
    ls: BacklogServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """Return what changed since the client's last request, as soon as something does."""
    known = {each.uri: each.value for each in params.previous_result_ids}
    unsent: list[Full | Unchanged] = []

    def send(reports: list[Full] | list[Unchanged]) -> None:
        if params.partial_result_token is None:
            unsent.extend(reports)
        elif reports:
            part = types.WorkspaceDiagnosticReportPartialResult(reports)
            ls.progress(types.ProgressParams(params.partial_result_token, part))

    background = ls.connection.background
    ends = time.monotonic() + HOLD_S
    while True:
        new = 0
        if not background.is_indexing and _is_due(ls, known):
            new = await _check_files(ls, known, send)
        changed, same = _compare_known(ls, known)
        if new or changed or time.monotonic() >= ends:
            send(changed)
            send(same)
            return types.WorkspaceDiagnosticReport(unsent)
        await background.wait_for_change(_seconds_until_due(ls, ends))
        await asyncio.sleep(DEBOUNCE_S)


def _is_due(ls: BacklogServer, known: Mapping[str, str]) -> bool:
    """Tell whether to check the files: for this client, or because of an event."""
    last, session = ls.connection.background.workspace_diagnostics, ls.session
    if last is None:
        return True
    opened = session.workspace.open
    if any(
        known.get(uri) != current and uri_to_path(uri) not in opened
        for uri, current in last.result_ids.items()
    ):
        return True
    return last.epoch != session.epoch and time.monotonic() >= last.not_before


def _seconds_until_due(ls: BacklogServer, ends: float) -> float:
    """Return for how many seconds no check can become due without an event.

    Args:
        ls: the server.
        ends: when the request is answered in any case, on the monotonic clock.
    """
    background = ls.connection.background
    last = background.workspace_diagnostics
    until = ends
    if background.is_indexing:
        until = time.monotonic() + 1  # an index that fails causes no event
    elif last and last.epoch != ls.session.epoch:
        until = min(ends, last.not_before)
    return max(until - time.monotonic(), 0.0)


async def _check_files(
    ls: BacklogServer, known: Mapping[str, str], send: Callable[[list[Full]], None]
) -> int:
    """Check the backlogs that are not open; return how many are new to the client, which are sent."""
    loop, began, epoch = asyncio.get_running_loop(), time.monotonic(), ls.session.epoch
    open_uris = frozenset(ls.session.documents)
    count = 0

    def send_unopened(reports: list[Full]) -> None:
        # A document that was opened meanwhile has diagnostics of its own by now.
        nonlocal count
        opened = ls.session.workspace.open
        current = [each for each in reports if uri_to_path(each.uri) not in opened]
        count += len(current)
        send(current)

    def check(snapshot: BacklogServer) -> dict[str, str]:
        result_ids: dict[str, str] = {}
        batch: list[Full] = []
        for report in _reports(snapshot):
            result_ids[report.uri] = report.result_id or ""
            if known.get(report.uri) != report.result_id:
                batch.append(report)
            if len(batch) >= BATCH_SIZE:
                loop.call_soon_threadsafe(send_unopened, batch)
                batch = []
        loop.call_soon_threadsafe(send_unopened, batch)
        return result_ids

    result_ids = await run_in_background(ls, check, Request(types.WORKSPACE_DIAGNOSTIC, "", 0))
    ended = time.monotonic()
    ls.connection.background.workspace_diagnostics = WorkspaceDiagnostics(
        epoch, open_uris, result_ids, ended + REST_FACTOR * (ended - began)
    )
    return count


def _reports(ls: BacklogServer) -> Iterator[Full]:
    """Yield a report for each backlog that is not open and has diagnostics."""
    session, workspace = ls.session, ls.session.workspace
    paths: dict[str, None] = {}
    for root in workspace.roots:
        candidates = list(workspace.find_candidates(root))
        paths.update(dict.fromkeys(candidates))
        if len(candidates) >= MAX_MEMBERS:
            ls.connection.warnings.warn_once(
                f"checking at most {MAX_MEMBERS:,} unopened backlogs: {root}"
            )
    for path in paths:
        document = None if path in workspace.open else session.load_unopened(path)
        found = convert.to_diagnostics(session, document) if document else []
        if found:
            result_id = blake2b(repr(found).encode("utf-8", "replace"), digest_size=8).hexdigest()
            yield Full(path_to_uri(path), found, result_id=result_id)
        time.sleep(PAUSE_S)


def _compare_known(
    ls: BacklogServer, known: Mapping[str, str]
) -> tuple[list[Full], list[Unchanged]]:
    """Return what changed, beside the reports of `_check_files`, and what did not.

    Those are the open documents, and the documents that have no diagnostics any more.

    Args:
        ls: the server.
        known: the result ids that the client has, by URI.
    """
    session, last = ls.session, ls.connection.background.workspace_diagnostics
    changed, same = [], []
    for document in session.documents.values():
        uri, current = document.uri, str(document.result_id)
        if known.get(uri) == current:
            same.append(Unchanged(uri, current, document.version))
            continue
        found = convert.to_diagnostics(session, document) if document.is_checked else []
        if not found and known.get(uri, CLEAN) == CLEAN:
            same += [Unchanged(uri, CLEAN, document.version)] if uri in known else []
        else:
            result_id = current if found else CLEAN
            changed.append(Full(uri, found, document.version, result_id=result_id))
    for uri, theirs in known.items():
        if last is None or uri in session.documents or uri in last.open_uris:
            continue
        is_open = uri_to_path(uri) in session.workspace.open  # under another URI
        current = CLEAN if is_open else last.result_ids.get(uri, CLEAN)
        if theirs == current:
            same.append(Unchanged(uri, current))
        elif current == CLEAN:
            changed.append(Full(uri, [], result_id=CLEAN))
    return changed, same
