from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.cli.diff import unified_diff
from backlog_ls.cli.fixing import _compatible
from backlog_ls.text.edit import Edit, apply_edits

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls, write


def test_fixes_that_touch_wait() -> None:
    first, second, third = [Edit(0, 2, "a"), Edit(8, 9, "b")], [Edit(1, 3, "c")], [Edit(5, 5, "d")]
    again = [Edit(5, 5, "e")]
    assert _compatible([first, second, third, again]) == [first, third]
    assert _compatible([[Edit(2, 4, "")], [Edit(4, 4, "x")]]) == [[Edit(2, 4, "")]]
    assert _compatible([[Edit(2, 4, "")], [Edit(5, 6, "x")]]) == [
        [Edit(2, 4, "")],
        [Edit(5, 6, "x")],
    ]


spans = st.tuples(st.integers(0, 40), st.integers(0, 4))


@given(st.lists(spans, max_size=20))
def test_compatible_fixes_can_be_applied(places: list[tuple[int, int]]) -> None:
    fixes = [[Edit(start, start + length, "")] for start, length in places]
    chosen = _compatible(fixes)
    assert chosen[:1] == fixes[:1]
    apply_edits("x" * 44, (edit for edits in chosen for edit in edits))
    touched = [place for (edit,) in chosen for place in range(edit.start, edit.end + 1)]
    assert len(touched) == len(set(touched))


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
