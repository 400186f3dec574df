"""The state of a connection that exists before the first document is read.

`documents.session.Session` holds all other state. Importing it reads the model, which takes 250 ms, so
nothing here does: the answer to `initialize` waits for this module.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.server.transport.metrics import Timings
from backlog_ls.text.position import Encoding
from backlog_ls.workspace.deadline.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog_ls.model.settings import Settings
    from backlog_ls.workspace.index.inventory import Inventory

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Client:
    """The properties of the client from `initialize` that the session needs."""

    encoding: Encoding = Encoding.UTF16
    """The unit of its columns."""
    roots: tuple[str, ...] = ()
    """Absolute paths of its workspace folders."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Its initialization options."""
    pulls_diagnostics: bool = False
    """Whether it requests diagnostics. Otherwise they are pushed; never both."""
    refreshes_diagnostics: bool = False
    """Whether a client that requests diagnostics can be asked to request them again."""
    watches_files: bool = False
    """Whether it reports files that are created, changed or deleted on disk."""

    @property
    def can_be_notified(self) -> bool:
        """Whether it can learn that diagnostics changed without an edit, such as after a pause."""
        return self.refreshes_diagnostics or not self.pulls_diagnostics


class WorkspaceDiagnostics(NamedTuple):
    """The diagnostics of the backlogs that are not open, as of the last check."""

    epoch: int
    """The session's epoch when they were checked."""
    open_uris: frozenset[str]
    """The documents that were open then, and are not included."""
    result_ids: Mapping[str, str]
    """The result ids of the documents with diagnostics, by URI."""
    not_before: float
    """The earliest time of the next check, on the monotonic clock."""


@dataclass(slots=True)
class Background:
    """The state of the work in the background."""

    is_indexing: bool = False
    """Whether a thread reads the backlogs on disk."""
    index_again: bool = False
    """Whether to index again when that thread ends."""
    inventories: dict[str, Inventory] = field(default_factory=dict)
    """What the last index found under each root."""
    indexed_settings: dict[str, Settings] = field(default_factory=dict)
    """The settings of each root when it was indexed."""
    workspace_diagnostics: WorkspaceDiagnostics | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    """Tasks for as long as the connection lasts. The event loop itself holds no reference to them."""
    typing_pauses: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    """What waits for the end of typing in a document, by URI."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when diagnostics may have changed."""

    async def wait_for_change(self, seconds: float) -> None:
        """Wait until diagnostics may have changed, for at most `seconds`."""
        self.changed.clear()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.changed.wait(), seconds)


@dataclass(slots=True)
class WarningLog:
    """Warnings that are logged once per connection. Any thread may call it."""

    _logged: set[str] = field(default_factory=set)

    def warn_once(self, message: str) -> None:
        """Log `message`, unless it was logged before. It must not contain text of a document."""
        if message not in self._logged:
            self._logged.add(message)
            log.warning("%s", message)


@dataclass(slots=True)
class Connection:
    """The state of a connection that exists before the first document is read."""

    deadline: Deadline = field(default_factory=Deadline)
    """The time limits of what runs on the event loop."""
    assumed_encoding: str | None = None
    """The position encoding of clients that do not name any; None for UTF-16 (LSP 3.17)."""
    client: Client = field(default_factory=Client)
    background: Background = field(default_factory=Background)
    timings: Timings = field(default_factory=Timings)
    warnings: WarningLog = field(default_factory=WarningLog)
    exit_code: int = 1
    """The exit code of the process: 0 once the client has asked for shutdown and exit."""
