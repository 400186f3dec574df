"""The server object: a session on a connection."""

from __future__ import annotations

import logging
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcParseError
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from backlog_ls import __version__
from backlog_ls.server.connection import Connection
from backlog_ls.server.protocol import BacklogProtocol
from backlog_ls.server.transport.errors import UnansweredError
from backlog_ls.workspace.deadline.deadline import Deadline

if TYPE_CHECKING:
    from backlog_ls.server.documents.session import Session

log = logging.getLogger(__name__)


class BacklogServer(LanguageServer):
    """A language server. All its state is in `session`, which owns `connection`."""

    protocol: BacklogProtocol

    def __init__(self, assumed_encoding: str | None = None) -> None:
        """Start without a connection.

        Args:
            assumed_encoding: the position encoding of clients that do not name any.
        """
        super().__init__(
            "backlog-ls",
            __version__,
            types.TextDocumentSyncKind.Incremental,
            protocol_cls=BacklogProtocol,
            converter_factory=default_converter,
            max_workers=2,
        )
        self.connection = Connection(Deadline(self.warn_user), assumed_encoding)
        self.protocol.connection = self.connection

    @cached_property
    def session(self) -> Session:
        """The session. It is created when first used, after the answer to `initialize`."""
        from backlog_ls.server.documents.session import Session  # noqa: PLC0415 (reads the model: 250 ms)

        return Session.begin(self.connection)

    def warn_user(self, message: str, where: str) -> None:
        """Show a warning to the user. The log also says `where` in the code its cause is."""
        log.warning("%s (%s)", message, where)
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log `error`. Unlike pygls, do not show a message box for every malformed message."""
        if isinstance(error, UnansweredError):
            return
        if isinstance(error, (ValueError, RecursionError)) and source is JsonRpcException:
            # A message that cannot be parsed has no id to answer to (JSON-RPC 2.0, section 5).
            self.protocol._send_response(None, error=JsonRpcParseError().to_response_error())  # type: ignore[arg-type]  # noqa: SLF001 (pygls has no other way)
        # pygls calls this while it handles the original error, and passes only the text of that.
        log.error("%s: %s", getattr(source, "__name__", source), sys.exc_info()[1] or error)
