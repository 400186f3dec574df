"""Links are updated when files are moved or deleted."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.links.updates import Move, edits_for_deletion, edits_for_moves
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from backlog_ls.workspace.links.updates import LinkEdits

FILES = {
    "BACKLOG.md": "[a](milestones/alpha%20one.md#goals 'x') [b](./milestones/beta.md) "
    "[c](</milestones/alpha one.md>) [d](milestones/) ![e](milestones/p.png) [f](gone.md)\n"
    "\n[ref]: milestones/beta.md\n",
    "milestones/alpha one.md": "# A\n\n## Goals\n\n[up](../BACKLOG.md) [b](beta.md) [g](#goals) [x](lost.md)\n",
    "milestones/beta.md": "# B\n\n[a](<alpha one.md>) [w](https://example.com/beta.md)\n",
    "milestones/p.png": "",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return tmp_path


def shown(root: Path, found: Sequence[LinkEdits]) -> dict[str, str]:
    return {
        os.path.relpath(each.path, root).replace(os.sep, "/"): apply_edits(
            each.backlog.document.text, each.edits
        )
        for each in found
    }


def move(root: Path, old: str, new: str) -> dict[str, str]:
    workspace = Workspace((str(root),))
    return shown(root, edits_for_moves(workspace, [Move(str(root / old), str(root / new))]))


def test_links_to_and_in_a_moved_file_are_updated(root: Path) -> None:
    assert move(root, "milestones/alpha one.md", "done/alpha (1).md") == {
        "BACKLOG.md": FILES["BACKLOG.md"]
        .replace("milestones/alpha%20one.md", "done/alpha%20%281%29.md")
        .replace("milestones/alpha one.md", "done/alpha (1).md"),
        "milestones/alpha one.md": FILES["milestones/alpha one.md"].replace(
            "(beta.md)", "(../milestones/beta.md)"
        ),
        "milestones/beta.md": FILES["milestones/beta.md"].replace(
            "alpha one.md", "../done/alpha (1).md"
        ),
    }


def test_renaming_in_place_keeps_the_links_of_the_file(root: Path) -> None:
    assert move(root, "milestones/beta.md", "milestones/gamma.md") == {
        "BACKLOG.md": FILES["BACKLOG.md"].replace("beta.md", "gamma.md"),
        "milestones/alpha one.md": FILES["milestones/alpha one.md"].replace("beta.md", "gamma.md"),
    }


def test_links_within_a_moved_folder_are_kept(root: Path) -> None:
    assert move(root, "milestones", "plans/old") == {
        "BACKLOG.md": FILES["BACKLOG.md"].replace("milestones", "plans/old"),
        "milestones/alpha one.md": FILES["milestones/alpha one.md"].replace(
            "../BACKLOG.md", "../../BACKLOG.md"
        ),
    }


def test_open_documents_hide_those_on_disk(root: Path) -> None:
    workspace = Workspace((str(root),))
    text = "Only [b](milestones/beta.md).\n"
    workspace.put(str(root / "BACKLOG.md"), Backlog.read(Document.parse(text)))
    moves = [Move(str(root / "milestones/beta.md"), str(root / "beta.md"))]
    made = shown(root, edits_for_moves(workspace, moves))
    assert made["BACKLOG.md"] == "Only [b](beta.md).\n"


def test_links_to_deleted_files_become_text(root: Path) -> None:
    workspace = Workspace((str(root),))
    found = edits_for_deletion(workspace, [str(root / "milestones" / "beta.md")])
    assert shown(root, found) == {
        "BACKLOG.md": FILES["BACKLOG.md"].replace("[b](./milestones/beta.md)", "b"),
        "milestones/alpha one.md": FILES["milestones/alpha one.md"].replace("[b](beta.md)", "b"),
    }
    found = edits_for_deletion(workspace, [str(root / "milestones")])
    assert list(shown(root, found)) == ["BACKLOG.md"], "what goes itself needs no edit"


def test_moving_back_restores_the_links(root: Path) -> None:
    copy = root / "copy"
    copy.mkdir()
    for name in FILES:
        (copy / name).parent.mkdir(exist_ok=True)
        shutil.copy(root / name, copy / name)
    before = {name: (copy / name).read_bytes() for name in FILES}
    old, new = copy / "milestones" / "alpha one.md", copy / "far" / "off" / "beta gamma.md"
    for source, goal in ((old, new), (new, old)):
        found = edits_for_moves(Workspace((str(copy),)), [Move(str(source), str(goal))])
        for path, text in shown(copy, found).items():
            (copy / path).write_text(text, "utf-8", newline="")
        goal.parent.mkdir(parents=True, exist_ok=True)
        source.rename(goal)
    assert {name: (copy / name).read_bytes() for name in FILES} == before
