"""Which documents are backlogs."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.workspace.links import is_backlog_name, is_template_name

if TYPE_CHECKING:
    from backlog_ls.model.backlog import Backlog
    from backlog_ls.workspace.view import View


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
    return any(_pattern(glob).fullmatch(relative.replace(os.sep, "/")) for glob in globs)


def _pattern(glob: str) -> re.Pattern[str]:
    """Return `glob` as LSP 3.17 has them: `*` within a folder, `**` across them, `?` and `{a,b}`."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})", glob)
    table = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile(
        "".join(
            table.get(part)
            or (
                "(?:" + "|".join(map(re.escape, part[1:-1].split(","))) + ")"
                if part.startswith("{") and part.endswith("}")
                else re.escape(part)
            )
            for part in parts
        )
    )
