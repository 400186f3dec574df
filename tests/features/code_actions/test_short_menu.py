"""The short menu of code actions: what stays, in which order."""

from __future__ import annotations

import pytest
from cursor import at_cursor
from hypothesis import given
from markdown import documents

from backlog_ls.features.code_actions.action import QUICK_FIX
from backlog_ls.features.code_actions.code_actions import find_code_actions
from backlog_ls.features.code_actions.fix_all import compute_visible_findings
from backlog_ls.features.code_actions.short_menu import MAX_ENTRIES, REFORMAT, shorten_menu

LEGEND = """\
| Status | Meaning |
| --- | --- |
| Todo | Not started |
| Doing | Somebody works on it, or at least somebody said so yesterday |
| Review | |
| Parked | Later |
| Done | **Released** |

"""
TABLE = "| Task | Status |\n| --- | --- |\n"


def titles(text: str) -> list[str]:
    view, offset = at_cursor(text)
    found = compute_visible_findings(view)
    return [each.title for each in shorten_menu(find_code_actions(view, offset, offset, found))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"{LEGEND}{TABLE}| a | To$0do |\n| b | Done |\n",
            [
                "Set status to Doing (Somebody works on it, or at least someb…)",
                "Set status to Review",
                "Set status to Parked (Later)",
                "Set status to Done (Released)",
                "Reformat this table",
            ],
            id="each status once, with its meaning",
        ),
        pytest.param(
            f"{LEGEND}{TABLE}| a | to$0do |\n| b | Done |\n",
            [
                "Change to `Todo`",
                "Suppress `status-spelling` in this table",
                "Set status to Doing (Somebody works on it, or at least someb…)",
                "Set status to Review",
                "Set status to Done (Released)",
                "Reformat this table",
            ],
            id="quick fixes first, then the likely statuses",
        ),
        pytest.param(
            f"# Work\n\n{TABLE}| a | Do$0ne |\n| b | Todo |\n\n## Completed\n\n{TABLE}| c | Done |\n",
            [
                "Set status to Todo",
                "Move to “Completed”",
                "Reformat this table",
            ],
            id="moves before formatting",
        ),
        pytest.param(
            "# Board\n\n## Backlog\n\n- [ ] Pa$0int\n\n## Doing\n\n- [ ] Lamp\n\n## Done\n\n- [x] Rings\n",
            ["Set status to [x] done", "Move to “Doing”", "Move to “Done”"],
            id="columns of a board",
        ),
        pytest.param("| a | b |\n| - | - |\n| c$0 | d |\n", ["Reformat this table"], id="no work"),
    ],
)
def test_short_menu(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


@given(documents)
def test_it_is_short_and_in_order(text: str) -> None:
    view, offset = at_cursor(f"{text}$0")
    for at in (0, offset // 2, offset):
        found = compute_visible_findings(view)
        offered = shorten_menu(find_code_actions(view, at, at, found))
        assert len(offered) <= MAX_ENTRIES
        kinds = [each.kind for each in offered]
        order = [QUICK_FIX, "refactor.rewrite", "refactor.move", REFORMAT]
        assert kinds == sorted(kinds, key=order.index)
        assert not any(each.preferred for each in offered if each.kind != QUICK_FIX)
