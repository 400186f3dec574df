"""Which files are walked: those that git would track, and that are nobody else's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog_ls.workspace.disk.disk import Disk
from backlog_ls.workspace.disk.walk import _read, is_walked, walk

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


def test_what_others_have_written_is_passed_over(tmp_path: Path) -> None:
    names = ["b.md", "a.md", "docs/c.md", "node_modules/d.md", ".hidden/e.md", ".f.md"]
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


def test_a_gitignore_above_counts_within_its_repository_only(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.md\n", "repo/.git/HEAD": "", "repo/docs/a.md": ""})
    assert walked(tmp_path / "repo") == ["docs/a.md"]
    write(tmp_path, {"repo/.gitignore": "a.md\nsecret/\n", "repo/secret/b.md": ""})
    assert walked(tmp_path / "repo" / "docs") == []
    assert walked(tmp_path / "repo" / "secret") == ["b.md"], "somebody asked for it by name"


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("*a*a*", True),
        ("*/*/*/*/*", True),
        ("**/*a*a*", True),
        (r"*a*a*\*\*a", True),
        ("# * * * * *", True),
        ("*a*a*a*", False),
        ("*a*a*/*a*", False),
        ("**/a/**/a/**/a/**/a", False),
        ("!**/a/**/a/**/a/**/a", False),
        ("**/a/**/a/**/a/** ", False),
        ("a" + 20 * "*" + "b", True),
    ],
)
def test_a_line_that_may_take_for_ever_is_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, line: str, counts: bool
) -> None:
    write(tmp_path, {".git/HEAD": "", ".gitignore": f"{line}\nb.md\n", "b.md": "", "c.md": ""})
    assert walked(tmp_path) == ["c.md"]
    assert is_walked(Disk(), str(tmp_path), str(tmp_path / "c.md"))  # asked often, and says nothing
    assert [record.getMessage() for record in caplog.records] == [
        f"lines of {tmp_path / '.gitignore'} with too many * are passed over: 1"
    ] * (not counts)


@pytest.mark.parametrize("line", [20 * "*" + "b", "a" + 20 * "*" + "b", "[*]" + 20 * "*" + "b"])
def test_stars_beside_one_another_are_one(tmp_path: Path, line: str) -> None:
    """They would take for ever: the library asks how much of a name each of them takes."""
    name = "[" + 200 * "a" + ".md"
    write(tmp_path, {".git/HEAD": "", ".gitignore": line, name: "", "b": "", "a.md": ""})
    (ignored,) = _read(str(tmp_path))
    (pattern,) = ignored.patterns.patterns
    assert pattern.regex is not None
    assert pattern.regex.pattern.count("[^/]*") == 1


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
def test_stars_mean_what_they_mean_to_git(tmp_path: Path, line: str, ignored: list[str]) -> None:
    names = ["a**b.md", "a.md", "ab.md", "docs/a.md", "docs/deep/a.md"]
    write(tmp_path, {".gitignore": line, **dict.fromkeys(names, "")})
    kept = sorted({*names} - {*ignored})
    assert tracked(tmp_path) == kept
    assert sorted(walked(tmp_path)) == kept


def test_a_gitignore_that_cannot_be_read_ignores_nothing(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"\xff\xfe*.md")
    write(tmp_path, {"a.md": ""})
    assert walked(tmp_path) == ["a.md"]


PATHS = [
    "a.md",
    "b.md",
    "docs/a.md",
    "docs/b.md",
    "docs/deep/a.md",
    "other/a.md",
    "other/docs/b.md",
]
patterns = st.lists(
    st.tuples(
        st.sampled_from(["", "!"]),
        st.sampled_from(["", "/", "**/"]),
        st.sampled_from(
            ["a.md", "*.md", "docs", "docs/a.md", "deep", "other/*", "?.md", "[ab].md"]
        ),
        st.sampled_from(["", "/", "/**"]),
    )
    .map("".join)
    # The library lets a folder that is taken back bring back what is in it, which git does not.
    .filter(lambda pattern: not re.search(r"!.*(?:docs|deep|\*)/?\Z", pattern)),
    max_size=4,
)


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git itself")
@given(st.tuples(patterns, patterns))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_git_has_it(tmp_path: Path, ignores: tuple[list[str], list[str]]) -> None:
    root = tmp_path / "repo"
    shutil.rmtree(root, ignore_errors=True)
    write(root, dict.fromkeys(PATHS, "") | {".gitignore": "\n".join(ignores[0])})
    write(root, {"docs/.gitignore": "\n".join(ignores[1])})
    assert sorted(walked(root)) == tracked(root)
