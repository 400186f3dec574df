"""A document that is seen as what edits would make of it, before anybody made them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlog_ls.workspace.view import View


@contextmanager
def seen_by_itself(view: View) -> Iterator[Callable[[View], None]]:
    """Let the document's links to itself lead to what it has become, as that is told, for a while."""
    path, workspace = view.path, view.workspace

    def becomes(after: View) -> None:
        if path:
            workspace.put(path, after.backlog)

    was = workspace.open.get(path)
    becomes(view)
    try:
        yield becomes
    finally:
        if was:
            workspace.put(path, was)
        elif path:
            workspace.release(path)
