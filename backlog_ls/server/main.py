"""Start the server."""

from __future__ import annotations

import logging
import sys
from concurrent.futures import CancelledError

from lsprotocol import types

from backlog_ls.server.pipe import serve_io
from backlog_ls.server.refusing import UnansweredError
from backlog_ls.server.requests import register_handlers
from backlog_ls.server.server import BacklogServer


def create(assumed: str | None = None) -> BacklogServer:
    """Return a server with all its handlers, for clients that count columns as `assumed`."""
    server = BacklogServer()
    server.assumed = types.PositionEncodingKind(assumed) if assumed else None
    register_handlers(server)
    return server


def serve_stdio(assumed: str | None = None) -> int:
    """Serve the client on standard input and output; return the exit code."""
    _log_to_stderr()
    server = create(assumed)
    output = sys.stdout.buffer
    # Whatever prints by mistake must not end up between two messages.
    sys.stdout = sys.stderr
    serve_io(server, sys.stdin.buffer, output)
    return server.exit_code


def serve_tcp(host: str, port: int, assumed: str | None = None) -> int:
    """Serve one client on a TCP socket; return the exit code."""
    _log_to_stderr()
    server = create(assumed)
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
    handler.addFilter(lambda record: not _is_crossing(record))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


def _is_crossing(record: logging.LogRecord) -> bool:
    """Tell whether nothing is wrong: a request was refused, or two messages crossed.

    Neovim cancels what is answered already at each completion, and a client may go while it owes an
    answer. What is logged, Neovim shows to its user as errors.
    """
    error = record.exc_info[1] if record.exc_info else None
    return record.getMessage().startswith(
        ("Cancel notification", "Server shutting down")
    ) or isinstance(error, (UnansweredError, CancelledError))
