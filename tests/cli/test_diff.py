"""Differences as `patch` and `git apply` read them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from command_line import backlog_ls, write
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.cli.diff import CONTEXT, unified_diff
from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from pathlib import Path

FIXABLE = "# âœ… Done\r\n\r\n[x](BACKLOG.md#-don)\r\n"


def test_old_before_new() -> None:
    edits = [Edit(2, 3, "b"), Edit(4, 5, "c")]
    assert unified_diff("a.md", "1\n2\n3\n", edits) == (
        "--- a.md\n+++ a.md\n@@ -1,3 +1,3 @@\n 1\n-2\n-3\n+b\n+c\n"
    )
    edits = [Edit(0, 3, "a\nb")]
    assert unified_diff("a.md", "1\n2\n3\n4\n", edits) == (
        "--- a.md\n+++ a.md\n@@ -1,4 +1,4 @@\n-1\n-2\n+a\n+b\n 3\n 4\n"
    )
    assert unified_diff("a.md", "1\n", [Edit(0, 1, "1")]) == ""


def test_lines_come_and_go() -> None:
    assert unified_diff("a.md", "1\n2\n", [Edit(2, 2, "x\n")]) == (
        "--- a.md\n+++ a.md\n@@ -1,2 +1,3 @@\n 1\n+x\n 2\n"
    )
    assert unified_diff("a.md", "1\n2\n", [Edit(2, 4, "")]) == (
        "--- a.md\n+++ a.md\n@@ -1,2 +1,1 @@\n 1\n-2\n"
    )
    assert unified_diff("a.md", "", [Edit(0, 0, "1")]) == (
        "--- a.md\n+++ a.md\n@@ -0,0 +1,1 @@\n+1\n\\ No newline at end of file\n"
    )


def patched(text: str, diff: str) -> str:
    """Apply `diff` by the rules of POSIX `patch`, leaving no line unread and guessing at none."""
    old, new, at = text.splitlines(keepends=True), [], 0
    lines = diff.split("\n")[2:-1]
    for index, line in enumerate(lines):
        ended = "" if lines[index + 1 : index + 2] == ["\\ No newline at end of file"] else "\n"
        if line.startswith("@@"):
            first, count = map(int, line.split()[1][1:].split(","))
            first -= 1 if count else 0
            new += old[at:first]
            at = first
        elif line.startswith("+"):
            new.append(line[1:] + ended)
        elif line[:1] in {" ", "-"}:
            assert old[at] == line[1:] + ended
            new += [old[at]] if line[0] == " " else []
            at += 1
    return "".join([*new, *old[at:]])


texts = st.lists(st.sampled_from(["a\n", "b\n", "\n", "c d\n"]), max_size=30).map(
    "".join
) | st.text("ab\n", max_size=20)


@given(texts, st.data())
def test_the_diff_reproduces_the_edits(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = [
        Edit(start, end, data.draw(st.text("ab\n", max_size=4)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    diff = unified_diff("a.md", text, edits)
    assert patched(text, diff) == apply_edits(text, edits)
    assert diff.count("\n ") <= 2 * CONTEXT * max(1, len(edits)), "no more context than needed"


def test_git_applies_the_diff_of_check(tmp_path: Path) -> None:
    git = shutil.which("git")
    if not git:
        pytest.skip("git is not installed")
    path = write(tmp_path, "BACKLOG.md", "\ufeff" + FIXABLE)
    result = backlog_ls(tmp_path, "check", "--diff")
    assert (result.code, result.err) == (1, "")
    assert path.read_bytes().decode() == "\ufeff" + FIXABLE, "nothing is written"
    (tmp_path / "it.patch").write_bytes(result.out.encode())
    subprocess.run([git, "apply", "-p0", "it.patch"], cwd=tmp_path, check=True, timeout=60)
    mended = path.read_bytes()
    path.write_bytes(("\ufeff" + FIXABLE).encode())
    assert backlog_ls(tmp_path, "check", "--fix").code == 0
    assert path.read_bytes() == mended
    again = backlog_ls(tmp_path, "check", "--diff")
    assert (again.code, again.out) == (0, "")


def test_diff_of_standard_input(tmp_path: Path) -> None:
    arguments = ["check", "--diff", "--stdin-filename", "BACKLOG.md", "-"]
    result = backlog_ls(tmp_path, *arguments, stdin=FIXABLE.encode())
    assert result.code == 1
    assert result.out.startswith("--- BACKLOG.md\n+++ BACKLOG.md\n@@ -1,3 +1,3 @@\n-# âœ… Done\r\n")
