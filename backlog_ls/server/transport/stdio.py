"""Standard input, read by the event loop itself.

pygls reads it on a thread, line by line. That takes three switches between threads for each message,
and each typed character causes two messages. The event loop can wait for a pipe or a socket, but not
for a file, nor for a pipe on Windows. Terminals are left to pygls too: the shell shares them, and
would find them in non-blocking mode.
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

    from pygls.lsp.server import LanguageServer

log = logging.getLogger(__name__)

MAX_HEADER_BYTES = 1 << 20
"""Maximum length of a header line."""
MAX_MESSAGE_BYTES = 1 << 28
"""Maximum length of a message. The largest accepted document, fully escaped, is a bit shorter."""
SKIPPED = "backlog-ls/skipped"
"""The notification that stands for a message about a document that was too long."""
_CHUNK_BYTES = 1 << 16
# In a text, the quotation marks around it are escaped (RFC 8259, section 7).
_URI = re.compile(rb'"uri"\s*:\s*("(?:[^"\\]|\\.)*")')
_TOO_LONG = re.compile(rb"Content-Length: \d{11,}\r\n")
_EMPTY_HEADER = b":\r\n"
"""A header that is ignored."""


def serve_io(server: LanguageServer, stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Serve the client on two streams until it closes them or asks the server to exit."""
    if not _is_pollable(stdin):
        server.start_io(stdin, stdout)
        return
    try:
        asyncio.run(_serve(server, stdin, stdout))
    except BrokenPipeError:
        log.error("the client closed the connection")  # noqa: TRY400 (the traceback does not help)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]  # pygls's


def _is_pollable(stdin: BinaryIO) -> bool:
    """Tell whether the event loop can wait for input on `stdin`."""
    if sys.platform == "win32":
        return False
    try:
        mode = os.fstat(stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


async def _serve(server: LanguageServer, stdin: BinaryIO, stdout: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    stream = asyncio.StreamReader(MAX_HEADER_BYTES, loop)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream, loop=loop), stdin)
    reader = Reader(stream)
    server.protocol.set_writer(Writer(stdout, lambda: loop.call_soon_threadsafe(reader.close)))
    await run_async(
        stop_event=Event(),
        reader=reader,
        protocol=server.protocol,
        error_handler=server.report_server_error,
    )


class Writer(StdoutWriter):
    """Writes messages; calls `on_closed` when the client has closed its end."""

    def __init__(self, stdout: BinaryIO, on_closed: Callable[[], object]) -> None:
        super().__init__(stdout)
        self._on_closed = on_closed

    def write(self, data: bytes) -> None:
        """Write a message.

        Raises:
            BrokenPipeError: the client has closed its end. pygls loses this error in a callback.
        """
        try:
            super().write(data)
        except BrokenPipeError:
            self._on_closed()
            raise


class Reader:
    """The input for `run_async`: header lines, and contents of the length that they give."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self._stream = stream
        self._closed = False

    def close(self) -> None:
        """End the input, even if some of it was not read."""
        self._closed = True
        self._stream.feed_eof()

    async def readline(self) -> bytes:
        """Return the next line with its line end; empty at the end of input."""
        if self._closed:
            return b""
        try:
            line = await self._stream.readline()
        except ValueError:  # far too long for a header
            return _EMPTY_HEADER
        # No message is that long. Waiting for its end would block all that follow.
        return _EMPTY_HEADER if _TOO_LONG.fullmatch(line) else line

    async def readexactly(self, n: int) -> bytes:
        """Return the next `n` bytes; empty if the input ends before.

        A message that is too long for memory is skipped. If it is about a document, a notification that
        says so is returned instead, because the text of the client is another one from now on.
        """
        # Reading buffered input does not yield to the other tasks on the loop.
        await asyncio.sleep(0)
        try:
            if n > MAX_MESSAGE_BYTES:
                log.error("skipped a message of %d bytes: too long", n)
                return await self._skip(n)
            return await self._stream.readexactly(n)
        except asyncio.IncompleteReadError:
            return b""

    async def _skip(self, n: int) -> bytes:
        head = tail = await self._stream.readexactly(min(n, _CHUNK_BYTES))
        left = n - len(head)
        while left > 0:
            tail = await self._stream.readexactly(min(left, _CHUNK_BYTES))
            left -= len(tail)
        uri = _URI.search(head) or _URI.search(tail)
        if uri is None:
            return b"null"  # not a valid message
        return b'{"jsonrpc":"2.0","method":"%s","params":{"uri":%s}}' % (SKIPPED.encode(), uri[1])
