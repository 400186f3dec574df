"""Refactorings: which are offered where, and what each does when it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.add_legend import ADD_LEGEND, legend_actions, legend_edits
from backlog_ls.features.code_actions.convert_list import (
    TO_LIST,
    TO_TABLE,
    convert_actions,
    convert_edits,
)
from backlog_ls.features.code_actions.extract_items import EXTRACT_ITEMS, extract_actions, extracted
from backlog_ls.features.code_actions.move.cards import TO_COLUMN, card_actions, card_edits
from backlog_ls.features.code_actions.move.to_done import BACK, TO_DONE, move_actions, move_edits
from backlog_ls.features.code_actions.number_ids import FILL, RENUMBER, number_actions, number_edits
from backlog_ls.features.code_actions.set_status import (
    CYCLE,
    DONE,
    SET,
    status_actions,
    status_edits,
)
from backlog_ls.features.code_actions.tables.edit import (
    SORT,
    SORT_DOWN,
    WORKS,
    table_actions,
    table_edits,
)
from backlog_ls.features.code_actions.tables.sort import sort_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.code_actions.action import Action
    from backlog_ls.text.edit import Edit
    from backlog_ls.workspace.view import View

Worker = Callable[..., "list[Edit]"]

_OFFERS: tuple[Callable[[View, int, int], Iterator[Action]], ...] = (
    status_actions,
    move_actions,
    card_actions,
    convert_actions,
    number_actions,
    legend_actions,
    table_actions,
    extract_actions,
)
_WORKERS: dict[str, Worker] = {
    **dict.fromkeys((SET, CYCLE, DONE), status_edits),
    **dict.fromkeys((TO_DONE, BACK), move_edits),
    TO_COLUMN: card_edits,
    **dict.fromkeys((TO_TABLE, TO_LIST), convert_edits),
    **dict.fromkeys((FILL, RENUMBER), number_edits),
    ADD_LEGEND: legend_edits,
    **dict.fromkeys((SORT, SORT_DOWN), sort_edits),
    **dict.fromkeys(WORKS, table_edits),
}


def refactorings(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield what can be done with the items and tables in ``[start, end]``, code points."""
    for offers in _OFFERS:
        yield from offers(view, start, end)


def refactored(view: View, action: Action) -> Action:
    """Return `action`, one of `refactorings`, with its edits.

    Raises:
        RefusedError: it cannot be done after all.
    """
    if action.work[0] == EXTRACT_ITEMS:
        return extracted(view, action)
    worker = _WORKERS[action.work[0]]
    edits = worker(view, action.at, action.end, *action.work)
    return action._replace(edits=tuple(edits))
