"""Documents with a cursor, written `$0`, for tests that are not files of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.settings import DEFAULTS, Settings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

CURSOR = "$0"


def view_of(
    text: str, root: Path | None = None, *, name: str = "BACKLOG.md", settings: Settings = DEFAULTS
) -> View:
    """The document `text`, in the folder `root`; without one, the document is not a file."""
    backlog = Backlog.read(Document.parse(text))
    roots = (str(root),) if root else ()
    path = str(root / name) if root else ""
    return View(backlog, Workspace(roots), path, settings)


def at_cursor(
    text: str, root: Path | None = None, *, name: str = "BACKLOG.md", settings: Settings = DEFAULTS
) -> tuple[View, int]:
    """The document without its cursor, and the cursor's offset in code points."""
    offset = text.index(CURSOR)
    assert text.count(CURSOR) == 1
    return view_of(text.replace(CURSOR, ""), root, name=name, settings=settings), offset


def write(root: Path, files: dict[str, str]) -> Path:
    """Write `files`, given by their paths below `root`, and return `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root
