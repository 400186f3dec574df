r"""Renames: the documents that they change, or why they are refused.

Operations: `rename NEW` is the new text of all documents that change, `rename_files NEW` the same for
a client that can also rename files. ``\n`` in the new name is a line break. `range` is the range that
can be renamed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from fixtures import case_files, case_name, check_cases

from backlog_ls.features.rename.edits import RenameRefusedError
from backlog_ls.features.rename.rename import find_renamable, plan_rename
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures import Request


def rename(request: Request) -> str:
    return renamed(request, files=False)


def rename_files(request: Request) -> str:
    request.view.workspace.open[request.view.path] = request.view.backlog
    return renamed(request, files=True)


def renamed(request: Request, *, files: bool) -> str:
    """The documents after the rename, below the line of a file that is moved."""
    new = request.argument.replace(r"\n", "\n")
    try:
        plan = plan_rename(request.view, request.offset, new, files=files)
    except RenameRefusedError as error:
        return f"refused: {error}"
    texts = {each.path: apply_edits(each.backlog.document.text, each.edits) for each in plan.edits}
    shown = request.shown_files(texts)
    if plan.move is None:
        return shown
    old, moved = (os.path.relpath(path, request.root) for path in plan.move)
    return f"{old} -> {moved}\n".replace(os.sep, "/") + shown


def renamable_range(request: Request) -> str:
    try:
        found = find_renamable(request.view, request.offset, files=True)
    except RenameRefusedError as error:
        return f"refused: {error}"
    if found is None:
        return ""
    words = request.view.backlog.rope.slice(found.start, found.end)
    return f"{request.where(found.start, found.end)} {words}"


OPERATIONS = {"rename": rename, "rename_files": rename_files, "range": renamable_range}


@pytest.mark.parametrize("path", case_files("rename"), ids=case_name)
def test_rename_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    check_cases(path, OPERATIONS, tmp_path, pytestconfig)
