"""A minimal language client, so that only the server is timed.

One thread and non-blocking pipes. The clock starts before the first byte is written and stops when
the last byte of the awaited message has been read, before its JSON is decoded. With `cat` instead of
a server, the time of the client itself is measured.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import selectors
import subprocess
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Message = dict[str, Any]

_READ_SIZE = 1 << 20
_CONFIGURATION = "workspace/configuration"
# Defined on Linux only.
_SET_PIPE_SIZE = getattr(fcntl, "F_SETPIPE_SZ", None)


class ServerGoneError(Exception):
    """The server exited or closed its output."""


class SilentServerError(Exception):
    """The awaited message did not arrive in time."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message and the `perf_counter` time at which its last byte was read."""

    message: Message
    at: float


def frame(message: Mapping[str, Any]) -> bytes:
    """Encode one message with its header."""
    body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@dataclass(slots=True)
class RawClient:
    """A server process and the two pipes to it.

    Every wait ends with a message, `ServerGoneError` or `SilentServerError`.
    """

    process: subprocess.Popen[bytes]
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _unsent: deque[memoryview] = field(default_factory=deque)
    _buffer: bytearray = field(default_factory=bytearray)
    _searched: int = 0
    _arrived: deque[Arrival] = field(default_factory=deque)
    _last_id: int = 0

    @classmethod
    def spawn(
        cls, command: Sequence[str], *, folder: Path, environment: Mapping[str, str]
    ) -> RawClient:
        """Start a server; raise OSError if its program does not exist."""
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        client = cls(process)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
            if _SET_PIPE_SIZE is not None:
                # Otherwise a megabyte takes steps of 64 KB, each with a process switch.
                with contextlib.suppress(OSError):
                    fcntl.fcntl(pipe, _SET_PIPE_SIZE, _READ_SIZE)
        assert process.stdout is not None
        client._selector.register(process.stdout, selectors.EVENT_READ)
        return client

    def next_id(self) -> int:
        """Return an unused request id."""
        self._last_id += 1
        return self._last_id

    def send(self, encoded: bytes) -> None:
        """Queue frames and write what fits into the pipe; waiting writes the rest."""
        self._unsent.append(memoryview(encoded))
        self._write()

    def wait_for(self, wanted: Callable[[Message], bool], *, seconds: float) -> Arrival:
        """Return the next wanted message; answer requests among the earlier ones and drop them."""
        deadline = time.perf_counter() + seconds
        while True:
            while self._arrived:
                arrival = self._arrived.popleft()
                self._answer(arrival.message)
                if wanted(arrival.message):
                    return arrival
            left = deadline - time.perf_counter()
            if left <= 0:
                raise SilentServerError(f"no answer within {seconds:g} s")
            self._pump(left)

    def request(self, method: str, params: Mapping[str, Any], *, seconds: float) -> Arrival:
        """Send one request and wait for its answer."""
        number = self.next_id()
        self.send(frame({"id": number, "method": method, "params": params}))
        return self.wait_for(answers(number), seconds=seconds)

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Send one notification."""
        self.send(frame({"method": method, "params": params}))

    def memory(self) -> int | None:
        """Return the memory of the server in bytes, if the system reports it."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text("ascii", "replace")
        except OSError:
            return None
        held = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(held[0]) * 1024 if held else None

    def settle(self, *, seconds: float) -> None:
        """Wait until the server is silent and uses no processor time.

        Otherwise its work after an answer would count for the next sample or another server.
        """
        deadline = time.perf_counter() + seconds
        spent, quiet = self._processor_time(), 0
        while quiet < 3 and time.perf_counter() < deadline:
            with contextlib.suppress(SilentServerError):
                self.wait_for(lambda _: False, seconds=0.01)
            now = self._processor_time()
            quiet = quiet + 1 if now == spent else 0
            spent = now

    def kill(self) -> None:
        """Kill the server and close the pipes."""
        self.process.kill()
        self.process.wait()
        self._selector.close()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _processor_time(self) -> str:
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text("ascii", "replace")
        except OSError:
            return ""  # not Linux, or exited: use a fixed short pause
        return " ".join(stat.rpartition(")")[2].split()[11:13])

    def _pump(self, seconds: float) -> None:
        assert self.process.stdin is not None
        if self._unsent and self.process.stdin not in self._selector.get_map():
            self._selector.register(self.process.stdin, selectors.EVENT_WRITE)
        for key, _ in self._selector.select(seconds):
            if key.fileobj is self.process.stdin:
                self._write()
            else:
                self._read()
        if not self._unsent and self.process.stdin in self._selector.get_map():
            self._selector.unregister(self.process.stdin)

    def _write(self) -> None:
        assert self.process.stdin is not None
        while self._unsent:
            try:
                written = os.write(self.process.stdin.fileno(), self._unsent[0])
            except BlockingIOError:
                return
            except BrokenPipeError as error:
                raise ServerGoneError(self._exit_message()) from error
            rest = self._unsent.popleft()[written:]
            if rest:
                self._unsent.appendleft(rest)

    def _read(self) -> None:
        assert self.process.stdout is not None
        chunk = os.read(self.process.stdout.fileno(), _READ_SIZE)
        at = time.perf_counter()
        if not chunk:
            raise ServerGoneError(self._exit_message())
        self._buffer += chunk
        while (body := self._take_body()) is not None:
            self._arrived.append(Arrival(json.loads(body), at))

    def _take_body(self) -> bytes | None:
        # Search the header once, not with every chunk of a long body.
        end = self._buffer.find(b"\r\n\r\n", self._searched)
        if end < 0:
            return None
        self._searched = end
        lines = self._buffer[:end].decode("ascii").split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(":") for line in lines)}
        start = end + 4
        stop = start + int(fields["content-length"])
        if len(self._buffer) < stop:
            return None
        body = bytes(self._buffer[start:stop])
        del self._buffer[:stop]
        self._searched = 0
        return body

    def _answer(self, message: Message) -> None:
        if "method" in message and "id" in message:
            # Servers request settings, watchers and progress: answer null.
            items = message["params"]["items"] if message["method"] == _CONFIGURATION else None
            result = None if items is None else [None] * len(items)
            self.send(frame({"id": message["id"], "result": result}))

    def _exit_message(self) -> str:
        try:
            code = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "closed its pipe"
        return f"ended with {code}"


def answers(number: int) -> Callable[[Message], bool]:
    """Return a test for the answer to a request."""
    return lambda message: message.get("id") == number and "method" not in message


def publishes(uri: str, version: int) -> Callable[[Message], bool]:
    """Return a test for the diagnostics of a document in this or a later version.

    Diagnostics without a version are accepted: the caller waits until the server is idle first.
    """

    def wanted(message: Message) -> bool:
        if message.get("method") != "textDocument/publishDiagnostics":
            return False
        params = message["params"]
        published = params.get("version")
        return params["uri"] == uri and (published is None or published >= version)

    return wanted
