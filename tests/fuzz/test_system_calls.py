"""The system calls of a server: no network, no programs, no writes except its cache."""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from soak import simulate_day

if TYPE_CHECKING:
    from pathlib import Path

CALLS = (
    "network,execve,execveat,fork,vfork,open,openat,openat2,creat,unlink,unlinkat,rename,renameat"
)
MORE = ",renameat2,mkdir,mkdirat,rmdir,symlink,symlinkat,link,linkat,truncate,chmod,fchmodat,chown"
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
# The event loop uses a socket pair for itself.
CHANGES = re.compile(
    r"\b(creat|unlink|rename|mkdir|rmdir|symlink|link|truncate|chmod|fchmodat|chown)\w*\("
)
NETWORK = re.compile(r"\b(socket|connect|bind|listen|accept4?)\(")


def forbidden(trace: str) -> list[str]:
    """Return the forbidden calls in a trace."""
    found = []
    programs = 0
    for line in trace.splitlines():
        programs += "execve(" in line and " = 0" in line
        opens = "open" in line and WRITES.search(line) and "/dev/null" not in line
        if opens or CHANGES.search(line) or NETWORK.search(line) or programs > 1:
            found.append(line)
    return found


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("strace"), reason="needs Linux and strace"
)
def test_no_network_no_program_and_no_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Python's byte code, which an installation usually includes.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "trace.txt"
    command = ["strace", "-f", "-qq", "-e", f"trace={CALLS}{MORE}", "-o", str(path)]
    assert [*simulate_day(60, seed=3, every=30, wrapper=command)]
    lines = path.read_text(errors="replace").splitlines(keepends=True)
    trace = "".join(line for line in lines if str(tmp_path / "cache") not in line)
    assert "TODO-1.md" in trace, "it saw nothing of what the server does"
    assert forbidden(trace) == []


@pytest.mark.parametrize(
    "line",
    [
        "1 socket(AF_INET, SOCK_STREAM, 0) = 3",
        "1 connect(3, {sa_family=AF_UNIX}, 110) = 0",
        '1 openat(AT_FDCWD, "/a", O_WRONLY|O_CREAT, 0666) = 3',
        '1 unlink("/a") = 0',
        '1 execve("/bin/true", ["true"], 0x0) = 0\n1 execve("/bin/sh", ["sh"], 0x0) = 0',
    ],
)
def test_what_is_forbidden_is_seen(line: str) -> None:
    assert forbidden(line)
