"""The document that the fix of a broken link to a milestone makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import view_of

from backlog_ls.features.code_actions.code_actions import actions
from backlog_ls.features.code_actions.create_milestone import milestone_text
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.visible import reported

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [Beta](milestones/m2.md).\n", "# Beta\n"),
        ("See [the plan](milestones/m2.md).\n", "# M2\n"),
        ("See [link](milestones/first-light.md).\n", "# First light\n"),
        (TABLE, "# M2\n\n- [x] T-1 Log in\n- [ ] T-2 Search\n"),
        (
            "| Milestone | Status |\n|--|--|\n| [Beta, at last](milestones/m2.md) | 🚧 Started |\n",
            "# Beta, at last\n\n**Status:** 🚧 Started\n",
        ),
        (
            "- [x] Log in ([m2](milestones/m2.md))\n- [ ] Mail ([M2](milestones/m2.md))\n",
            "# M2\n\n- [x] Log in\n- [ ] Mail\n",
        ),
        ("- [x] [M2: Beta](milestones/m2.md)\r\n", "# M2: Beta\r\n"),
    ],
)
def test_it_is_filled_from_what_names_it(tmp_path: Path, text: str, expected: str) -> None:
    view = view_of(text, tmp_path)
    name = "first-light" if "first" in text else "m2"
    assert milestone_text(view, str(tmp_path / "milestones" / f"{name}.md")) == expected


@pytest.mark.parametrize("name", ["m2", "m3"])
def test_it_brings_no_finding(tmp_path: Path, name: str) -> None:
    view = view_of(TABLE, tmp_path)
    before = reported(view, checked(view))
    assert {finding.code for finding in before} == {"broken-milestone-link"}
    offered = [
        action
        for finding in before
        for place in [view.backlog.rope.at_key(finding.key)]
        for at in [place.offset + finding.start if place else 0]
        for action in actions(view, at, at, before)
        if action.create.endswith(f"{name}.md")
    ]
    (tmp_path / "milestones").mkdir()
    made = tmp_path / "milestones" / f"{name}.md"
    made.write_text(offered[0].content)
    again = view_of(TABLE, tmp_path)
    left = [finding.message for finding in reported(again, checked(again))]
    assert left == [finding.message for finding in before if f"{name}.md" not in finding.message]
    own = view_of(offered[0].content, made.parent, name=made.name)
    assert reported(own, checked(own)) == []
