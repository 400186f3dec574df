"""The server object: a session on a connection."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from backlog_ls import __version__
from backlog_ls.server.protocol import BacklogProtocol
from backlog_ls.server.session import Session

if TYPE_CHECKING:
    from backlog_ls.server.indexing import Known

log = logging.getLogger(__name__)


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
        self.session = Session()
        self.exit_code = 1
        """What the process ends with; 1 until the client has said goodbye."""
        self.pulls = False
        """Whether the client asks for diagnostics; else they are pushed. Never both."""
        self.watches = False
        """Whether the client tells of files that come, go and change."""
        self.refreshes = False
        """Whether a client that asks can be told to ask again."""
        self.indexing = False
        """Whether the backlogs on disk are being read."""
        self.on_disk: Known = {}
        """The backlogs on disk, as they were read last."""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong. A message box for every malformed message helps nobody."""
        log.error("%s: %s", getattr(source, "__name__", source), error)
