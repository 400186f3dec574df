"""Pipes, devices, cycles of links and unreadable files: nothing blocks, and no cycle is followed."""

from __future__ import annotations

import os
import shutil
import threading
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from workspace_index import members_of

from backlog_ls.server.documents.session import Session
from backlog_ls.server.transport.uris import path_to_uri, uri_to_path
from backlog_ls.workspace.disk import walk
from backlog_ls.workspace.disk.disk import Disk, read_text
from backlog_ls.workspace.index import inventory
from backlog_ls.workspace.index.inventory import compare_stamps, find_markdown_files, read_entry
from backlog_ls.workspace.index.summary import EMPTY_SUMMARY, Summary

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def listed(root: Path) -> list[str]:
    files = find_markdown_files(str(root), 1_000_000)
    assert files is not None
    return [os.path.relpath(path, root) for path in files]


def summaries(root: Path) -> dict[str, Summary]:
    known, unread = compare_stamps(
        find_markdown_files(str(root), 1_000) or [], {}, 1_000_000, members_of(root)
    )
    known |= {path: read_entry(path, entry, complete=True) for path, entry in unread.items()}
    return {os.path.relpath(path, root): entry.summary for path, entry in known.items()}


@posix
def test_cycles_of_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "TODO.md").write_text("- [ ] T1 x\n", "utf-8")
    (tmp_path / "docs" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "TASKS.md").symlink_to("TASKS.md")
    assert Disk().list_folder(str(tmp_path)) == ("TASKS.md", "docs/", "one", "two")
    assert summaries(tmp_path).keys() == {"docs/TODO.md"}
    assert not Disk().exists(str(tmp_path / "one"))


@posix
def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "TODO.md")
    (tmp_path / "TASKS.md").symlink_to("/dev/zero")
    assert listed(tmp_path) == ["TASKS.md", "TODO.md"]
    assert summaries(tmp_path) == {}
    for name in ("TODO.md", "TASKS.md"):
        with pytest.raises(OSError, match="not a regular file"):
            read_text(str(tmp_path / name))


@posix
def test_a_pipe_that_replaces_a_file_does_not_block(tmp_path: Path) -> None:
    file = tmp_path / "TODO.md"
    file.write_text("words", "utf-8")
    looked = os.stat(file)
    file.unlink()
    os.mkfifo(file)
    said: list[BaseException] = []

    def reading() -> None:
        try:
            read_text(str(file))
        except OSError as error:
            said.append(error)

    with mock.patch("backlog_ls.workspace.disk.disk.os.stat", return_value=looked):
        thread = threading.Thread(target=reading, daemon=True)
        thread.start()
        thread.join(10)
    assert "not a regular file" in str(said)


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads everything")
def test_files_without_permission_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "TODO.md").write_text("- [ ] T1 x\n", "utf-8")
    (tmp_path / "TASKS.md").write_text("- [ ] T2 x\n", "utf-8")
    (tmp_path / "secret").chmod(0)
    (tmp_path / "TASKS.md").chmod(0)
    try:
        assert summaries(tmp_path) == {"TASKS.md": EMPTY_SUMMARY}
    finally:
        (tmp_path / "secret").chmod(0o700)


def test_an_unreadable_folder_does_not_hide_others(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "TODO.md").write_text("- [ ] T1 x\n", "utf-8")
    scandir = os.scandir

    def refusing(folder: str) -> object:
        if folder.endswith("a"):
            raise PermissionError(folder)
        return scandir(folder)

    with mock.patch("backlog_ls.workspace.disk.disk.os.scandir", refusing):
        assert listed(tmp_path) == [os.path.join("b", "TODO.md")]


@posix
def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    try:
        for name in (b"TODO-\xff.md", b"TODO-\xc3\xa4.md"):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(b"- [ ] T1 x\n")
    except OSError:
        pytest.skip("the file system takes no such names")
    found = summaries(tmp_path)
    assert [summary.ids for summary in found.values()] == [("t1",)] * 2
    for found_name in found:
        path = str(tmp_path / found_name)
        assert uri_to_path(path_to_uri(path)) == path
        assert Session().open(path_to_uri(path), 1, "x").document.path == path
    assert path_to_uri("/w/\udcff.md") == "file:///w/%FF.md"


@pytest.mark.parametrize(
    "name",
    [
        "my tasks.md",
        "a#b.md",
        "100%.md",
        "100%25.md",
        "ä 日本 \U0001f600.md",
        "q?.md",
        "a;b&c=d+e.md",
    ],
)
def test_special_characters_in_names(name: str, tmp_path: Path) -> None:
    path = str(tmp_path / name)
    uri = path_to_uri(path)
    assert uri.isascii()
    assert not set(uri) & set(" #?")
    assert uri_to_path(uri) == path


