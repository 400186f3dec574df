"""Set the status of the items at the cursor or in a selection, in the style of its surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.code_actions.move.cards import (
    BoardColumn,
    Card,
    card_at,
    card_of_block,
    move_card,
)
from backlog_ls.features.code_actions.slot_choices import (
    choice_key,
    find_choice,
    find_counterpart,
    find_next_choice,
    find_slot_choices,
    locate_in_title,
    read_slot_status,
    slot_key,
    write_in_bullet,
)
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.status.bullets import find_strike
from backlog_ls.features.status.choices import (
    StatusChoice,
    is_checkbox,
    most_common_markup,
)
from backlog_ls.features.status.completed_on import edit_completion_date, write_cell
from backlog_ls.features.status.heading_status import (
    match_form,
    span_with_brackets,
)
from backlog_ls.features.status.slots import (
    StatusSlot,
    find_slots_in_block,
    find_status_slots,
    sibling_statuses,
    status_span,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.statuses.status import Status, status_name
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.workspace.view import View

SET_STATUS, CYCLE_STATUS, MARK_DONE = "set-status", "cycle-status", "mark-done"
MAX_CHOICES = 10


def find_status_actions(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield the actions that set the status of the items in ``[start, end]``, without edits."""
    slots = find_status_slots(view, start, end)
    if not slots:
        strike = find_strike_edits(view, start, end)
        if strike:
            title = "Mark done" if strike[0].text else "Mark open"
            yield Action(title, REWRITE, start=start, end=end, refactoring_id=CYCLE_STATUS)
        return
    lead = _leading_slot(slots)
    choices = find_slot_choices(view, lead)
    now = {slot_key(slot) for slot in slots if _is_same_kind(slot, lead)}
    many = f" of {len(slots)} items" if _count_items(slots) > 1 else ""
    open_now = any(read_slot_status(view, slot) is not Status.DONE for slot in slots)
    done = next((choice for choice in choices if choice.status is Status.DONE), None)
    if done and open_now:
        title = f"Mark {_count_items(slots)} items done" if many else "Mark done"
        yield Action(title, REWRITE, preferred=True, start=start, end=end, refactoring_id=MARK_DONE)
    following = None if many else find_next_choice(view, lead, choices)
    if following:
        title = f"Cycle status to {_choice_label(following)}"
        yield Action(title, REWRITE, start=start, end=end, refactoring_id=CYCLE_STATUS)
    for choice in choices[:MAX_CHOICES]:
        if now != {choice_key(lead, choice)} and _changes_bullets(view, slots, choice):
            title = f"Set status{many} to {_choice_label(choice)}"
            yield Action(
                title,
                REWRITE,
                start=start,
                end=end,
                refactoring_id=SET_STATUS,
                arguments=(choice.spelling,),
                meaning=plain_text(choice.meaning),
                likely=choice in {done, following},
            )


def _changes_bullets(view: View, slots: list[StatusSlot], choice: StatusChoice) -> bool:
    """Return whether `choice` changes the text of list items, which may have only its emoji already."""
    if not all(slot.bullet for slot in slots):
        return True
    return bool(_compute_edits(view, None, slots, [], SET_STATUS, choice.spelling))


def compute_status_edits(
    view: View, start: int, end: int, refactoring_id: str, spelling: str = ""
) -> list[Edit]:
    """Return the edits that set the status of the items in ``[start, end]``.

    A card of a kanban board moves to the column of that status.

    Args:
        view: the document.
        start: code point of the cursor, or of the start of the selection.
        end: code point of the end of the selection.
        refactoring_id: `SET_STATUS`, `CYCLE_STATUS` or `MARK_DONE`.
        spelling: the new status, for `SET_STATUS`.

    Raises:
        RefusedError: no item here has a status, or `spelling` is not one of its choices.
    """
    strike = find_strike_edits(view, start, end)
    return _compute_edits(view, *_find_targets(view, start, end), strike, refactoring_id, spelling)


