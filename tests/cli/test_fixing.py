"""`check --fix` on files, and how a difference is shown."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls, write


def test_a_fix_may_depend_on_another(tmp_path: Path) -> None:
    # What the link means is clear only once the heading of its own document can be read.
    text = "# âœ… Done\n\n[x](BACKLOG.md#-don)\n"
    path = write(tmp_path, "BACKLOG.md", text)
    result = backlog_ls(tmp_path, "check", "--fix")
    assert result.out == "Fixed 2 problems in 1 file.\nNo problems found in 1 file.\n"
    assert path.read_text() == "# ✅ Done\n\n[x](BACKLOG.md#-done)\n"
