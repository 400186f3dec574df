"""Where not every backlog of a folder is known, no id is called unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden import judge

from backlog_ls.workspace import workspace

if TYPE_CHECKING:
    from pathlib import Path

TASKS = "- [ ] T001 a\n- [ ] T002 b\n- [ ] T003 c (depends on T020)\n"


@pytest.mark.parametrize(("most", "count"), [(1, 0), (100, 1)])
def test_silent_where_backlogs_were_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, count: int
) -> None:
    monkeypatch.setattr(workspace, "MOST_MEMBERS", most)
    judged = judge(TASKS, tmp_path, {"TODO.md": "- [ ] one\n"})
    assert [finding.code for finding in judged.findings] == ["unknown-dependency"] * count
