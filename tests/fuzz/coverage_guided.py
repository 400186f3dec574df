"""Fuzz one entry point of the program, guided by coverage, with atheris.

    python tests/fuzz/coverage_guided.py messages|parser|tables|settings [-max_total_time=60]

Needs the dependency group `fuzz`. Further arguments are for libFuzzer.
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
    from backlog_ls.model.settings import Settings, overlay_settings
    from backlog_ls.server.documents.session import Session
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.edit import apply_edits
    from backlog_ls.workspace.configuration import ConfigurationCache
    from backlog_ls.workspace.disk.disk import Disk
    from backlog_ls.workspace.view import View
    from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable


def messages(data: bytes) -> None:
    """The server reads any input to its end."""
    faults = talked(data, set()).faults
    assert not faults, faults


def parser(data: bytes) -> None:
    """After an edit in the middle, the blocks equal those of a fresh parse."""
    text = data.decode("utf-8", "surrogatepass" if len(data) % 2 else "replace")
    middle = len(text) // 2
    document = Document.parse(text[:middle]).edit(middle, middle, text[middle:]).document
    assert document.text == text
    assert list(document.rope) == list(Document.parse(text).rope)


def tables(data: bytes) -> None:
    """Formatting a table twice changes nothing, and it only changes white space and delimiters."""
    text = "| a | b |\n|---|:-:|\n" + data.decode("utf-8", "replace")
    laid_out = apply_edits(text, format_document(_view(text)))
    assert not format_document(_view(laid_out))
    left = str.maketrans("", "", " \t|-:")
    assert laid_out.translate(left) == text.translate(left)


def settings(data: bytes) -> None:
    """Any settings can be read; errors in them are reported."""
    folder = Path(FOLDER)
    (folder / ".backlog-ls.toml").write_bytes(data)
    ConfigurationCache(Disk()).for_folder(str(folder))
    overlay_settings(Settings(), {"table": data.decode("utf-8", "replace")})
    Session().open("file:///nowhere/BACKLOG.md", 1, "---\n" + data.decode("utf-8", "replace"))


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
        """Ignore invalid UTF-8."""
        try:
            chosen(data)
        except UnicodeDecodeError:
            return

    with tempfile.TemporaryDirectory() as FOLDER:
        atheris.Setup(sys.argv, once)
        atheris.Fuzz()
