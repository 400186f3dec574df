"""Without all backlogs of a folder, no id is reported as unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden import check_text

from backlog_ls.rules import unknown_dependency
from backlog_ls.workspace import workspace

if TYPE_CHECKING:
    from pathlib import Path

TASKS = "- [ ] T001 a\n- [ ] T002 b\n- [ ] T003 c (depends on T020)\n"


@pytest.mark.parametrize(("most", "count"), [(1, 0), (100, 1)])
def test_not_reported_if_backlogs_were_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, count: int
) -> None:
    monkeypatch.setattr(workspace, "MAX_MEMBERS", most)
    checked = check_text(TASKS, tmp_path, {"TODO.md": "- [ ] one\n"})
    assert [finding.code for finding in checked.findings] == ["unknown-dependency"] * count


@pytest.mark.parametrize(("most", "count"), [(2, 0), (1, 1)])
def test_searches_a_limited_number_of_near_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, count: int
) -> None:
    monkeypatch.setattr(unknown_dependency, "MAX_SEARCHED", most)
    files = {"near.md": "Words\n", "docs/far.md": "About T-20\n"}
    checked = check_text(TASKS, tmp_path, files)
    assert [finding.code for finding in checked.findings] == ["unknown-dependency"] * count
