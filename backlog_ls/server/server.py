"""The server object: a session on a connection."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcParseError
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from backlog_ls import __version__
from backlog_ls.server.background.metrics import Timings
from backlog_ls.server.protocol import BacklogProtocol
from backlog_ls.server.transport.errors import UnansweredError
from backlog_ls.text.position import Encoding
from backlog_ls.workspace.hang_guard import Guard

if TYPE_CHECKING:
    from backlog_ls.server.diagnostics.workspace_diagnostics import Survey
    from backlog_ls.server.documents.session import OpenDocument, Session
    from backlog_ls.workspace.index.inventory import Inventory

log = logging.getLogger(__name__)


class Beginning(NamedTuple):
    """What a client says when it connects, as far as the session is about it."""

    encoding: Encoding = Encoding.UTF16
    roots: tuple[str, ...] = ()
    """The folders of its workspace."""
    editor: dict[str, Any] = {}  # noqa: RUF012 (never changed)
    """The settings that it gave."""


class BacklogServer(LanguageServer):
    """A language server with the session that it serves."""

    def __init__(self) -> None:
        super().__init__(
            "backlog-ls",
            __version__,
            types.TextDocumentSyncKind.Incremental,
            protocol_cls=BacklogProtocol,
            converter_factory=default_converter,
            max_workers=2,
        )
        self.begins_with = Beginning()
        self.assumed: types.PositionEncodingKind | None = None
        """What a client counts columns in that does not say so; by the protocol, UTF-16."""
        self.timings = Timings()
        self.guard = Guard(self.tell)
        """Where it is noted what is worked out on the loop, so that it can be interrupted."""
        self.said: set[str] = set()
        """What was logged of answers that are less than whole; see `say_once`."""
        self.refused: set[str] = set()
        """The open documents that are left alone; see `limiting`."""
        self.exit_code = 1
        """What the process ends with; 1 until the client has said goodbye."""
        self.pulls = False
        """Whether the client asks for diagnostics; else they are pushed. Never both."""
        self.refreshes = False
        """Whether a client that asks can be told to ask again."""
        self.watches = False
        """Whether the client tells of files that come, go and change."""
        self.polling: asyncio.Task[None] | None = None
        """What looks at the disk for a client that does not tell of it."""
        self.days: asyncio.Task[None] | None = None
        """What waits for the next day."""
        self.indexing = False
        """Whether the backlogs on disk are being read."""
        self.moved = asyncio.Event()
        """Set whenever something may have to be said that was not said before."""
        self.survey: Survey | None = None
        """What is said of the whole workspace, as it was worked out last."""
        self.tokens: dict[str, object] = {}
        """The tokens that the client has of each document; see `structuring`."""
        self.index_again = False
        """Whether they are to be read again behind that."""
        self.on_disk: dict[str, Inventory] = {}
        """What each root held when it was read last."""

    @cached_property
    def session(self) -> Session:
        """All that is known; made when it is first asked for, behind the answer to the client."""
        from backlog_ls.server.documents.session import Session  # noqa: PLC0415 (reads documents: 250 ms)

        given = self.begins_with
        session = Session(given.encoding, editor=given.editor, guard=self.guard)
        session.workspace.roots = self.begins_with.roots
        return session

    def spoken(self, uri: str) -> OpenDocument | None:
        """Return the open document `uri` if it is a backlog: of others nothing is said."""
        document = self.session.documents.get(uri)
        return document if document is not None and document.speaks else None

    def say_once(self, cause: str) -> None:
        """Log, on any thread, why answers are less than whole; without the text of a document."""
        if cause not in self.said:
            self.said.add(cause)
            log.warning("%s", cause)

    def tell(self, message: str, where: str) -> None:
        """Tell the person at the client what is left out from now on; the log says why."""
        log.warning("%s (%s)", message, where)
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    async def next_move(self, seconds: float) -> None:
        """Wait until something moves, but not for longer than `seconds`."""
        self.moved.clear()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.moved.wait(), seconds)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong. A message box for every malformed message helps nobody."""
        if isinstance(error, UnansweredError):
            return
        if isinstance(error, (ValueError, RecursionError)) and source is JsonRpcException:
            # What cannot be read has no id to answer to (JSON-RPC 2.0, section 5).
            self.protocol._send_response(None, error=JsonRpcParseError().to_response_error())  # type: ignore[arg-type]  # noqa: SLF001 (pygls has no other way)
        # pygls tells while it handles what went wrong, of which its own error has only the words.
        log.error("%s: %s", getattr(source, "__name__", source), sys.exc_info()[1] or error)
