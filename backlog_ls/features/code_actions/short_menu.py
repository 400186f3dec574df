"""Shorten the code actions to what one wants at the cursor, for editors with commands for the rest.

An editor that shows everything in one list offers some twenty actions on a row of a table. One that has
a command palette and menus asks for a short list instead, and gets all if it requests a kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import MOVE, QUICK_FIX, REWRITE, Action
from backlog_ls.features.code_actions.set_status import CYCLE_STATUS, MARK_DONE, SET_STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ENTRIES = 6
MAX_FIXES = 3
MAX_MEANING_LENGTH = 40
"""Maximum number of code points of a status's meaning in a title."""
REFORMAT = "refactor.format"
"""The kind of *Reformat this table*: VS Code sorts by kind, and would show it before the moves."""


def shorten_menu(offered: Iterable[Action]) -> list[Action]:
    """Return at most `MAX_ENTRIES` of `offered`: quick fixes, statuses, moves, and reformatting.

    Each status is there once, with its meaning. If there are too many, the next one and that of
    completed items stay. Where items have no choice of statuses, *Mark done* is one.
    """
    actions = [action for action in offered if not action.disabled]
    fixes = [each for each in actions if each.kind == QUICK_FIX and not each.is_suppression]
    suppressions = [each for each in actions if each.is_suppression]
    moves = [each for each in actions if each.kind == MOVE]
    reformat = [
        each._replace(kind=REFORMAT)
        for each in actions
        if each.kind == REWRITE and not each.refactoring_id
    ]
    head = [*fixes[:MAX_FIXES], *suppressions[:1]]
    room = MAX_ENTRIES - len(head) - len(reformat)
    statuses = _find_statuses(actions)
    move_count = min(len(moves), max(1, room - len(statuses)))
    statuses = _keep_likely(statuses, room - move_count)
    rest = [*map(_with_meaning, statuses), *moves[:move_count], *reformat]
    # Preferred ones would be moved to the top.
    return [*head, *(each._replace(preferred=False) for each in rest)]


def _find_statuses(actions: list[Action]) -> list[Action]:
    found = [each for each in actions if each.refactoring_id == SET_STATUS]
    others = (each for each in actions if each.refactoring_id in {CYCLE_STATUS, MARK_DONE})
    return found or list(others)[:1]


def _keep_likely(statuses: list[Action], count: int) -> list[Action]:
    """Return `count` of `statuses` in their order: first the likely ones."""
    ranked = sorted(range(len(statuses)), key=lambda number: (not statuses[number].likely, number))
    return [statuses[number] for number in sorted(ranked[: max(count, 0)])]


def _with_meaning(action: Action) -> Action:
    meaning = action.meaning
    if not meaning:
        return action
    if len(meaning) > MAX_MEANING_LENGTH:
        meaning = meaning[: MAX_MEANING_LENGTH - 1].rstrip() + "…"
    return action._replace(title=f"{action.title} ({meaning})")
