"""Start the server."""

from __future__ import annotations

import logging
import sys

from lsprotocol import types

from backlog_ls.server import lifecycle, sync
from backlog_ls.server.requests import register_requests
from backlog_ls.server.server import BacklogServer


def create() -> BacklogServer:
    """Return a server with all its handlers."""
    server = BacklogServer()

    @server.feature(types.INITIALIZE)
    def initialize(ls: BacklogServer, params: types.InitializeParams) -> None:
        lifecycle.initialized_with(ls, params)

    @server.feature(types.INITIALIZED)
    def initialized(ls: BacklogServer, _params: types.InitializedParams) -> None:
        lifecycle.ready(ls)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files(ls: BacklogServer, params: types.DidChangeWatchedFilesParams) -> None:
        sync.files_changed(ls, params)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: BacklogServer, _params: types.DidSaveTextDocumentParams) -> None:
        sync.saved(ls)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: BacklogServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
        sync.folders_changed(ls, params)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configuration(ls: BacklogServer, params: types.DidChangeConfigurationParams) -> None:
        sync.configuration_changed(ls, params)

    register_requests(server)
    return server


def serve_stdio() -> int:
    """Serve the client on standard input and output; return the exit code."""
    _log_to_stderr()
    server = create()
    output = sys.stdout.buffer
    # Whatever prints by mistake must not end up between two messages.
    sys.stdout = sys.stderr
    server.start_io(stdout=output)
    return server.exit_code


def serve_tcp(host: str, port: int) -> int:
    """Serve one client on a TCP socket; return the exit code."""
    _log_to_stderr()
    server = create()
    server.start_tcp(host, port)
    return server.exit_code


class OneLine(logging.Formatter):
    """One line for each record: the first of its message, and the error without its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        message = record.getMessage().partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        cause = f": {type(error).__name__}: {error}".partition("\n")[0] if error else ""
        return f"{record.levelname} {record.name}: {message}{cause}"


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    # To cancel what is answered already is nothing wrong: the two messages cross. Neovim does it at
    # each completion, and shows what stands here to its user as errors.
    handler.addFilter(lambda record: not record.getMessage().startswith("Cancel notification"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