def compute_status_edits_at_key(
    view: View, key: int, refactoring_id: str, spelling: str = ""
) -> list[Edit]:
    """Return the edits that set the status of the item in the block `key`.

    The other arguments are those of `compute_status_edits`.

    Raises:
        RefusedError: there is no such block, or it has no status that can be set.
    """
    place = view.backlog.rope.at_key(key)
    strike = find_strike_edits(view, place.offset, place.offset) if place else []
    return _compute_edits(view, *_find_targets_at_key(view, key), strike, refactoring_id, spelling)


def find_status_choices(view: View, start: int, end: int) -> list[StatusChoice]:
    """Return the statuses that the items in ``[start, end]`` can be set to, in display order."""
    return _find_choices(view, *_find_targets(view, start, end))


def find_status_choices_at_key(view: View, key: int) -> list[StatusChoice]:
    """Return the statuses that the item in the block `key` can be set to, in display order.

    Raises:
        RefusedError: there is no such block.
    """
    return _find_choices(view, *_find_targets_at_key(view, key))


def _find_targets(view: View, start: int, end: int) -> tuple[Card | None, list[StatusSlot]]:
    return card_at(view, start) if start == end else None, find_status_slots(view, start, end)


def _find_targets_at_key(view: View, key: int) -> tuple[Card | None, list[StatusSlot]]:
    place = view.backlog.rope.at_key(key)
    if place is None:
        message = "The item is no longer there."
        raise RefusedError(message)
    return card_of_block(view, place), list(find_slots_in_block(view, place, 0, 0))


def _find_choices(view: View, card: Card | None, slots: list[StatusSlot]) -> list[StatusChoice]:
    if card and all(slot.is_checkbox for slot in slots):
        return [StatusChoice(column.title, "", column.status) for column in card.columns]
    return find_slot_choices(view, _leading_slot(slots)) if slots else []


def _compute_edits(
    view: View,
    card: Card | None,
    slots: list[StatusSlot],
    strike: list[Edit],
    refactoring_id: str,
    spelling: str,
) -> list[Edit]:
    column = _find_column(card, slots, refactoring_id, spelling) if card else None
    if card and column:
        return move_card(view, card, column)
    if not slots and strike and refactoring_id != SET_STATUS:
        return strike
    return compute_slot_edits(view, slots, refactoring_id, spelling)


def _find_column(
    card: Card, slots: list[StatusSlot], refactoring_id: str, spelling: str
) -> BoardColumn | None:
    """Return the column that a card moves to; None if its checkbox or field is set instead."""
    if any(not slot.is_checkbox for slot in slots):
        return None
    if refactoring_id == SET_STATUS:
        return None if is_checkbox(spelling) else card.find_column(spelling)
    if slots:
        return None
    if refactoring_id == CYCLE_STATUS:
        return card.next_column
    return card.find_column(Status.DONE.value)


def compute_slot_edits(
    view: View, slots: list[StatusSlot], refactoring_id: str, spelling: str = ""
) -> list[Edit]:
    """Return the edits that set the status at `slots`, in document order.

    Raises:
        RefusedError: `slots` is empty, or there is no such status here.
    """
    if not slots:
        message = "There is no item with a status here."
        raise RefusedError(message)
    lead = _leading_slot(slots)
    choices = find_slot_choices(view, lead)
    if refactoring_id == SET_STATUS:
        wanted, missing = find_choice(choices, spelling), f"`{spelling}` is not a status here."
    elif refactoring_id == MARK_DONE:
        missing = "There is no status for completed items here."
        wanted = next((choice for choice in choices if choice.status is Status.DONE), None)
    else:
        wanted, missing = find_next_choice(view, lead, choices), "There is no next status here."
    if wanted is None:
        listed = ", ".join(f"`{choice.spelling}`" for choice in choices)
        message = f"{missing} Available: {listed}."
        raise RefusedError(message)
    edits: set[Edit] = set()
    for slot in slots:
        own = wanted if _is_same_kind(slot, lead) else find_counterpart(view, slot, wanted)
        if own is not None:
            edits.update(_write_choice(view, slot, own))
            edits.update(edit_completion_date(view, slot, done=own.status is Status.DONE))
        elif slot.place_kind is StatusPlace.HEADING:
            edits.add(_remove_status(slot))
    return sorted(edits)