@pytest.mark.parametrize(
    "uri", ["file:///c%3A/Work/TODO.md", "file:///C:/Work/TODO.md", "file:///c:/Work/x/../TODO.md"]
)
def test_windows_drives(uri: str) -> None:
    path = uri_to_path(uri, windows=True)
    assert path == "C:\\Work\\TODO.md"
    assert uri_to_path(path_to_uri(path, windows=True), windows=True) == path
    assert uri_to_path("file://server/share/TODO.md", windows=True) is None


def test_a_file_that_vanishes_before_it_is_read(tmp_path: Path) -> None:
    names = ["TODO.md", "TASKS.md", "PLAN.md"]
    for name in names:
        (tmp_path / name).write_text("- [ ] T1 x\n", "utf-8")
    files = find_markdown_files(str(tmp_path), 10)
    assert files is not None
    (tmp_path / "TODO.md").unlink()
    known, unread = compare_stamps(files, {}, 1_000, members_of(tmp_path))
    assert not known
    assert [os.path.basename(path) for path in unread] == ["PLAN.md", "TASKS.md"]
    (tmp_path / "TASKS.md").unlink()
    (tmp_path / "PLAN.md").unlink()
    (tmp_path / "PLAN.md").mkdir()
    for path, entry in unread.items():
        assert read_entry(path, entry, complete=True).summary == EMPTY_SUMMARY


def test_a_folder_that_vanishes_during_a_walk(tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b" / "deep"):
        folder.mkdir(parents=True)
        (folder / "TODO.md").write_text("", "utf-8")
    walked = walk.walk(Disk(), str(tmp_path))
    assert next(walked).endswith(os.path.join("a", "TODO.md"))
    shutil.rmtree(tmp_path)
    assert list(walked) == []


def test_empty_files_are_not_read(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"task-{number}.md").touch()
    files = find_markdown_files(str(tmp_path), 3_000)
    assert files is not None
    with mock.patch.object(inventory, "read_bytes", side_effect=AssertionError):
        known, unread = compare_stamps(files, {}, 1_000, members_of(tmp_path))
    assert len(known) == 3_000
    assert not unread


def test_names_that_differ_only_in_case(tmp_path: Path) -> None:
    for name, text in (("TODO.md", "- [ ] T1 x\n"), ("todo.MD", "- [ ] T2 x\n")):
        (tmp_path / name).write_text(text, "utf-8")
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("the file system takes them for one")
    found = summaries(tmp_path)
    assert {name: summary.ids for name, summary in found.items()} == {
        "TODO.md": ("t1",),
        "todo.MD": ("t2",),
    }


@posix
def test_files_outside_the_root_exist_but_are_not_read(tmp_path: Path) -> None:
    outside, root = tmp_path / "TODO.md", tmp_path / "w"
    outside.write_text("- [ ] T1 x\n", "utf-8")
    root.mkdir()
    (root / "TASKS.md").symlink_to(outside)
    (root / "notes").symlink_to(tmp_path, target_is_directory=True)
    (root / "BACKLOG.md").write_text("[a](../TODO.md) [b](TASKS.md) [c](../gone.md)\n", "utf-8")
    assert summaries(root).keys() == {"BACKLOG.md"}
    session = Session()
    session.workspace.roots = (str(root),)
    opened = session.open(
        path_to_uri(str(root / "BACKLOG.md")), 1, "[a](../TODO.md) [b](TASKS.md) [c](../gone.md)\n"
    )
    assert session.findings(opened.document) == []


def test_large_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "TODO.md").write_text("- [ ] T1 x\n" * 200, "utf-8")
    files = find_markdown_files(str(tmp_path), 10) or []
    assert compare_stamps(files, {}, 2_000, members_of(tmp_path)) == ({}, {})
    assert compare_stamps(files, {}, 3_000, members_of(tmp_path))[1]


def test_home_folders_and_large_folders_are_not_indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        (tmp_path / f"{number}.md").touch()
    assert find_markdown_files(str(tmp_path), 4) is None
    assert len(find_markdown_files(str(tmp_path), 5) or ()) == 5
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / "home" / "work").mkdir(parents=True)
    assert find_markdown_files(str(tmp_path), 5) is None, "homes are in it"
    assert find_markdown_files(str(tmp_path / "home"), 5) is None
    assert find_markdown_files(str(tmp_path / "home" / "work"), 5) == []
