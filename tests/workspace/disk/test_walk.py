"""A walk yields the files that git would track, without those of third parties."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from call_count import spy_on

from backlog_ls.workspace.disk import disk
from backlog_ls.workspace.disk.disk import Disk
from backlog_ls.workspace.disk.walk import is_ignored_by_git, is_walked, walk

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def walked(root: Path) -> list[str]:
    return [os.path.relpath(path, root).replace(os.sep, "/") for path in walk(Disk(), str(root))]


def tracked(root: Path) -> list[str]:
    """Return the Markdown files that git itself would track."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    git = ["git", "-C", str(root)]
    subprocess.run([*git, "init", "-q"], check=True, env=environment)
    listed = subprocess.run(
        [*git, "ls-files", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return sorted(name for name in listed.stdout.split() if name.endswith(".md"))


def test_hidden_and_third_party_folders_are_skipped(tmp_path: Path) -> None:
    names = ["b.md", "a.md", "docs/c.md", "node_modules/d.md", ".venv/e.md", ".f.md"]
    write(tmp_path, dict.fromkeys([*names, "env/pyvenv.cfg", "env/g.md", "build/h.md"], ""))
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert walked(tmp_path) == ["a.md", "b.md", "docs/c.md"]


def test_the_innermost_gitignore_decides(tmp_path: Path) -> None:
    files = dict.fromkeys(["out/a.md", "keep.tmp.md", "x.tmp.md", "docs/y.tmp.md", "docs/z.md"], "")
    ignores = {
        ".gitignore": "out/\n*.tmp.md\n!keep.tmp.md\n",
        "docs/.gitignore": "!y.tmp.md\n/z.md\n",
    }
    write(tmp_path, files | ignores)
    assert walked(tmp_path) == ["keep.tmp.md", "docs/y.tmp.md"]


def test_a_gitignore_above_the_root_applies_within_its_repository(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.md\n", "repo/.git/HEAD": "", "repo/docs/a.md": ""})
    assert walked(tmp_path / "repo") == ["docs/a.md"]
    write(tmp_path, {"repo/.gitignore": "a.md\nsecret/\n", "repo/secret/b.md": ""})
    assert walked(tmp_path / "repo" / "docs") == []
    assert walked(tmp_path / "repo" / "secret") == ["b.md"], "the root itself is walked"


@pytest.mark.parametrize(
    ("folder", "is_work"),
    [
        (".planning", True),
        (".kiro/specs/login", True),
        (".github/ISSUE_TEMPLATE", True),
        (".claude/agents", True),
        (".git", False),
        (".idea", False),
        (".next/server", False),
        (".planning/.cache", False),
        (".mypy_cache/3.12", False),
        ("docs/.obsidian/plugins", False),
    ],
)
def test_hidden_folders_with_work_are_walked(tmp_path: Path, folder: str, is_work: bool) -> None:
    write(tmp_path, {f"{folder}/a.md": "", f"{folder}/.b.md": ""})
    assert walked(tmp_path) == [f"{folder}/a.md"] * is_work
    assert is_walked(Disk(), str(tmp_path), str(tmp_path / folder / "a.md")) is is_work
    assert not is_walked(Disk(), str(tmp_path), str(tmp_path / folder / ".b.md"))


@pytest.mark.parametrize(
    ("folder", "tag"),
    [
        (".unknown", "CACHEDIR.TAG"),
        ("downloads", "CACHEDIR.TAG"),
        (".python", "pyvenv.cfg"),
        (".claude/worktrees/fix", ".git"),
        (".agents/copy", ".git/HEAD"),
    ],
)
def test_tags_tell_what_tools_put_there(tmp_path: Path, folder: str, tag: str) -> None:
    write(tmp_path, {f"{folder}/{tag}": "", f"{folder}/docs/a.md": ""})
    assert walked(tmp_path) == []
    assert not is_walked(Disk(), str(tmp_path), str(tmp_path / folder / "docs" / "a.md"))


def test_a_repository_in_a_plain_folder_is_walked(tmp_path: Path) -> None:
    write(tmp_path, {"vendor/tool/.git/HEAD": "", "vendor/tool/a.md": ""})
    assert walked(tmp_path) == ["vendor/tool/a.md"]


def test_what_git_ignores_need_not_exist(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "out/\n*.log\n!keep.log\n", "docs/.gitignore": "/local.md\n"})

    def is_ignored(path: str) -> bool:
        return is_ignored_by_git(Disk(), str(tmp_path), str(tmp_path / path))

    assert is_ignored("out/report.html")
    assert is_ignored("gone/out")
    assert is_ignored("gone/deep/x.log")
    assert is_ignored("docs/local.md")
    assert not is_ignored("gone/local.md")
    assert not is_ignored("keep.log")
    assert not is_ignored("docs/gone.md")


def test_a_walk_lists_each_folder_and_reads_each_gitignore_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {".git/HEAD": "", ".gitignore": "*.log", "a/.gitignore": "x"})
    write(tmp_path, {"a/b/c.md": "", "d/e.md": ""})
    listed = spy_on(monkeypatch, os, "scandir")
    parsed = spy_on(monkeypatch, disk, "parse_gitignore")
    cache = Disk()
    for _ in range(3):
        assert len(list(walk(cache, str(tmp_path)))) == 2
        assert is_walked(cache, str(tmp_path), str(tmp_path / "a" / "b" / "c.md"))
        assert not is_ignored_by_git(cache, str(tmp_path), str(tmp_path / "a" / "gone.md"))
    assert (listed.call_count, parsed.call_count) == (4, 2)
    (tmp_path / "a" / ".gitignore").write_text("b", "utf-8")
    cache.invalidate(str(tmp_path / "a" / ".gitignore"))
    assert len(list(walk(cache, str(tmp_path)))) == 1
    assert (listed.call_count, parsed.call_count) == (5, 3)


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git itself")
@pytest.mark.parametrize(
    ("line", "ignored"),
    [
        ("a**.md", ["a**b.md", "a.md", "ab.md", "docs/a.md", "docs/deep/a.md"]),
        (r"a\**b.md", ["a**b.md"]),
        (r"a\*\*b.md", ["a**b.md"]),
        ("docs/**", ["docs/a.md", "docs/deep/a.md"]),
        ("docs/** ", ["docs/a.md", "docs/deep/a.md"]),
        ("docs/***", ["docs/a.md", "docs/deep/a.md"]),
        ("***/a.md", ["a.md", "docs/a.md", "docs/deep/a.md"]),
        ("docs/****/a.md", ["docs/a.md", "docs/deep/a.md"]),
        ("docs/**a.md", ["docs/a.md"]),
    ],
)
def test_stars_match_as_in_git(tmp_path: Path, line: str, ignored: list[str]) -> None:
    names = ["a**b.md", "a.md", "ab.md", "docs/a.md", "docs/deep/a.md"]
    write(tmp_path, {".gitignore": line, **dict.fromkeys(names, "")})
    kept = sorted({*names} - {*ignored})
    assert tracked(tmp_path) == kept
    assert sorted(walked(tmp_path)) == kept


def test_a_gitignore_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"caf\xe9.md\nb.md\n")
    write(tmp_path, {"a.md": "", "b.md": ""})
    assert walked(tmp_path) == ["a.md"]


def test_an_unreadable_gitignore_ignores_nothing(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").symlink_to(".gitignore")
    write(tmp_path, {"a.md": ""})
    assert walked(tmp_path) == ["a.md"]
