"""What is known of a workspace after any change is what is known of it from scratch.

Files are written, renamed and deleted on disk, with folders too, documents opened, edited and closed;
the server hears of it as it would from an editor. Then a second session reads all of it afresh.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from workspace_index import build_inventory, index_workspace

from backlog_ls.model.document.index import SymbolKind
from backlog_ls.rules.engine.incremental import check
from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.server.documents.session import Session
from backlog_ls.server.transport.uris import path_to_uri
from backlog_ls.text.position import Position
from backlog_ls.workspace.index.members import SHARED_KINDS, ids_in_filename, shared_symbols

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.index.summary import Summary

FILES = [
    "TODO.md",
    "BACKLOG.md",
    "docs/TASKS.md",
    "docs/TODO.md",
    "milestones/m1-login.md",
    "milestones/m2-export.md",
    "backlog/tasks/task-4 - Print.md",
    "notes.md",
    "node_modules/TODO.md",
    ".cache/TODO.md",
    "out/TODO.md",
]
FOLDERS = ["docs", "milestones", "backlog"]
LINES = [
    "- [ ] T1 Draw it\n",
    "- [ ] T2 Build it (depends on T1)\n",
    "- [x] T3 Ship it, blocked by T2\n",
    "- [ ] T1 waits (depends on T3)\n",
    "- [ ] T4 Sell it (depends on T9)\n",
    "---\nid: T-5\nstatus: Todo\ndependencies: [T-1, T-6]\n---\n",
    "---\nid: T-5\ntitle: Other\nstatus: Done\npriority: low\n---\n",
    "# Login\n\n**Status**: Done\n\n",
    "# Export\n\n",
    "| Task | Milestone |\n|-|-|\n| [a](../TODO.md#export) | Login |\n| b | Logout |\n\n",
    "[x](TODO.md) and [y](docs/TASKS.md#login) and [z](milestones/m1-login.md)\n\n",
    "| Item | Progress |\n|-|-|\n| [A](docs/TASKS.md) | 1/2 |\n\n",
    "\n",
]
texts = st.lists(st.sampled_from(LINES), max_size=4).map("".join)
files = st.sampled_from(FILES)
shares = st.floats(0, 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), files, texts),
        st.tuples(st.just("write quietly"), files, texts),
        st.tuples(st.just("delete"), files),
        st.tuples(st.just("rename"), files, files),
        st.tuples(st.just("delete folder"), st.sampled_from(FOLDERS)),
        st.tuples(st.just("open"), files),
        st.tuples(st.just("close"), files),
        st.tuples(st.just("edit"), files, shares, shares, texts),
        st.tuples(st.just("index")),
    ),
    min_size=1,
    max_size=8,
)


class Played:
    """A workspace to which things happen, and a session that hears of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".git").mkdir()
        (root / ".gitignore").write_text("out/\n", "utf-8")
        self.session = Session()
        self.session.workspace.roots = (str(root),)
        self.quiet = False

    def uri(self, name: str) -> str:
        return path_to_uri(str(self.root / name))

    def play(self, step: tuple[Any, ...]) -> None:
        """Let one thing happen."""
        getattr(self, step[0].replace(" ", "_"))(*step[1:])

    def write(self, name: str, text: str) -> None:
        self._put(name, text)
        self._heard_of(name)

    def write_quietly(self, name: str, text: str) -> None:
        self._put(name, text)
        self.quiet = True

    def _put(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, "utf-8")

    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)
        self._heard_of(name)

    def rename(self, old: str, new: str) -> None:
        if (self.root / old).exists():
            (self.root / new).parent.mkdir(parents=True, exist_ok=True)
            (self.root / old).replace(self.root / new)
        self._heard_of(old, new)

    def delete_folder(self, name: str) -> None:
        shutil.rmtree(self.root / name, ignore_errors=True)
        self.index()  # of what is in a folder nothing is told

    def open(self, name: str) -> None:
        if self.uri(name) not in self.session.documents:
            file = self.root / name
            text = file.read_text("utf-8") if file.exists() else ""
            self.session.propagate(self.session.open(self.uri(name), 1, text))

    def close(self, name: str) -> None:
        if self.uri(name) in self.session.documents:
            closed = self.session.close(self.uri(name))
            assert closed
            self.session.propagate(closed)

    def edit(self, name: str, share: float, reach: float, text: str) -> None:
        document = self.session.documents.get(self.uri(name))
        if document is None:
            return
        before = document.backlog.document
        start = int(share * before.length)
        end = start + int(reach * (before.length - start))
        at, to = (
            Position(*before.position_at(each, self.session.encoding)) for each in (start, end)
        )
        changes = [TextChange(text, at, to)]
        effects = self.session.change(document.uri, document.version + 1, changes)
        assert effects
        self.session.propagate(effects)

    def index(self) -> None:
        self.session.workspace.invalidate_all()
        index_workspace(self.session, str(self.root))
        self.session.refresh_links()
        self.quiet = False

    def _heard_of(self, *names: str) -> None:
        self.session.update_files([str(self.root / name) for name in names])


