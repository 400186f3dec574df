"""What the text of a task says of its priority."""

from __future__ import annotations

import pytest

from backlog_ls.model.statuses.remarks import is_minor


@pytest.mark.parametrize(
    "text",
    [
        "Compare another index `Priority: Low`",
        "Sort the results (low priority)",
        "Sort the results (low priority, see below)",
        "Align the icons - cosmetic",
        "Low priority: sort the results",
        "**Tech debt**",
        "Sort the results, priority = low",
        "Ergebnisse sortieren (niedrige Priorität)",
        "结果排序 优先级：低",
        "Упорядочить (низкий приоритет)",
    ],
)
def test_a_remark_says_that_a_task_has_a_low_priority(text: str) -> None:
    assert is_minor(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sort the results",
        "Priority: High",
        "Show tasks of low priority last",
        "Sort low and high values",
        "Remove the minor version from the title",
        "Sort by priority: lowest first",
    ],
)
def test_other_words_do_not(text: str) -> None:
    assert not is_minor(text)
