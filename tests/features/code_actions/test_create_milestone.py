"""Create a milestone document: it has no findings, and fixes the broken links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import view_of

from backlog_ls.features.code_actions.code_actions import find_code_actions
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """\
| ID  | Task       | Status      | Milestone              |
| --- | ---------- | ----------- | ---------------------- |
| T-1 | **Log in** | Done        | [M2](milestones/m2.md) |
| T-2 | `Search`   | In Progress | [M2](milestones/m2.md) |
| T-3 | Old thing  | Cancelled   | [M2](milestones/m2.md) |
| T-4 | Other      | Todo        | [M3](milestones/m3.md) |
"""


@pytest.mark.parametrize("name", ["m2", "m3"])
def test_it_brings_no_finding(tmp_path: Path, name: str) -> None:
    view = view_of(TABLE, tmp_path)
    before = visible_findings(view, check(view))
    assert {finding.code for finding in before} == {"broken-milestone-link"}
    offered = [
        action
        for finding in before
        for place in [view.backlog.rope.at_key(finding.key)]
        for at in [place.offset + finding.start if place else 0]
        for action in find_code_actions(view, at, at, before)
        if action.create.endswith(f"{name}.md")
    ]
    (tmp_path / "milestones").mkdir()
    made = tmp_path / "milestones" / f"{name}.md"
    made.write_text(offered[0].content)
    again = view_of(TABLE, tmp_path)
    left = [finding.message for finding in visible_findings(again, check(again))]
    assert left == [finding.message for finding in before if f"{name}.md" not in finding.message]
    own = view_of(offered[0].content, made.parent, name=made.name)
    assert visible_findings(own, check(own)) == []
