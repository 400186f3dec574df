"""Which documents continue the series of a sprint, and which numbers say nothing about time."""

from __future__ import annotations

import pytest

from backlog_ls.model.roles.time_boxes import find_later, find_time_boxes


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("docs/sprint-7.md", ["sprint-7.md"]),
        ("docs/SPRINTS/R2-F1.md", ["R2-F1.md"]),
        ("work/sprint_03/PLAN.md", ["sprint_03"]),
        ("phases/03-login/03-02-PLAN.md", ["03-login"]),
        ("PLANO_SEMANA_15.md", ["PLANO_SEMANA_15.md"]),
        ("计划/迭代3.md", ["迭代3.md"]),
        ("docs/tickets/T-7.md", []),
        ("docs/sprint-notes.md", []),
        ("BACKLOG.md", []),
        ("", []),
    ],
)
def test_time_boxes_in_a_path(path: str, names: list[str]) -> None:
    assert [box.name for box in find_time_boxes(path)] == names


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("sprint-7.md", "sprint-10.md", True),
        ("sprint-7.md", "Sprint_8-review.md", True),
        ("sprint-7.md", "sprint-7-review.md", False),
        ("sprint-7.md", "sprint-6.md", False),
        ("sprint-7.md", "week-8.md", False),
        ("R2-F9.md", "R2-F10.md", True),
        ("R2-F9.md", "R1-F10.md", False),
        ("sprint-2026-08-01.md", "sprint-2026-09-01.md", True),
        ("sprint-03", "sprint-04/", True),
    ],
)
def test_later_ones(name: str, other: str, expected: bool) -> None:
    assert find_later(name, ["README.md", name, other]) == (other.rstrip("/") if expected else "")
