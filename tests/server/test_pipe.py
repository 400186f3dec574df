"""Standard input as the loop reads it: whatever it is, and however it comes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from backlog_ls.server.transport.stdio import Reader

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "backlog_ls", "server"]


def framed(message: dict[str, object], header: str = "") -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return f"{header}Content-Length: {len(body)}\r\n\r\n".encode() + body


TALK = (
    framed({"id": 1, "method": "initialize", "params": {"capabilities": {}}}),
    framed({"id": 2, "method": "shutdown"}),
    framed({"method": "exit"}),
)


def ids(output: bytes) -> list[int]:
    parts = output.split(b"\r\n\r\n")[1:]
    return [json.loads(part[: part.rindex(b"}") + 1])["id"] for part in parts]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_messages_come_in_any_pieces(size: int) -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin
        assert server.stdout
        said = b"".join(TALK)
        for start in range(0, len(said), size):
            server.stdin.write(said[start : start + size])
            server.stdin.flush()
        assert ids(server.stdout.read()) == [1, 2]
    assert server.returncode == 0


def test_a_header_of_any_length_is_passed_over() -> None:
    said = b"x" * 3_000_000 + b"\r\n" + framed({"method": "$/x"}, "Content-Type: x\r\n")
    done = subprocess.run(
        COMMAND, input=said + b"".join(TALK), capture_output=True, timeout=60, check=False
    )
    assert (ids(done.stdout), done.returncode) == ([1, 2], 0)


@pytest.mark.parametrize("said", [b"", TALK[0][:-5], b"Content-Length: 99999999999\r\n\r\n{"])
def test_the_server_goes_with_the_client(said: bytes) -> None:
    done = subprocess.run(COMMAND, input=said, capture_output=True, timeout=60, check=False)
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 1)


def test_a_file_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "talk"
    file.write_bytes(b"".join(TALK))
    with open(file, "rb") as said:
        done = subprocess.run(COMMAND, stdin=said, capture_output=True, timeout=60, check=False)
    assert (ids(done.stdout), done.returncode) == ([1, 2], 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no descriptors of sockets")
def test_a_socket_is_read_as_well() -> None:
    import socket  # noqa: PLC0415 (only here)

    ours, theirs = socket.socketpair()
    with ours, subprocess.Popen(COMMAND, stdin=theirs.fileno(), stdout=theirs.fileno()) as server:
        theirs.close()
        ours.sendall(b"".join(TALK))
        output = b""
        while part := ours.recv(65536):
            output += part
        assert ids(output) == [1, 2]
    assert server.returncode == 0


def test_messages_that_are_there_leave_the_others_on_the_loop_their_turn() -> None:
    async def read() -> int:
        stream = asyncio.StreamReader()
        stream.feed_data(b"ab" * 50)
        turns = 0

        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        reader = Reader(stream)
        for _ in range(50):
            assert await reader.readexactly(2) == b"ab"
        task.cancel()
        return turns

    assert asyncio.run(read()) >= 50
