"""The servers that are compared."""

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
    """A name and the command that starts it."""

    name: str
    command: tuple[str, ...]


def servers() -> list[Server]:
    """backlog-ls, the two bare servers, and what is installed of the peers."""
    bare = (sys.executable, str(HERE / "bare_server.py"))
    found = [
        Server(OURS, (sys.executable, "-m", "backlog_ls", "server")),
        Server("bare pygls", bare),
        Server(FLOOR, (*bare, "--without-text")),
    ]
    # Beside this Python first: a virtual environment need not be activated to be used.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    for name, arguments in (("rumdl", ("server",)), ("panache", ("lsp",))):
        if program := shutil.which(name, path=path):
            found.append(Server(name, (program, *arguments)))
    return found


def environment(scratch: Path) -> dict[str, str]:
    """This process's environment, with every cache and log of a server sent to a scratch folder.

    But Python keeps its byte code, as it does where something was installed: without, each start
    compiles all of this project, and nothing of the packages that it is measured beside.
    """
    folders = {
        name: str(scratch) for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
    }
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **folders, "PYTHONPATH": str(ROOT)}
