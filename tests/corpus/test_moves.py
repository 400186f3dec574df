"""Documents of real repositories that move: nothing breaks that was right before."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from real_documents import documents_in, folders

from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.document_cache import read_backlog
from backlog_ls.workspace.document_names import is_backlog_md_task
from backlog_ls.workspace.links.link_search import find_links
from backlog_ls.workspace.links.updates import Move, edits_for_moves
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEWEST = 5
MOST_IN_ONE = 1
OTHER_CODES = {"unknown-milestone"}
"""What depends on the name of the file itself, which is what was asked to change."""


def linked_documents(folder: Path) -> list[Path]:
    """The documents below `folder` to which another links, milestones of epics among them."""
    workspace = Workspace((str(folder),))
    found = set()
    for path in workspace.find_files(str(folder), ".md"):
        backlog = read_backlog(path)
        for use in find_links(path, backlog, workspace) if backlog else ():
            to = use.resolved.path
            right = (
                to.endswith(".md") and not is_backlog_md_task(to) and use.resolved.problem is None
            )
            if right and os.path.getsize(to):  # empty ones are stubs
                found.add(to)
    return [folder / os.path.relpath(path, folder) for path in sorted(found)]


def found_in(folder: Path, root: Path, renamed: dict[str, str]) -> Counter[tuple[str, int, str]]:
    """What is found below `folder`, by document, line and code; documents by their old names."""
    return Counter(
        (renamed.get(document.name, document.name), each.line, each.code)
        for document in documents_in(folder, root)
        for each in document.found
        if each.code not in OTHER_CODES
    )


def moves(shared: Path) -> Iterator[tuple[Path, Path]]:
    """Some repositories, each with documents that are linked."""
    random = Random(4)
    for folder in folders(shared):
        linked = linked_documents(folder)
        for path in random.sample(linked, min(MOST_IN_ONE, len(linked))):
            yield folder, path.relative_to(folder)


def test_no_finding_comes_with_a_move(shared: Path, tmp_path: Path) -> None:
    known: dict[Path, Counter[tuple[str, int, str]]] = {}
    followed = 0
    done = 0
    for number, (folder, name) in enumerate(moves(shared)):
        copy = tmp_path / f"{number}" / folder.name
        shutil.copytree(folder, copy, symlinks=True)
        if folder not in known:
            known[folder] = found_in(copy, copy.parent, {})
        goal = name.parent / "renamed ü" / f"new {name.name}"
        old, new = copy / name, copy / goal
        for changed in edits_for_moves(Workspace((str(copy),)), [Move(str(old), str(new))]):
            text = apply_edits(changed.backlog.document.text, changed.edits)
            followed += len(changed.edits)
            with open(changed.path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
        names = {
            (copy / goal).relative_to(copy.parent).as_posix(): (copy / name)
            .relative_to(copy.parent)
            .as_posix()
        }
        after = found_in(copy, copy.parent, names)
        assert after - known[folder] == Counter(), (folder.name, name)
        shutil.rmtree(copy)
        done += 1
    assert done >= FEWEST
    assert followed > done