def subjects(known: Backlog | Summary | None) -> set[object]:
    return {(*each, "") for each in shared_symbols(known)}


def state(session: Session, root: str) -> dict[str, object]:
    """Return all that is known beside the open documents."""
    workspace = session.workspace
    members = workspace._members
    about = {
        each
        for path in members
        for each in shared_symbols(members.get(path)) | ids_in_filename(path)
    }
    return {
        "writers": {each: members.paths_with(*each) for each in about},
        "shared": {path: subjects(members.get(path)) for path in members},
        "waits": {
            (path, key): sorted(members.dependency_ids(path, key))
            for path in members
            for sort, key in shared_symbols(members.get(path))
            if sort is SymbolKind.ID
        },
        "titles": {path: workspace.title(path) for path in workspace.find_milestones(root)},
        "names": {path: sorted(summary.names) for path, summary in workspace.summaries()},
        "files": set(workspace.find_files(root, ".md")),
        "kept": {subject for subject in members._paths if not members.paths_with(*subject)},
        "sorts": SHARED_KINDS,
    }


@given(st.dictionaries(files, texts, max_size=5), steps)
@settings(max_examples=150)
def test_patched_as_afresh(there: dict[str, str], played: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.realpath(folder)
        game = Played(Path(root))
        for name, text in there.items():
            game.write_quietly(name, text)
        game.index()
        for step in played:
            game.play(step)
        if game.quiet:
            game.index()
        fresh = Session()
        fresh.workspace.roots = (root,)
        index_workspace(fresh, root)
        for uri, document in game.session.documents.items():
            fresh.open(uri, 1, document.backlog.document.text)
        assert state(game.session, root) == state(fresh, root)
        for uri, document in game.session.documents.items():
            other = fresh.documents[uri]
            afresh = check(fresh.view(other)) if other.is_checked else None
            assert document.is_checked == other.is_checked
            assert bool(document.report) == bool(afresh)
            if document.report and afresh:
                before, after = document.report.findings(), afresh.findings()
                assert [each._replace(key=0, related=()) for each in before] == [
                    each._replace(key=0, related=()) for each in after
                ], uri


def test_an_inventory_has_what_git_would_track(tmp_path: Path) -> None:
    game = Played(tmp_path)
    for name in FILES:
        game.write_quietly(name, "")
    found = {
        os.path.relpath(path, tmp_path)
        for path in build_inventory(game.session, str(tmp_path)).files
    }
    assert found == set(FILES) - {"node_modules/TODO.md", ".cache/TODO.md", "out/TODO.md"}


def test_what_changes_while_it_is_read_is_not_lost(tmp_path: Path) -> None:
    game = Played(tmp_path)
    game.write_quietly("TODO.md", "- [ ] T1 x\n")
    game.write_quietly("docs/TODO.md", "- [ ] T2 x\n")
    root, workspace = str(tmp_path), game.session.workspace
    for _ in ("before anything is known", "after"):
        workspace.begin_reading()
        found = build_inventory(game.session, root)
        game.write("TODO.md", "- [ ] T3 x\n")
        game.write("docs/TASKS.md", "- [ ] T4 x\n")
        game.delete("docs/TODO.md")
        summaries = [(path, entry.summary) for path, entry in found.backlogs.items()]
        game.session.update_index(found, workspace.add_summaries(summaries))
        fresh = Session()
        fresh.workspace.roots = (root,)
        index_workspace(fresh, root)
        assert state(game.session, root) == state(fresh, root)
        game.delete("docs/TASKS.md")
        game.write("docs/TODO.md", "- [ ] T2 x\n")
