"""Real documents are renamed and moved, and no finding comes that was not there before."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from lsprotocol import types

from backlog_ls.rules.engine.incremental import check
from backlog_ls.server.main import create_server
from backlog_ls.server.requests.file_operations import on_will_rename_files
from backlog_ls.server.transport.uris import path_to_uri, uri_to_path
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.position import Encoding, Position
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.links.link_search import find_links
from backlog_ls.workspace.roles import role_of
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

REPOSITORIES = (
    "23min__FlowTime",
    "963s__Warehouse14",
    "AINative-Studio__Agent-402",
    "Doogie201__NextLevelApex",
    "MycelLayer__Mycel",
    "OldApeTalk__VideoCraft",
    "PROCOM-ERP__IMT-3A-PROCOM-ERP",
)
"""Those of the corpus in which documents link to others that are there."""


def linked(root: str) -> dict[str, set[str]]:
    """Return the files under `root` that documents link to, there or not, and which documents do."""
    workspace = Workspace((root,))
    found: dict[str, set[str]] = {}
    for path in workspace.find_files(root, ".md"):
        backlog = workspace.backlog(path)
        for use in find_links(path, backlog, workspace) if backlog else ():
            if use.target_path != path and use.target_path.endswith(".md"):
                found.setdefault(use.target_path, set()).add(path)
    return found


def said(root: str, renamed: dict[str, str]) -> Counter[tuple[str, str, str]]:
    """Return what `check` says under `root`, with the names that files had before."""
    workspace = Workspace((root,))
    found: Counter[tuple[str, str, str]] = Counter()
    names = {os.path.basename(new): os.path.basename(old) for old, new in renamed.items()}
    before = {new: old for old, new in renamed.items()}
    for path in workspace.find_files(root, ".md"):
        backlog = workspace.backlog(path)
        view = View(backlog, workspace, path) if backlog else None
        if view is None or not role_of(view).role.is_checked:
            continue
        for finding in check(view).findings():
            # What is broken stays so, in another folder: what is missing has the same name.
            message = finding.message.split("` not found in `")[0].split("` in `")[0]
            for new, old in names.items():
                message = message.replace(new, old)
            found[before.get(path, path), finding.code, message] += 1
    return found


def rename(root: str, moves: dict[str, str]) -> int:
    """Rename files as an editor does that asks before; return how many documents it changed."""
    server = create_server()
    server.protocol.client_capabilities = types.ClientCapabilities()
    server.session.workspace.roots = (root,)
    files = [types.FileRename(path_to_uri(old), path_to_uri(new)) for old, new in moves.items()]
    edit = on_will_rename_files(server, types.RenameFilesParams(files))
    changes = (edit.changes if edit else None) or {}
    for uri, edits in changes.items():
        path = Path(uri_to_path(uri) or "")
        document = Document.parse(path.read_bytes().decode())
        path.write_text(
            apply_edits(document.text, [_edit(document, each) for each in edits]),
            "utf-8",
            newline="",
        )
    for old, new in moves.items():
        os.makedirs(os.path.dirname(new), exist_ok=True)
        os.rename(old, new)
    return len(changes)


def _edit(document: Document, edit: types.TextEdit) -> Edit:
    start, end = (
        document.offset_at(Position(place.line, place.character), Encoding.UTF16)
        for place in (edit.range.start, edit.range.end)
    )
    return Edit(start, end, edit.new_text)


def beside(path: str) -> str:
    return path.removesuffix(".md") + "-renamed.md"


def below(path: str) -> str:
    return os.path.join(os.path.dirname(path), "moved", os.path.basename(path))


@pytest.mark.parametrize("repository", REPOSITORIES)
@pytest.mark.parametrize("to", [beside, below])
def test_all_documents_that_others_link_to(
    shared: Path, tmp_path: Path, repository: str, to: object
) -> None:
    root = str(shutil.copytree(shared / "corpus" / repository, tmp_path / "work"))
    before = said(root, {})
    links = {path: others for path, others in linked(root).items() if os.path.isfile(path)}
    moves = {path: to(path) for path in links}  # type: ignore[operator]  # pytest tells no types
    assert moves
    assert rename(root, moves) >= len(set().union(*links.values())) // 2
    assert said(root, moves) - before == Counter()
    kept = {moves.get(path, path) for path in links}
    assert kept <= set(linked(root)), "each is linked where it is now"


@pytest.mark.parametrize("to", [beside, below])
def test_each_milestone_that_a_document_names(shared: Path, tmp_path: Path, to: object) -> None:
    """The milestone documents of the seed are not there; here each has a title and a task."""
    root = str(tmp_path)
    shutil.copy(shared / "seeds" / "omni-dev-fusion.md", tmp_path / "BACKLOG.md")
    milestones = [path for path in linked(root) if is_milestone_path(path)]
    assert milestones
    for path in milestones:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        up = os.path.relpath(tmp_path / "BACKLOG.md", os.path.dirname(path))
        Path(path).write_text(
            f"# {os.path.basename(path)}\n\n- [ ] One of [these]({up})\n", "utf-8"
        )
    renamed: dict[str, str] = {}
    before = said(root, {})
    for path in milestones:
        move = {path: to(path)}  # type: ignore[operator]  # pytest tells no types
        assert rename(root, move) == 1 + (to is below)
        renamed |= move
        assert said(root, renamed) - before == Counter(), path
