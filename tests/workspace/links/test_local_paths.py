"""Link targets that work on one machine only, and the files of the root that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.links.local_paths import find_in_root, parse_local_path
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("target", "parts", "rest"),
    [
        ("file:///work/a.md", ("work", "a.md"), ""),
        ("FILE:///work/a.md", ("work", "a.md"), ""),
        ("file:/work/a.md", ("work", "a.md"), ""),
        ("file://README.md", ("README.md",), ""),
        ("file:///c:/Users/ann/a%20b.md#L10", ("c:", "Users", "ann", "a b.md"), "#L10"),
        ("file:///work/a.md?plain=1#b", ("work", "a.md"), "?plain=1#b"),
        ("/Users/ann/a.md", ("Users", "ann", "a.md"), ""),
        ("/home/ann/a.ts:33", ("home", "ann", "a.ts"), ":33"),
        ("/home/ann/a.ts:33-40#b", ("home", "ann", "a.ts"), ":33-40#b"),
        (r"C:\work\a.md", ("C:", "work", "a.md"), ""),
        (r"d:\\work\\a.md:12:3", ("d:", "work", "a.md"), ":12:3"),
        ("C:/work/a.md", ("C:", "work", "a.md"), ""),
        (r"\\server\share\a.md", ("server", "share", "a.md"), ""),
        ("vscode://file/E:/work/a.md:1:1", ("E:", "work", "a.md"), ":1:1"),
        ("vscode-insiders://file//work/a.md", ("work", "a.md"), ""),
    ],
)
def test_local_paths_are_parsed(target: str, parts: tuple[str, ...], rest: str) -> None:
    path = parse_local_path(target, "", Workspace())
    assert path is not None
    assert path.parts == parts
    assert target[path.end :] == rest


@pytest.mark.parametrize(
    "target",
    [
        "",
        "a.md",
        "/docs/a.md",
        "/users/ann/a.md",
        "/Users/ann",
        "/home/dashboard",
        "#/Users/ann/a.md",
        "https://example.org/Users/ann/a.md",
        "//server/share/a.md",
        r"\*escaped\*",
        r"a\b\c.md",
        "vscode:extension/ann.shop",
        "vscode://settings/editor.fontSize",
        "file:a.md",
        "file:///",
        "file:///path/to/a.md",
        "/Users/<you>/a.md",
        "/home/{user}/a.md",
        "file:///work/...",
        "ab:/work/a.md",
        "~/a.md",
    ],
)
def test_other_targets_are_not_local_paths(target: str) -> None:
    assert parse_local_path(target, "", Workspace()) is None


def test_a_folder_named_home_in_the_root_takes_precedence(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    workspace = Workspace(roots=(str(tmp_path),))
    assert parse_local_path("/home/ann/a.md", str(tmp_path), workspace) is None
    assert parse_local_path("/Users/ann/a.md", str(tmp_path), workspace) is not None


@pytest.mark.parametrize(
    ("target", "found", "certain"),
    [
        ("/Users/ann/{root}/docs/a.md", "docs/a.md", True),
        ("/Users/ann/{root}/README.md", "README.md", True),
        ("file:///docs/a.md", "docs/a.md", True),
        ("file://README.md", "README.md", True),
        ("/Users/ann/other/docs/a.md", "docs/a.md", False),
        ("C:/docs/a.md", "docs/a.md", False),
        ("/Users/ann/other/README.md", None, False),
        ("/Users/ann/{root}/docs/gone.md", None, False),
        ("/Users/ann/{root}/docs/../README.md", None, False),
        ("/Users/ann/{root}", None, False),
    ],
)
def test_local_paths_are_found_in_the_root(
    target: str, found: str | None, certain: bool, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").touch()
    (tmp_path / "README.md").touch()
    root = str(tmp_path)
    path = parse_local_path(target.replace("{root}", tmp_path.name), root, Workspace())
    assert path is not None
    expected = None if found is None else (str(tmp_path / found), certain)
    assert find_in_root(path, root, Workspace()) == expected


def test_a_drive_is_not_a_folder_of_the_root(tmp_path: Path) -> None:
    files = [str(tmp_path / "docs" / "a.md"), str(tmp_path / "C:" / "docs" / "a.md")]
    workspace = Workspace(open=dict.fromkeys(files, Backlog.read(Document.parse(""))))
    path = parse_local_path("C:/docs/a.md", str(tmp_path), workspace)
    assert path is not None
    assert find_in_root(path, str(tmp_path), workspace) == (files[0], False)


@given(st.text("/\\:.a?#%C~0", max_size=30))
def test_any_target_can_be_parsed(target: str) -> None:
    for start in ("", "file://", "C:", "/Users/", "\\\\"):
        path = parse_local_path(start + target, "", Workspace())
        if path is not None:
            assert 0 < path.end <= len(start + target)
            assert all(path.parts)
            find_in_root(path, "/nowhere", Workspace())
