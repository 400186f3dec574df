"""Run the command line within the test's own process, and as a program of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from backlog_ls.cli.group import run

ROOT = Path(__file__).resolve().parents[2]
# The output must not depend on the terminal, nor on what a machine sets for its builds.
_ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "", "FORCE_COLOR": "", "TERM": "dumb"}


class Result(NamedTuple):
    code: int
    out: str
    err: str


def backlog_ls(folder: Path, *arguments: str, stdin: bytes = b"", **variables: str) -> Result:
    """Run the command line with `folder` as working folder; line ends come as they are."""
    streams = [
        io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="") for data in (stdin, b"", b"")
    ]
    before = os.getcwd()
    os.chdir(folder)
    try:
        with (
            mock.patch.object(sys, "stdin", streams[0]),
            mock.patch.object(sys, "stdout", streams[1]),
            mock.patch.object(sys, "stderr", streams[2]),
            mock.patch.dict(os.environ, {**_ENVIRONMENT, **variables}),
        ):
            code = run(arguments)
    finally:
        os.chdir(before)
    out, err = (_written(stream) for stream in streams[1:])
    return Result(code, out, err)


def program(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program `python -m backlog_ls` in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "backlog_ls", *arguments],
        cwd=folder,
        env=environment(**variables),
        input=b"",
        capture_output=True,
        timeout=60,
        check=False,
    )


def environment(**variables: str) -> dict[str, str]:
    """Return the variables for a program that is to find this checkout."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    found = os.pathsep.join(path for path in paths if path)
    return {**os.environ, **_ENVIRONMENT, "PYTHONPATH": found, **variables}


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """Write `text` to the file `name`, byte for byte."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()
