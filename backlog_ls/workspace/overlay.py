"""A provisional text of a document, in place of that which the editor holds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlog_ls.workspace.view import View


@contextmanager
def with_provisional_text(view: View) -> Iterator[Callable[[View], None]]:
    """Show the text of `view` to the workspace inside the block, and restore the former one after it.

    Links of the document to itself then lead into that text. Call the yielded function to show
    another one.
    """
    path, workspace = view.path, view.workspace

    def show(after: View) -> None:
        if path:
            workspace.put(path, after.backlog)

    before = workspace.open.get(path)
    show(view)
    try:
        yield show
    finally:
        if before:
            workspace.put(path, before)
        elif path:
            workspace.release(path)