def find_strike_edits(view: View, start: int, end: int) -> list[Edit]:
    """Return the edits that strike the plain list item at `start` through, or undo that."""
    place = view.backlog.rope.at_offset(start)
    entries = facts_of(place.piece).list_items if place.piece.kind == Kind.ITEM else ()
    if start != end or not entries:
        return []
    own = [entry for entry in entries if place.offset + entry.start <= start][-1:]
    return list(find_strike(view.backlog, place, (own or entries)[0]))


def _leading_slot(slots: list[StatusSlot]) -> StatusSlot:
    """Return the slot whose choices count: a field or cell, as a title has less room."""
    return next((slot for slot in slots if slot.place_kind is not StatusPlace.HEADING), slots[0])


def _remove_status(slot: StatusSlot) -> Edit:
    """Return the edit that removes the status from a title that cannot hold the new one."""
    title, start, end = locate_in_title(slot)
    low, high = span_with_brackets(title, start, end)
    at = slot.place.offset + slot.start - start
    return Edit(at + low, at + high, "")


def _write_choice(view: View, slot: StatusSlot, choice: StatusChoice) -> Iterator[Edit]:
    """Yield the edit that writes `choice` at `slot`; nothing if it is there already."""
    place, start, end = slot.place, slot.start, slot.end
    if slot.is_checkbox:
        new = choice.spelling[1:-1]
    elif slot.bullet is not None:
        new = write_in_bullet(slot, choice.spelling)
    elif slot.place_kind is StatusPlace.HEADING:
        new = match_form(slot.text, choice.spelling)
    elif slot.place_kind is StatusPlace.FRONT_MATTER:
        new = choice.spelling
    else:
        new = _apply_style(view, slot, choice)
    if place.piece.text[start:end] == new:
        return
    if slot.place_kind is StatusPlace.CELL and place.piece.kind == Kind.ROW:
        yield write_cell(view, place, (start, end), new)
    else:
        yield Edit(place.offset + start, place.offset + end, new)


def _apply_style(view: View, slot: StatusSlot, choice: StatusChoice) -> str:
    """Return `choice` in the markup of its column: that of equal cells, else of most cells."""
    texts = sibling_statuses(view, slot)
    same = [text for text in texts if _strip_markup(text) == choice.spelling]
    own = slot.place.piece.text[slot.start : slot.end]
    before, after = most_common_markup(same or [*texts, *([own] if slot.text else [])])
    if not same and not any(texts) and not slot.text:
        before = after = ""
    return before + choice.spelling + after


def _strip_markup(text: str) -> str:
    start, end = status_span(text, 0, len(text))
    return text[slice(*strip_markup(text, start, end))]


def _is_same_kind(one: StatusSlot, other: StatusSlot) -> bool:
    return one is other or (
        one.place_kind is other.place_kind and one.place_kind is not StatusPlace.HEADING
    )


def _count_items(slots: Iterable[StatusSlot]) -> int:
    """Return the number of items at `slots`: a section may state its status more than once."""
    return len(
        {(slot.heading.key, -1) if slot.heading else (slot.place.key, slot.start) for slot in slots}
    )


def _choice_label(choice: StatusChoice) -> str:
    if choice.spelling.startswith("[") and choice.status is not Status.UNKNOWN:
        return f"{choice.spelling} {status_name(choice.status)}"
    return choice.spelling
