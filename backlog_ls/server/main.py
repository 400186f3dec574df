"""Start the server."""

from __future__ import annotations

import sys

from backlog_ls.server.dispatch import register_handlers
from backlog_ls.server.logs import DEFAULT_LOG, LogOptions, set_up_logging
from backlog_ls.server.server import BacklogServer
from backlog_ls.server.transport.stdio import serve_io
from backlog_ls.workspace.deadline.watch import watch_main_thread


def create_server(assumed_encoding: str | None = None) -> BacklogServer:
    """Return a server with all its handlers.

    Args:
        assumed_encoding: the position encoding of clients that do not name any; None for UTF-16.
    """
    server = BacklogServer(assumed_encoding)
    register_handlers(server)
    return server


def serve_stdio(assumed_encoding: str | None = None, log: LogOptions = DEFAULT_LOG) -> int:
    """Serve the client on standard input and output; return the exit code."""
    set_up_logging(log)
    server = create_server(assumed_encoding)
    output = sys.stdout.buffer
    # A stray `print` must not end up between two messages.
    sys.stdout = sys.stderr
    with watch_main_thread(server.connection.deadline):
        serve_io(server, sys.stdin.buffer, output)
    return server.connection.exit_code


def serve_tcp(
    host: str, port: int, assumed_encoding: str | None = None, log: LogOptions = DEFAULT_LOG
) -> int:
    """Serve one client on a TCP socket; return the exit code."""
    set_up_logging(log)
    server = create_server(assumed_encoding)
    with watch_main_thread(server.connection.deadline):
        server.start_tcp(host, port)
    return server.connection.exit_code
