"""The log of the server: one line for each record, without text of the user's documents."""

from __future__ import annotations

import logging
import sys
from concurrent.futures import CancelledError
from typing import NamedTuple

from backlog_ls.server.transport.errors import UnansweredError


class LogOptions(NamedTuple):
    """What is logged, and where to."""

    level: str = "warning"
    file: str = ""
    """Path of the log file; empty for standard error."""


DEFAULT_LOG = LogOptions()


class OneLineFormatter(logging.Formatter):
    """Formats a record as one line: the first of its message, then the kind and place of its error.

    Error messages and logged objects may contain text of a document, so only their type is logged.
    Errors of the operating system are logged with their message, which names a file at most.
    """

    def __init__(self, *, timed: bool = False) -> None:
        super().__init__()
        self._timed = timed

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for `record`, without line end."""
        message = record.getMessage() if _is_plain(record.args) else _without_objects(record)
        message = message.partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        cause = f": {_describe(error)}" if error else ""
        when = f"{self.formatTime(record)} " if self._timed else ""
        return f"{when}{record.levelname} {record.name}: {message}{cause}"


def set_up_logging(options: LogOptions) -> None:
    """Log to standard error or to a file.

    Raises:
        OSError: the file cannot be written.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    formatter = OneLineFormatter()
    if options.file:
        handler = logging.FileHandler(options.file, encoding="utf-8", errors="backslashreplace")
        formatter = OneLineFormatter(timed=True)
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: not _is_harmless(record))
    logging.basicConfig(handlers=[handler], level=options.level.upper())
    # At lower levels these libraries log whole messages, with the text of documents.
    for name in ("pygls", "asyncio", "markdown_it"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _is_plain(arguments: object) -> bool:
    return not isinstance(arguments, tuple) or all(
        isinstance(each, (str, int, float)) for each in arguments
    )


def _without_objects(record: logging.LogRecord) -> str:
    shown = (
        each if isinstance(each, (str, int, float)) else _describe(each)
        for each in record.args or ()
    )
    return str(record.msg) % tuple(shown)


def _describe(value: object) -> str:
    """Return the type of `value`; for an error also where it was raised, or the system's message."""
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


def _is_harmless(record: logging.LogRecord) -> bool:
    """Tell whether `record` is about a refused request, or about messages that crossed.

    Neovim cancels requests that are answered already at each completion, and a client may exit while
    it owes an answer. Neovim shows everything that is logged to its user as errors.
    """
    error = record.exc_info[1] if record.exc_info else None
    return record.getMessage().startswith(
        ("Cancel notification", "Server shutting down")
    ) or isinstance(error, (UnansweredError, CancelledError))
