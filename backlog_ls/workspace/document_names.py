"""What the name and the folder of a document say about it."""

from __future__ import annotations

import os
from pathlib import PurePosixPath

from backlog_ls.text.pattern import pattern

MARKDOWN = (".md", ".markdown")
"""How the names of Markdown documents end, in lower case."""


def is_markdown(path: str) -> bool:
    """Tell whether the name of `path`, or the target of a link, is that of a Markdown document."""
    return path.lower().endswith(MARKDOWN)


def is_milestone_path(path: str) -> bool:
    """Tell whether `path` names a milestone document: one in a folder of milestones."""
    parts = [part.lower() for part in PurePosixPath(path.replace("\\", "/")).parts]
    return any(part in {"milestones", "milestone"} for part in parts[:-1])


_NAME = pattern(
    r"(?:^|[^a-z])(?:backlogs?|todos?|to-do|roadmaps?|tasks?|task-?list|kanban|milestones?|epics?|"
    r"sprints?|plan|plans|planning)(?:[^a-z]|$)"
)


_TEMPLATE = pattern(r"^template(?:[^a-z]|$)|[^a-z]template$")


_TOOL_FOLDERS = {("backlog", "tasks"), ("backlog", "completed"), ("backlog", "drafts")}
"""Where Backlog.md keeps a file for each task; archived ones are in `archive/tasks`."""


def is_backlog_name(path: str) -> bool:
    """Tell whether the file name, or the folder that holds it, says that `path` is a backlog."""
    stem = os.path.basename(path).lower().rpartition(".")[0]
    if is_template_name(path):
        return False
    return _NAME.search(stem) is not None or is_milestone_path(path) or is_tool_path(path)


def is_template_name(path: str) -> bool:
    """Tell whether the file name says that `path` is still to be filled in."""
    stem = os.path.basename(path).lower().rpartition(".")[0]
    return _TEMPLATE.search(stem) is not None


def is_tool_path(path: str) -> bool:
    """Tell whether `path` is where Backlog.md keeps a task."""
    folders = PurePosixPath(path.replace("\\", "/")).parts[-4:-1]
    return folders[-2:] in _TOOL_FOLDERS or folders == ("backlog", "archive", "tasks")
