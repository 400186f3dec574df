"""Messages read from a pipe by the loop itself.

pygls reads standard input on a thread, line by line: three hand-overs between threads for each
message, and a typed character is two messages. A pipe or a socket can tell the loop that there is
something; a file or a terminal cannot (and a terminal is shared with the shell, which would find it
not to block any more), nor can a pipe on Windows.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import stat
import sys
from threading import Event
from typing import TYPE_CHECKING, BinaryIO

from pygls.io_ import StdoutWriter, run_async

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.server.server import BacklogServer

log = logging.getLogger(__name__)

LONGEST_LINE = 1 << 20
"""Bytes of a header's line."""
LONGEST_MESSAGE = 1 << 28
"""Bytes. The largest document that is taken, every character of it escaped, has a few less."""
_PIECE = 1 << 16
_ENDLESS = re.compile(rb"Content-Length: \d{11,}\r\n")
_NOTHING = b":\r\n"
"""A header that says nothing."""


def serve_io(server: BacklogServer, stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Serve the client on two streams until it goes, or asks the server to end."""
    if not _tells_the_loop(stdin):
        server.start_io(stdin, stdout)
        return
    try:
        asyncio.run(_serve(server, stdin, stdout))
    except BrokenPipeError:
        log.error("the client is gone")  # noqa: TRY400 (its traceback is ours and says nothing)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]  # pygls's


def _tells_the_loop(stdin: BinaryIO) -> bool:
    """Tell whether a loop can wait for what comes on `stdin`."""
    if sys.platform == "win32":
        return False
    try:
        mode = os.fstat(stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


async def _serve(server: BacklogServer, stdin: BinaryIO, stdout: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    stream = asyncio.StreamReader(LONGEST_LINE, loop)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream, loop=loop), stdin)
    reader = Reader(stream)
    server.protocol.set_writer(Writer(stdout, lambda: loop.call_soon_threadsafe(reader.hang_up)))
    await run_async(
        stop_event=Event(),
        reader=reader,
        protocol=server.protocol,
        error_handler=server.report_server_error,
    )


class Writer(StdoutWriter):
    """What messages are written to; `gone` is called when nobody can read them any more."""

    def __init__(self, stdout: BinaryIO, gone: Callable[[], object]) -> None:
        super().__init__(stdout)
        self._gone = gone

    def write(self, data: bytes) -> None:
        """Write a message.

        Raises:
            BrokenPipeError: the client has closed its end. pygls lets it get lost in a callback.
        """
        try:
            super().write(data)
        except BrokenPipeError:
            self._gone()
            raise


class Reader:
    """What `run_async` reads from: lines, and as many bytes as they say."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self._stream = stream
        self._gone = False

    def hang_up(self) -> None:
        """End the input, whatever may still be in it."""
        self._gone = True
        self._stream.feed_eof()

    async def readline(self) -> bytes:
        """Return the next line with its end; empty at the end of input."""
        if self._gone:
            return b""
        try:
            line = await self._stream.readline()
        except ValueError:  # far too long for a header
            return _NOTHING
        # No message is that long: to wait for its end would be to hear nothing ever again.
        return _NOTHING if _ENDLESS.fullmatch(line) else line

    async def readexactly(self, n: int) -> bytes:
        """Return the next `n` bytes; none if the input ends before.

        Of a message that is too long, which memory might not hold, it passes over them all, and returns
        one that is refused.
        """
        # What has come already is read without waiting: the others on the loop get their turn here.
        await asyncio.sleep(0)
        try:
            if n > LONGEST_MESSAGE:
                log.error("a message of %d bytes is too long", n)
                while n > 0:
                    n -= len(await self._stream.readexactly(min(n, _PIECE)))
                return b"null"
            return await self._stream.readexactly(n)
        except asyncio.IncompleteReadError:
            return b""
