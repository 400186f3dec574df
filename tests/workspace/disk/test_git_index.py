"""Markdown files that git tracks are found although a `.gitignore` names them."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

import pytest
from call_count import spy_on
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_ls.workspace.disk import disk
from backlog_ls.workspace.disk.disk import Disk
from backlog_ls.workspace.disk.git_index import find_index, read_tracked_markdown
from backlog_ls.workspace.disk.walk import is_walked, walk

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="compares with git itself")

PARTS = st.sampled_from(["a", "b", "plans", ".planning", "ab", "ä", "x" * 200])
NAMES = st.sampled_from(["a.md", "b.MD", "c.txt", "d.markdown", "e", "long" * 20 + ".md"])
PATHS = st.builds(lambda parts, name: "/".join([*parts, name]), st.lists(PARTS, max_size=3), NAMES)


def git(root: Path, *arguments: str) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment
    ).stdout


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("", "utf-8")


def walked(root: Path, start: str = "") -> list[str]:
    base = root / start
    return [os.path.relpath(path, root).replace(os.sep, "/") for path in walk(Disk(), str(base))]


@settings(max_examples=25, deadline=None)
@given(st.sets(PATHS, max_size=12), st.sampled_from(["2", "4"]), st.booleans(), st.booleans())
def test_the_tracked_files_are_those_of_git(
    names: set[str], version: str, has_flags: bool, is_sha256: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        git(root, "init", "-q", *(["--object-format=sha256"] if is_sha256 else []))
        write(root, *names)
        (root / ".git" / "info" / "exclude").write_text("*\n", "utf-8")
        git(root, "add", "--force", ".")
        if has_flags and names:  # such entries have flags of version 3
            git(root, "update-index", "--skip-worktree", "--", min(names))
        git(root, "update-index", "--index-version", version)
        listed = git(root, "ls-files", "-z").split("\0")
        is_listed = (".md", ".markdown")
        expected = {os.path.join(folder, *each.split("/")) for each in listed}
        index = (root / ".git" / "index").read_bytes() if names else b""
        found = read_tracked_markdown(folder, index).files
        assert found == {each for each in expected if each.lower().endswith(is_listed)}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_index_is_no_error(data: st.DataObject) -> None:
    entry = bytes(40) + bytes(20) + struct.pack(">H", 4) + b"a.md" + bytes(6)
    index = struct.pack(">4sII", b"DIRC", data.draw(st.integers(2, 4)), 1) + entry
    index += hashlib.sha1(index, usedforsecurity=False).digest()
    cut = data.draw(st.integers(0, len(index)))
    noise = data.draw(st.binary(max_size=8))
    assert read_tracked_markdown("/r", index[:cut] + noise + index[cut:]).folders == frozenset()
    assert read_tracked_markdown("/r", index[:cut] + noise).folders == frozenset()


def test_tracked_markdown_in_ignored_folders_is_walked(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(
        tmp_path, "a.md", ".planning/STATE.md", ".planning/x/y.md", ".planning/x/z.png", "b.tmp.md"
    )
    write(tmp_path, "node_modules/c.md")
    git(tmp_path, "add", ".")
    (tmp_path / ".gitignore").write_text(".planning/\n*.tmp.md\nnode_modules/\nlocal/\n", "utf-8")
    write(tmp_path, ".planning/own.md", ".planning/own/a.md", "c.tmp.md", "local/a.md")
    found = ["a.md", "b.tmp.md", ".planning/STATE.md", ".planning/x/y.md"]
    assert walked(tmp_path) == found
    for path in tmp_path.rglob("*.md"):
        name = path.relative_to(tmp_path).as_posix()
        assert is_walked(Disk(), str(tmp_path), str(path)) is (name in found), name
    assert walked(tmp_path, ".planning") == [
        ".planning/STATE.md",
        ".planning/own.md",
        ".planning/own/a.md",
        ".planning/x/y.md",
        ".planning/x/z.png",
    ], "the root itself is walked"


def test_the_index_of_a_worktree(tmp_path: Path) -> None:
    main = tmp_path / "main"
    main.mkdir()
    git(main, "init", "-q")
    write(main, "plans/a.md")
    (main / ".gitignore").write_text("plans/\n", "utf-8")
    git(main, "add", "--force", ".")
    git(main, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "x")
    git(main, "worktree", "add", "-q", "../side")
    write(tmp_path / "side", "plans/b.md")
    assert walked(tmp_path / "side") == ["plans/a.md"]
    assert find_index("/r", b"gitdir: ../x/.git/worktrees/r\n").endswith("worktrees/r/index")


def test_each_repository_has_its_own_index(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path, f"{name}/plans/a.md")
        (tmp_path / name / ".gitignore").write_text("plans/\n", "utf-8")
        git(tmp_path / name, "init", "-q")
    git(tmp_path / "two", "add", "--force", ".")
    assert walked(tmp_path) == ["two/plans/a.md"]


def test_an_index_is_read_once_and_only_where_something_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.md", "a.log", "node_modules/b.md")
    (tmp_path / ".gitignore").write_text("*.log\nnode_modules/\nout/\n*.tmp.md\n", "utf-8")
    git(tmp_path, "add", ".")
    read = spy_on(monkeypatch, disk, "read_tracked_markdown")
    assert walked(tmp_path) == ["a.md"]
    assert read.call_count == 0
    write(tmp_path, "out/c.md", "d.tmp.md", "e.tmp.md")
    cache = Disk()
    assert len(list(walk(cache, str(tmp_path)))) == 1
    assert not is_walked(cache, str(tmp_path), str(tmp_path / "out" / "c.md"))
    assert read.call_count == 1
    git(tmp_path, "add", "--force", "d.tmp.md")
    cache.invalidate(str(tmp_path / "d.tmp.md"))
    assert len(list(walk(cache, str(tmp_path)))) == 2
