"""The backlogs on disk, read beside the loop: which, when again, and what is said of it."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from lsprotocol import types
from sessions import codes, opened

from backlog_ls.model.document.index import SymbolKind
from backlog_ls.server.background import indexing
from backlog_ls.server.main import create_server
from backlog_ls.workspace.index import cache, inventory, worker_pool

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.server.server import BacklogServer

SERIES = "- [ ] T001 a\n- [ ] T002 b\n- [ ] T003 c\n"
WAITS = SERIES + "- [ ] T004 d (depends on T010)\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CACHE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    made = tmp_path / "w"
    (made / "docs").mkdir(parents=True)
    return made


@pytest.fixture
def server(root: Path) -> BacklogServer:
    made = create_server()
    made.protocol.client_capabilities = types.ClientCapabilities()
    made.connection.client.pulls_diagnostics = True  # nobody is there to be pushed anything
    made.session.workspace.roots = (str(root),)
    return made


async def indexed(server: BacklogServer) -> None:
    indexing.index_workspace(server)
    await done(server)


async def done(server: BacklogServer) -> None:
    for _ in range(6_000):
        if not server.connection.background.is_indexing:
            return
        await asyncio.sleep(0.01)
    pytest.fail("it does not end")


def with_id(server: BacklogServer, key: str) -> list[str]:
    """The names of the files on disk and documents that have an id."""
    root = server.session.workspace.roots[0]
    found = server.session.workspace.paths_with(SymbolKind.ID, key, os.path.join(root, "none.md"))
    return [os.path.relpath(path, root).replace(os.sep, "/") for path in found]


@pytest.mark.asyncio
async def test_what_changed_is_read_and_nothing_else(server: BacklogServer, root: Path) -> None:
    for name in ("TODO.md", "TASKS.md", "docs/PLAN.md"):
        (root / name).write_text("- [ ] T010 x\n", "utf-8")
    (root / "notes.md").write_text("- [ ] T012 x\n", "utf-8")
    backlog = opened(server.session, "BACKLOG.md", WAITS)
    assert codes(server.session, backlog) == []
    await indexed(server)
    assert with_id(server, "t10") == ["TASKS.md", "TODO.md", "docs/PLAN.md"]
    with mock.patch.object(inventory, "read_bytes", side_effect=AssertionError):
        await indexed(server)
    for name in ("TODO.md", "TASKS.md", "docs/PLAN.md"):
        (root / name).write_text("- [ ] T0111 other\n", "utf-8")
    await indexed(server)
    assert with_id(server, "t10") == []
    assert codes(server.session, backlog) == ["unknown-dependency"]


@pytest.mark.asyncio
async def test_many_are_read_by_processes_and_cached(
    server: BacklogServer, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool, "MIN_BYTES", 0)
    monkeypatch.setattr(worker_pool, "read_entry", mock.Mock(side_effect=AssertionError))
    for number in range(indexing.MIN_CACHED):
        text = f"- [ ] T{number} x\n" if number % 2 else "- [ ] a name\n"
        (root / f"TODO-{number}.md").write_text(text, "utf-8")
    await indexed(server)
    assert with_id(server, "t7") == ["TODO-7.md"]
    summaries = [summary.names for _, summary in server.session.workspace.summaries()]
    assert summaries.count(("a name",)) == indexing.MIN_CACHED / 2, "behind what is more urgent"
    saved = cache.load(str(root))
    assert saved.keys() == server.connection.background.inventories[str(root)].backlogs.keys()
    assert all(entry.is_complete for entry in saved.values())


@pytest.mark.asyncio
async def test_a_large_folder_is_read_as_far_as_links_lead(
    server: BacklogServer, root: Path
) -> None:
    for number in range(6):
        (root / "docs" / f"TODO-{number}.md").write_text(f"- [ ] T01{number} x\n", "utf-8")
    server.session.settings.editor = {"max-files": 5}
    with mock.patch.object(server, "window_show_message") as told:
        await indexed(server)
        assert with_id(server, "t10") == []
        backlog = opened(server.session, "BACKLOG.md", WAITS + "\n[x](docs/TODO-0.md)\n")
        indexing.index_links_of(server, backlog)
        await done(server)
        assert with_id(server, "t10") == ["docs/TODO-0.md"]
        assert with_id(server, "t11") == []
        other = opened(server.session, "PLAN.md", SERIES + "- [ ] T004 d (depends on T011)\n")
        indexing.index_links_of(server, other)
        await done(server)
        assert "unknown-dependency" not in codes(server.session, other), "not all is known"
        await indexed(server)
    (message,) = (call.args[0].message for call in told.call_args_list)
    assert message == (
        f"backlog-ls: {root} has more than 5 Markdown files, so only open documents and what they"
        " link to are read. The setting `max-files` allows more."
    )


@pytest.mark.asyncio
async def test_a_home_is_not_walked(server: BacklogServer, root: Path) -> None:
    home = root.parent / "home"
    home.mkdir()
    (home / "TODO.md").write_text("- [ ] T010 x\n", "utf-8")
    server.session.workspace.roots = (str(home),)
    with mock.patch.object(server, "window_show_message") as told:
        await indexed(server)
        await indexed(server)
    assert [call.args[0].message for call in told.call_args_list] == [
        f"backlog-ls: {home} is a home folder, so only open documents and what they link to are read."
    ]
    assert with_id(server, "t10") == []
    assert list(server.session.workspace.find_files(str(home), ".md")) == []


@pytest.mark.asyncio
async def test_folders_and_many_files_are_left_to_the_index(
    server: BacklogServer, root: Path
) -> None:
    (root / "docs" / "TODO.md").write_text("- [ ] T010 x\n", "utf-8")
    await indexed(server)
    (root / "docs").rename(root / "more")
    assert not indexing.reindex_if_many(server, [str(root / "TODO.md"), str(root / "a.py")])
    assert indexing.reindex_if_many(server, [str(root / "docs")]), "it was one"
    await done(server)
    assert with_id(server, "t10") == ["more/TODO.md"]
    (root / "more" / "TODO.md").write_text("- [ ] T0111 x\n", "utf-8")
    names = [str(root / "more" / f"{number}.md") for number in range(indexing.MAX_CHANGED_FILES)]
    with mock.patch.object(
        server.session.workspace.__class__, "invalidate", side_effect=AssertionError
    ):
        assert indexing.reindex_if_many(server, [*names, str(root / "more" / "TODO.md")])
        await done(server)
    assert with_id(server, "t111") == ["more/TODO.md"]


@pytest.mark.asyncio
async def test_who_asks_while_it_is_read_is_heard_then(server: BacklogServer, root: Path) -> None:
    indexing.index_workspace(server)
    (root / "TODO.md").write_text("- [ ] T010 x\n", "utf-8")
    indexing.index_workspace(server)
    await done(server)
    assert with_id(server, "t10") == ["TODO.md"]
    assert not server.connection.background.index_again


@pytest.mark.asyncio
async def test_the_loop_has_its_turn_while_much_is_taken_in(
    server: BacklogServer, root: Path
) -> None:
    for number in range(3 * indexing.BATCH_SIZE):
        (root / f"TODO-{number}.md").touch()
    sizes: list[int] = []
    learn = server.session.workspace.add_summaries

    def counted(summaries: list[object]) -> object:
        sizes.append(len(summaries))
        return learn(summaries)  # type: ignore[arg-type]  # as they come

    with mock.patch.object(
        server.session.workspace.__class__, "add_summaries", side_effect=counted
    ):
        await indexed(server)
    assert sizes == [indexing.BATCH_SIZE] * 3
