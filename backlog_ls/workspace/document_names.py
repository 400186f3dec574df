"""The kind of a document, by its name and folders."""

from __future__ import annotations

from pathlib import PurePosixPath

from backlog_ls.model.roles.folders import MILESTONE_FOLDERS, TOOL_FOLDERS

MARKDOWN_EXTENSIONS = (".md", ".markdown")
"""Extensions of Markdown documents, in lower case."""


def is_markdown(path: str) -> bool:
    """Return whether `path`, or a link target, has the extension of a Markdown document."""
    return path.lower().endswith(MARKDOWN_EXTENSIONS)


def is_milestone_path(path: str) -> bool:
    """Return whether `path` is in a folder of milestones."""
    parts = [part.lower() for part in PurePosixPath(path.replace("\\", "/")).parts]
    return any(part in MILESTONE_FOLDERS for part in parts[:-1])


def is_backlog_md_task(path: str) -> bool:
    """Return whether `path` is that of a task of Backlog.md."""
    folders = PurePosixPath(path.replace("\\", "/")).parts[-4:-1]
    return folders[-2:] in TOOL_FOLDERS or folders == ("backlog", "archive", "tasks")
