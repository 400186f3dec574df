"""The refactorings: which are offered at a place, and what each of them edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.add_legend import (
    ADD_LEGEND,
    compute_legend_edits,
    find_legend_actions,
)
from backlog_ls.features.code_actions.convert_list import (
    LIST_TO_TABLE,
    TABLE_TO_LIST,
    compute_convert_edits,
    find_convert_actions,
)
from backlog_ls.features.code_actions.extract_items import (
    EXTRACT_ITEMS,
    extract_items,
    find_extract_actions,
)
from backlog_ls.features.code_actions.link_definitions import (
    ORGANIZE,
    TO_INLINE,
    TO_REFERENCE,
    compute_definition_edits,
    find_definition_actions,
)
from backlog_ls.features.code_actions.move.cards import (
    MOVE_TO_COLUMN,
    compute_card_edits,
    find_card_actions,
)
from backlog_ls.features.code_actions.move.to_done import (
    MOVE_BACK,
    MOVE_TO_DONE,
    compute_move_edits,
    find_move_actions,
)
from backlog_ls.features.code_actions.number_ids import (
    FILL_IDS,
    RENUMBER_IDS,
    compute_number_edits,
    find_number_actions,
)
from backlog_ls.features.code_actions.set_status import (
    CYCLE_STATUS,
    MARK_DONE,
    SET_STATUS,
    compute_status_edits,
    find_status_actions,
)
from backlog_ls.features.code_actions.tables.edit import (
    SORT_TABLE,
    SORT_TABLE_DESCENDING,
    TABLE_EDITS,
    compute_table_edits,
    find_table_actions,
)
from backlog_ls.features.code_actions.tables.sort import compute_sort_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.code_actions.action import Action
    from backlog_ls.text.edit import Edit
    from backlog_ls.workspace.view import View

EditFunction = Callable[..., "list[Edit]"]

_FINDERS: tuple[Callable[[View, int, int], Iterator[Action]], ...] = (
    find_status_actions,
    find_move_actions,
    find_card_actions,
    find_convert_actions,
    find_number_actions,
    find_legend_actions,
    find_table_actions,
    find_extract_actions,
    find_definition_actions,
)
_EDIT_FUNCTIONS: dict[str, EditFunction] = {
    **dict.fromkeys((SET_STATUS, CYCLE_STATUS, MARK_DONE), compute_status_edits),
    **dict.fromkeys((MOVE_TO_DONE, MOVE_BACK), compute_move_edits),
    MOVE_TO_COLUMN: compute_card_edits,
    **dict.fromkeys((LIST_TO_TABLE, TABLE_TO_LIST), compute_convert_edits),
    **dict.fromkeys((FILL_IDS, RENUMBER_IDS), compute_number_edits),
    ADD_LEGEND: compute_legend_edits,
    **dict.fromkeys((SORT_TABLE, SORT_TABLE_DESCENDING), compute_sort_edits),
    **dict.fromkeys(TABLE_EDITS, compute_table_edits),
    **dict.fromkeys((TO_REFERENCE, TO_INLINE, ORGANIZE), compute_definition_edits),
}


def find_refactorings(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield the refactorings for the selection ``[start, end]``, in code points."""
    for find_actions in _FINDERS:
        yield from find_actions(view, start, end)


def resolve_refactoring(view: View, action: Action) -> Action:
    """Return `action`, one of `find_refactorings`, with its edits.

    Raises:
        RefusedError: the refactoring is not possible here.
    """
    if action.refactoring_id == EXTRACT_ITEMS:
        return extract_items(view, action)
    compute_edits = _EDIT_FUNCTIONS[action.refactoring_id]
    edits = compute_edits(view, action.start, action.end, action.refactoring_id, *action.arguments)
    return action._replace(edits=tuple(edits))
