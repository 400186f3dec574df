"""The servers to compare."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLOOR = "bare pygls, no text"
OURS = "backlog-ls"


@dataclass(frozen=True, slots=True)
class Server:
    """A server: its name and the command that starts it."""

    name: str
    command: tuple[str, ...]


def servers() -> list[Server]:
    """Return backlog-ls, the two bare servers, and the other servers that are installed."""
    bare = (sys.executable, str(HERE / "bare_server.py"))
    found = [
        Server(OURS, (sys.executable, "-m", "backlog_ls", "server")),
        Server("bare pygls", bare),
        Server(FLOOR, (*bare, "--without-text")),
    ]
    # Look beside this Python first: the virtual environment may not be activated.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    for name, arguments in (("rumdl", ("server",)), ("panache", ("lsp",))):
        if program := shutil.which(name, path=path):
            found.append(Server(name, (program, *arguments)))
    return found


def environment(scratch: Path) -> dict[str, str]:
    """Return the environment of this process, with caches and logs of servers in a scratch folder.

    Python's byte code is kept, as in an installation. Otherwise each start would compile this
    project, but not the installed packages that it is compared with.
    """
    folders = {
        name: str(scratch) for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
    }
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **folders, "PYTHONPATH": str(ROOT)}
