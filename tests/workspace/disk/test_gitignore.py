"""`.gitignore` files are understood exactly as git does, in linear time."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_ls.workspace.disk.disk import Disk
from backlog_ls.workspace.disk.gitignore import parse_gitignore
from backlog_ls.workspace.disk.walk import is_ignored_by_git

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="compares with git itself")
needs_posix_names = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")

NAMES = [
    "a", "b", "ab", "A", "a.md", "b.md", "docs", "deep", "x-1.md", "report.1.2.3.json", "[a]", "a b",
    "é.md", "a!", "#a", "!a", "\\a", "a*", "a-", "]",
]  # fmt: skip
GLOBS = [
    "a", "b", "docs", "deep", "é", "A", ".", "-", "#", "!", " ", "*", "?", "**", "***", "/", "/**/",
    "[ab]", "[!a]", "[^b]", "[a-c]", "[c-a]", "[!c-a]", "[[:alpha:]]", "[[:nope:]]", "[[:digit:]",
    "[]a]", "[!]a]", "[a-", "[a\\]]", "[--a]", "[", "]", "\\*", "\\a", "\\", "\\/", "*.md", "[0-9]*",
]  # fmt: skip
lines = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "", "!", "/", "**/", "#", "\\#", "\\!", "!/"]),
    st.lists(st.sampled_from(GLOBS), min_size=1, max_size=4).map("".join),
    st.sampled_from(["", "", "/", "/**", "/*", " ", "\\ ", "\r", "/**/"]),
)
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)


def ignored_by_git(root: Path, names: list[str]) -> set[str]:
    """Return those of `names` that git ignores."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    git = ["git", "-C", str(root), "-c", "core.ignorecase=false"]
    subprocess.run([*git, "init", "-q"], check=True, env=environment)
    done = subprocess.run(
        [*git, "check-ignore", "--no-index", "-z", "--stdin"],
        check=False,  # it fails if it ignores nothing
        input="\0".join(names).encode(),
        capture_output=True,
        env=environment,
    )
    assert done.returncode in {0, 1}, done.stderr
    return set(done.stdout.decode().split("\0")) - {""}


@needs_git
@needs_posix_names
@given(
    st.lists(paths, min_size=4, max_size=12),
    st.lists(lines, min_size=1, max_size=4),
    st.lists(lines, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_the_same_as_git(files: list[str], above: list[str], below: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        names = []
        for name in files:
            path = root / name
            # A file may be where another one needs a folder.
            if not path.exists() and not any(each.is_file() for each in path.parents):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                names += [name, *(str(each) for each in Path(name).parents if str(each) != ".")]
        names = list(dict.fromkeys(names))
        inner = next((root / name for name in names if (root / name).is_dir()), root)
        (root / ".gitignore").write_bytes("\n".join(above).encode())
        if inner != root:
            (inner / ".gitignore").write_bytes("\n".join([*below, ""]).encode())
        expected = ignored_by_git(root, names)
        disk = Disk()
        found = {name for name in names if is_ignored(disk, root, root / name)}
        assert found == expected


def is_ignored(disk: Disk, root: Path, path: Path) -> bool:
    """Return whether the existing file or folder at `path` is ignored."""
    above = Path(path).relative_to(root).parts
    for number in range(1, len(above) + 1):
        part = root.joinpath(*above[:number])
        for folder in part.parents:
            own = disk.gitignore(str(folder))
            match = own.match(str(part) + "/" * part.is_dir()) if own else None
            if match:
                return True
            if match is not None or folder == root:
                break
    return False


@needs_git
def test_ordinary_lines(tmp_path: Path) -> None:
    lines = ["report.[0-9]*.[0-9]*.[0-9]*.[0-9]*.json", "*.py[codz]", "docs/_build/", "!keep/**/x"]
    (tmp_path / ".gitignore").write_text("\ufeff" + "\r\n".join(lines), "utf-8")
    names = ["report.2020.1.22.333.json", "report.a.1.2.3.json", "a/b.pyc", "docs/_build/x.md", "x"]
    expected = set(names[:1] + names[2:4])
    assert ignored_by_git(tmp_path, names) == expected
    found = {n for n in names if is_ignored_by_git(Disk(), str(tmp_path), str(tmp_path / n))}
    assert found == expected


@pytest.mark.parametrize(
    "line",
    [
        "*a" * 100 + "b",
        "[a-z]*" * 100 + "0",
        "*" * 100 + "b",
        "*a*/" * 50 + "b",
        "**/a/" * 50 + "b",
        "**/*a*a/" * 30 + "b",
        "**/" * 500 + "b",
    ],
)
def test_no_line_takes_long(line: str) -> None:
    """A backtracking matcher takes longer than anyone can wait for most of them."""
    ignored = parse_gitignore("/r", line.encode())
    began = time.process_time()
    assert ignored.match("/r/" + ("a" * 250 + "/") * 15 + "a" * 250) is None
    assert ignored.match("/r/" + "a/" * 1_000 + "a") is None
    assert time.process_time() - began < 1


def test_many_lines_are_one_expression() -> None:
    ignored = parse_gitignore("/r", b"\n".join(b"name-%d.md" % number for number in range(2_000)))
    assert ignored.match("/r/docs/name-1234.md") is True
    assert ignored.match("/r/docs/name-2000.md") is None


def test_a_path_that_no_file_can_have() -> None:
    ignored = parse_gitignore("/r", b"*.log\n")
    assert ignored.match("/r/\ud800.log") is True
    assert ignored.match("/r/\ud800.md") is None
