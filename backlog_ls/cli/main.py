"""The program's entry: what must hold whichever command runs."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# An editor starts the server with one of these. It need not wait for a command line to be parsed.
_PLAIN_SERVER: tuple[list[str], ...] = ([], ["server"], ["server", "--stdio"])

# By this variable a shell asks what can be typed; the command line is in others (click's way).
_COMPLETION = "_BACKLOG_LS_COMPLETE"

USAGE_ERROR = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code.

    Args:
        arguments: Without the program's name; by default those of the process.
    """
    # What is read of a document is many small values without cycles, which live as long as it does:
    # with Python's own thresholds, looking them through is a tenth of the time to open one.
    gc.set_threshold(100_000, 20, 100)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given in _PLAIN_SERVER and _COMPLETION not in os.environ:
            from backlog_ls.cli.commands.server import serve_stdio  # noqa: PLC0415 (only what is run)

            return serve_stdio()
        _prepare_output()
        from backlog_ls.cli.group import run  # noqa: PLC0415 (only what is run)

        return run(given)
    except KeyboardInterrupt:
        return INTERRUPTED


def _prepare_output() -> None:
    # Documents are UTF-8 and hold emoji, whatever the locale says. A file name that is not UTF-8
    # comes as lone surrogates: escaped, it is readable, and even right within JSON.
    for stream in (sys.stdout, sys.stderr):
        # The same bytes on every system: a patch or a report is no text of Windows.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]  # a text stream has it, and a test's stand-in does
    # `backlog-ls check | head` is to end like any other filter does, not in a traceback.
    if os.name == "posix":
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
