"""Start the server."""

from __future__ import annotations

import logging
import sys
from concurrent.futures import CancelledError
from typing import NamedTuple

from lsprotocol import types

from backlog_ls.server.background.watchdog import interrupting
from backlog_ls.server.dispatch import register_handlers
from backlog_ls.server.server import BacklogServer
from backlog_ls.server.transport.errors import UnansweredError
from backlog_ls.server.transport.stdio import serve_io


def create(assumed: str | None = None) -> BacklogServer:
    """Return a server with all its handlers, for clients that count columns as `assumed`."""
    server = BacklogServer()
    server.assumed = types.PositionEncodingKind(assumed) if assumed else None
    register_handlers(server)
    return server


class Log(NamedTuple):
    """What is logged, and where."""

    level: str = "warning"
    file: str = ""
    """Instead of standard error."""


DEFAULT_LOG = Log()


def serve_stdio(assumed: str | None = None, log: Log = DEFAULT_LOG) -> int:
    """Serve the client on standard input and output; return the exit code."""
    _begin_log(log)
    server = create(assumed)
    output = sys.stdout.buffer
    # Whatever prints by mistake must not end up between two messages.
    sys.stdout = sys.stderr
    with interrupting(server):
        serve_io(server, sys.stdin.buffer, output)
    return server.exit_code


def serve_tcp(host: str, port: int, assumed: str | None = None, log: Log = DEFAULT_LOG) -> int:
    """Serve one client on a TCP socket; return the exit code."""
    _begin_log(log)
    server = create(assumed)
    with interrupting(server):
        server.start_tcp(host, port)
    return server.exit_code


class OneLine(logging.Formatter):
    """One line for each record: the first of its message, and of an error what it is and where.

    What it says may be the user's text, as may what pygls logs of a message; a system's error names a
    file at most.
    """

    def __init__(self, *, timed: bool = False) -> None:
        super().__init__()
        self._timed = timed

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        message = record.getMessage() if _is_plain(record.args) else _without_objects(record)
        message = message.partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        cause = f": {_kind(error)}" if error else ""
        when = f"{self.formatTime(record)} " if self._timed else ""
        return f"{when}{record.levelname} {record.name}: {message}{cause}"


def _is_plain(arguments: object) -> bool:
    return not isinstance(arguments, tuple) or all(
        isinstance(each, (str, int, float)) for each in arguments
    )


def _without_objects(record: logging.LogRecord) -> str:
    shown = (
        each if isinstance(each, (str, int, float)) else _kind(each) for each in record.args or ()
    )
    return str(record.msg) % tuple(shown)


def _kind(value: object) -> str:
    """Return what a value is; of an error also where it was raised, or what the system says."""
    name = type(value).__name__
    if isinstance(value, OSError):
        return f"{name}: {value}".partition("\n")[0]
    place = ""
    trace = value.__traceback__ if isinstance(value, BaseException) else None
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        place = f" in {module}:{trace.tb_lineno}" if module.startswith("backlog_ls.") else place
        trace = trace.tb_next
    return name + place


def _begin_log(log: Log) -> None:
    """Log to standard error or a file, one line for each record.

    Raises:
        OSError: the file cannot be written.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    formatter = OneLine()
    if log.file:
        handler = logging.FileHandler(log.file, encoding="utf-8", errors="backslashreplace")
        formatter = OneLine(timed=True)
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: not _is_crossing(record))
    logging.basicConfig(handlers=[handler], level=log.level.upper())
    # What the libraries log at these levels is whole messages, with all of the user's text in it.
    for name in ("pygls", "asyncio", "markdown_it"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _is_crossing(record: logging.LogRecord) -> bool:
    """Tell whether nothing is wrong: a request was refused, or two messages crossed.

    Neovim cancels what is answered already at each completion, and a client may go while it owes an
    answer. What is logged, Neovim shows to its user as errors.
    """
    error = record.exc_info[1] if record.exc_info else None
    return record.getMessage().startswith(
        ("Cancel notification", "Server shutting down")
    ) or isinstance(error, (UnansweredError, CancelledError))
