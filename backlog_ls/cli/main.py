"""The entry point: prepare the process, then run the server or a command."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

from backlog_ls.cli.exit_codes import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Sequence

# Editors start the server with one of these. They need not wait for click to be imported.
_PLAIN_SERVER: tuple[list[str], ...] = ([], ["server"], ["server", "--stdio"])

# click sets this variable when a shell asks for completions.
_COMPLETION = "_BACKLOG_LS_COMPLETE"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code.

    Args:
        arguments: Without the program's name. Default: those of the process.
    """
    # A parsed document is many small, long-lived values without cycles. With Python's default
    # thresholds the garbage collector takes a tenth of the time to open one.
    gc.set_threshold(100_000, 20, 100)
    given_arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given_arguments in _PLAIN_SERVER and _COMPLETION not in os.environ:
            from backlog_ls.cli.commands.server import serve_stdio  # noqa: PLC0415 (only what is run)

            return serve_stdio()
        _prepare_output()
        from backlog_ls.cli.group import run  # noqa: PLC0415 (only what is run)

        return run(given_arguments)
    except KeyboardInterrupt:
        return INTERRUPTED


def _prepare_output() -> None:
    # Documents are UTF-8 and contain emoji, whatever the locale. A file name that is not UTF-8
    # contains lone surrogates; escaped, they are readable, and valid in JSON.
    for stream in (sys.stdout, sys.stderr):
        # The same line ends on every system, so that a patch can be applied on another.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]  # a text stream has it, and a test's stand-in does
    # `backlog-ls check | head` ends like other filters, without a traceback.
    if os.name == "posix":
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
