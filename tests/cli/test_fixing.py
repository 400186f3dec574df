"""`check --fix` on files, and how a difference is shown."""

from __future__ import annotations

import sys
from pathlib import Path

from backlog_ls.cli.diff import unified_diff

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls, write


def test_a_fix_may_depend_on_another(tmp_path: Path) -> None:
    # What the link means is clear only once the heading of its own document can be read.
    text = "# âœ… Done\n\n[x](BACKLOG.md#-don)\n"
    path = write(tmp_path, "BACKLOG.md", text)
    result = backlog_ls(tmp_path, "check", "--fix")
    assert result.out == "Fixed 2 problems in 1 file.\nFound nothing wrong in 1 file.\n"
    assert path.read_text() == "# ✅ Done\n\n[x](BACKLOG.md#-done)\n"


def test_a_diff_reads_old_before_new() -> None:
    assert unified_diff("a.md", "1\n2\n3\n", "1\nb\nc\n") == (
        "--- a.md\n+++ a.md\n@@ -1,3 +1,3 @@\n 1\n-2\n-3\n+b\n+c\n"
    )
    assert unified_diff("a.md", "1\n2\n3\n4\n", "a\nb\n3\n4\n") == (
        "--- a.md\n+++ a.md\n@@ -1,4 +1,4 @@\n-1\n-2\n+a\n+b\n 3\n 4\n"
    )
    assert unified_diff("a.md", "1\n", "1\n") == ""
