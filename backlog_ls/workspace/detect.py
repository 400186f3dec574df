"""Which documents are backlogs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_backlog_name, is_template_name

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

_GLOB_PARTS = pattern(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})")


def is_backlog(view: View) -> bool:
    """Tell whether a document is one that this project speaks about; see SPEC section 1."""
    settings = view.settings
    if settings.include or settings.exclude:
        relative = os.path.relpath(view.path, view.root) if view.path else ""
        if _matches(relative, settings.exclude):
            return False
        if _matches(relative, settings.include):
            return True
    if is_template_name(view.path):
        return False
    return is_backlog_name(view.path) or is_backlog_content(view.backlog)


def is_backlog_content(backlog: Backlog) -> bool:
    """Tell whether the text holds a table of work or a status field."""
    rope = backlog.rope
    return bool(rope.fold(BITS, 0, len(rope)) & (Bit.WORK | Bit.STATUS))


def _matches(relative: str, globs: tuple[str, ...]) -> bool:
    path = relative.replace(os.sep, "/")
    return any(glob_matches(glob, path) for glob in globs)


def glob_matches(glob: str, path: str) -> bool:
    """Tell whether `glob` is for `path`: LSP 3.17's `*` in a folder, `**` across, `?` and `{a,b}`.

    No regular expression is made of it, for one of many `*` takes for ever with a long name: here is
    kept how much of `path` each part may have taken.
    """
    taken = {0}
    for part in _GLOB_PARTS.split(glob):
        first = min(taken)
        if part == "**":
            taken = set(range(first, len(path) + 1))
        elif part == "**/":
            taken |= {at + 1 for at in range(first, len(path)) if path[at] == "/"}
        elif part == "*":
            taken = _within_folder(path, taken)
        elif part == "?":
            taken = {at + 1 for at in taken if path[at : at + 1] not in {"", "/"}}
        else:
            choice = part.startswith("{") and part.endswith("}")
            words = part[1:-1].split(",") if choice else [part]
            taken = {at + len(word) for at in taken for word in words if path.startswith(word, at)}
        if not taken:
            return False
    return len(path) in taken


def _within_folder(path: str, starts: set[int]) -> set[int]:
    """Return where one can be when one goes on from one of `starts`, but not across a slash."""
    reached: set[int] = set()
    for start in sorted(starts):
        if start not in reached:
            end = path.find("/", start)
            reached.update(range(start, (len(path) if end < 0 else end) + 1))
    return reached
