"""Fuzz one door of the program with inputs that coverage guides, by atheris.

    python tests/fuzz/coverage_guided.py messages|parser|tables|settings [-max_total_time=60]

Needs the dependency group `fuzz`. What follows the name goes to libFuzzer.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import atheris  # type: ignore[import-untyped]  # it has no types, and only the group `fuzz` has it

sys.path.insert(0, str(Path(__file__).parent))
with atheris.instrument_imports(include=["backlog_ls"]):
    from messages import talked

    from backlog_ls.features.formatting.format import format_document
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.settings import Settings, overlaid
    from backlog_ls.server.documents.session import Session
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.edit import apply_edits
    from backlog_ls.workspace.configuration import Configurations
    from backlog_ls.workspace.disk.disk import Disk
    from backlog_ls.workspace.view import View
    from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable


def messages(data: bytes) -> None:
    """Whatever comes over the pipe, the server goes on until the end of it."""
    faults = talked(data, set()).faults
    assert not faults, faults


def parser(data: bytes) -> None:
    """An edit in the middle gives the blocks that a fresh reading gives."""
    text = data.decode("utf-8", "surrogatepass" if len(data) % 2 else "replace")
    middle = len(text) // 2
    document = Document.parse(text[:middle]).edit(middle, middle, text[middle:]).document
    assert document.text == text
    assert list(document.rope) == list(Document.parse(text).rope)


def tables(data: bytes) -> None:
    """A table that was laid out is laid out, and nothing but blanks and lines changed."""
    text = "| a | b |\n|---|:-:|\n" + data.decode("utf-8", "replace")
    laid_out = apply_edits(text, format_document(_view(text)))
    assert not format_document(_view(laid_out))
    left = str.maketrans("", "", " \t|-:")
    assert laid_out.translate(left) == text.translate(left)


def settings(data: bytes) -> None:
    """Any settings are read; what is wrong in them is told."""
    folder = Path(FOLDER)
    (folder / ".backlog-ls.toml").write_bytes(data)
    Configurations(Disk()).of(str(folder))
    overlaid(Settings(), {"table": data.decode("utf-8", "replace")})
    Session().opened("file:///nowhere/BACKLOG.md", 1, "---\n" + data.decode("utf-8", "replace"))


def _view(text: str) -> View:
    return View(Backlog.read(Document.parse(text)), Workspace(), "/nowhere/BACKLOG.md")


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (messages, parser, tables, settings)
}
FOLDER = ""

if __name__ == "__main__":
    logging.lastResort = None
    chosen = TARGETS[sys.argv.pop(1)]

    def once(data: bytes) -> None:
        """Ignore text that cannot be one."""
        try:
            chosen(data)
        except UnicodeDecodeError:
            return

    with tempfile.TemporaryDirectory() as FOLDER:
        atheris.Setup(sys.argv, once)
        atheris.Fuzz()
