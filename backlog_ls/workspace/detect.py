"""Which documents are backlogs."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from backlog_ls.model.bits import BITS, Bit
from backlog_ls.workspace.links import is_milestone_path

if TYPE_CHECKING:
    from backlog_ls.model.backlog import Backlog
    from backlog_ls.workspace.view import View

_NAME = re.compile(
    r"(?:^|[^a-z])(?:backlogs?|todos?|to-do|roadmaps?|tasks?|task-?list|kanban|milestones?|epics?|"
    r"sprints?|plan|plans|planning)(?:[^a-z]|$)"
)


def is_backlog(view: View) -> bool:
    """Tell whether a document is one that this project speaks about; see SPEC section 1."""
    settings = view.settings
    if settings.include or settings.exclude:
        relative = os.path.relpath(view.path, view.root) if view.path else ""
        if _matches(relative, settings.exclude):
            return False
        if _matches(relative, settings.include):
            return True
    return is_backlog_name(view.path) or is_backlog_content(view.backlog)


def is_backlog_name(path: str) -> bool:
    """Tell whether the file name, or the folder of milestones that holds it, says so."""
    stem = os.path.basename(path).lower().rpartition(".")[0]
    return _NAME.search(stem) is not None or is_milestone_path(path)


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
