"""What stands on disks beside files: nothing of it is waited for, followed for ever, or read."""

from __future__ import annotations

import os
import shutil
import threading
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from backlog_ls.server.documents.session import Session
from backlog_ls.server.transport.uris import path_of, uri_of
from backlog_ls.workspace.disk import walk
from backlog_ls.workspace.disk.disk import Disk, read_text
from backlog_ls.workspace.index import inventory
from backlog_ls.workspace.index.inventory import looked_at, markdown_files, read
from backlog_ls.workspace.index.summary import NOTHING, Summary

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def listed(root: Path) -> list[str]:
    files = markdown_files(str(root), 1_000_000)
    assert files is not None
    return [os.path.relpath(path, root) for path in files]


def summaries(root: Path) -> dict[str, Summary]:
    known, unread = looked_at(markdown_files(str(root), 1_000) or [], {}, 1_000_000)
    known |= {path: read(path, entry, whole=True) for path, entry in unread.items()}
    return {os.path.relpath(path, root): entry.summary for path, entry in known.items()}


@posix
def test_links_that_lead_round_in_circles(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "TODO.md").write_text("- [ ] T1 x\n", "utf-8")
    (tmp_path / "docs" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "TASKS.md").symlink_to("TASKS.md")
    assert Disk().listing(str(tmp_path)) == ("TASKS.md", "docs/", "one", "two")
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
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
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
def test_what_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "TODO.md").write_text("- [ ] T1 x\n", "utf-8")
    (tmp_path / "TASKS.md").write_text("- [ ] T2 x\n", "utf-8")
    (tmp_path / "secret").chmod(0)
    (tmp_path / "TASKS.md").chmod(0)
    try:
        assert summaries(tmp_path) == {"TASKS.md": NOTHING}
    finally:
        (tmp_path / "secret").chmod(0o700)


def test_a_folder_that_cannot_be_listed_hides_no_other(tmp_path: Path) -> None:
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
def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
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
        assert path_of(uri_of(path)) == path
        assert Session().opened(uri_of(path), 1, "x").path == path
    assert uri_of("/w/\udcff.md") == "file:///w/%FF.md"


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
def test_marks_in_names(name: str, tmp_path: Path) -> None:
    path = str(tmp_path / name)
    uri = uri_of(path)
    assert uri.isascii()
    assert not set(uri) & set(" #?")
    assert path_of(uri) == path


@pytest.mark.parametrize(
    "uri", ["file:///c%3A/Work/TODO.md", "file:///C:/Work/TODO.md", "file:///c:/Work/x/../TODO.md"]
)
def test_drives_of_windows(uri: str) -> None:
    path = path_of(uri, windows=True)
    assert path == "C:\\Work\\TODO.md"
    assert path_of(uri_of(path, windows=True), windows=True) == path
    assert path_of("file://server/share/TODO.md", windows=True) is None


def test_a_file_that_vanishes_before_it_is_read(tmp_path: Path) -> None:
    names = ["TODO.md", "TASKS.md", "PLAN.md"]
    for name in names:
        (tmp_path / name).write_text("- [ ] T1 x\n", "utf-8")
    files = markdown_files(str(tmp_path), 10)
    assert files is not None
    (tmp_path / "TODO.md").unlink()
    known, unread = looked_at(files, {}, 1_000)
    assert not known
    assert [os.path.basename(path) for path in unread] == ["PLAN.md", "TASKS.md"]
    (tmp_path / "TASKS.md").unlink()
    (tmp_path / "PLAN.md").unlink()
    (tmp_path / "PLAN.md").mkdir()
    for path, entry in unread.items():
        assert read(path, entry, whole=True).summary == NOTHING


def test_a_folder_that_vanishes_while_it_is_walked(tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b" / "deep"):
        folder.mkdir(parents=True)
        (folder / "TODO.md").write_text("", "utf-8")
    walked = walk.walk(Disk(), str(tmp_path))
    assert next(walked).endswith(os.path.join("a", "TODO.md"))
    shutil.rmtree(tmp_path)
    assert list(walked) == []


def test_empty_files_cost_no_look_inside(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"task-{number}.md").touch()
    files = markdown_files(str(tmp_path), 3_000)
    assert files is not None
    with mock.patch.object(inventory, "read_bytes", side_effect=AssertionError):
        known, unread = looked_at(files, {}, 1_000)
    assert len(known) == 3_000
    assert not unread


def test_names_that_differ_in_case_only(tmp_path: Path) -> None:
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
def test_what_lies_outside_is_looked_at_and_not_known(tmp_path: Path) -> None:
    outside, root = tmp_path / "TODO.md", tmp_path / "w"
    outside.write_text("- [ ] T1 x\n", "utf-8")
    root.mkdir()
    (root / "TASKS.md").symlink_to(outside)
    (root / "notes").symlink_to(tmp_path, target_is_directory=True)
    (root / "BACKLOG.md").write_text("[a](../TODO.md) [b](TASKS.md) [c](../gone.md)\n", "utf-8")
    assert summaries(root).keys() == {"BACKLOG.md"}
    session = Session()
    session.workspace.roots = (str(root),)
    document = session.opened(
        uri_of(str(root / "BACKLOG.md")), 1, "[a](../TODO.md) [b](TASKS.md) [c](../gone.md)\n"
    )
    assert session.findings(document) == []


def test_large_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "TODO.md").write_text("- [ ] T1 x\n" * 200, "utf-8")
    files = markdown_files(str(tmp_path), 10) or []
    assert looked_at(files, {}, 2_000) == ({}, {})
    assert looked_at(files, {}, 3_000)[1]


def test_too_many_files_and_homes_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        (tmp_path / f"{number}.md").touch()
    assert markdown_files(str(tmp_path), 4) is None
    assert len(markdown_files(str(tmp_path), 5) or ()) == 5
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / "home" / "work").mkdir(parents=True)
    assert markdown_files(str(tmp_path), 5) is None, "homes are in it"
    assert markdown_files(str(tmp_path / "home"), 5) is None
    assert markdown_files(str(tmp_path / "home" / "work"), 5) == []
