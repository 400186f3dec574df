"""The statuses that a status slot can be set to, and the one that comes next."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.features.status.bullets import list_bullet_choices, would_state_in_bullet
from backlog_ls.features.status.choices import (
    DEFAULT_STATUSES,
    StatusChoice,
    checkbox_choices,
    is_checkbox,
    list_status_choices,
    status_key,
)
from backlog_ls.features.status.heading_status import (
    find_heading_statuses,
    heading_status_choices,
    match_form,
    would_state,
)
from backlog_ls.features.status.slots import (
    StatusSlot,
    cursor_in_slot,
    sibling_bullets,
    sibling_statuses,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.statuses.status import Status, canonical_status, checkbox_status
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

_USUAL_ORDER = (Status.TODO, Status.IN_PROGRESS, Status.REVIEW, Status.DONE)
"""The order in which statuses are cycled, unless a legend has another."""
_PIPE = pattern(r"(?<!\\)\|")
_YAML = pattern(r"[^\W\d_][\w ./-]*\w")
"""Texts that YAML reads as a string without quotation marks."""
_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def find_slot_choices(view: View, slot: StatusSlot) -> list[StatusChoice]:
    """Return the statuses that `slot` can be set to, in display order."""
    if slot.is_checkbox:
        return checkbox_choices(_count_marks(view, slot))
    texts = sibling_statuses(view, slot)
    if is_checkbox(slot.text):
        texts = [*texts, slot.text]
    if slot.bullet is not None and not _has_vocabulary(view, slot):
        choices = list_bullet_choices([*sibling_bullets(view, slot), slot.bullet])
    else:
        choices = list_status_choices(cursor_in_slot(view, slot), texts)
    if slot.place_kind is StatusPlace.HEADING:
        usual = [_in_case_of(slot.text, choice) for choice in choices]
        choices = [*heading_status_choices(find_heading_statuses(view, slot.place)), *usual]
    vocabulary = view.backlog.context(slot.place).vocabulary
    ordered = vocabulary is not None or view.settings.statuses
    if not ordered:
        rank = {status: number for number, status in enumerate(Status)}
        choices = sorted(choices, key=lambda choice: rank[choice.status])
    kept: dict[str, StatusChoice] = {}
    for choice in choices:
        if _is_writable(slot, choice.spelling, choice.status):
            kept.setdefault(status_key(choice.spelling), choice)
    return list(kept.values())


def _in_case_of(written: str, choice: StatusChoice) -> StatusChoice:
    """Return a default status in capitals where `written` is: `DONE` instead of `READY`."""
    if choice.spelling in DEFAULT_STATUSES and written.isupper():
        return choice._replace(spelling=choice.spelling.upper())
    return choice


def _has_vocabulary(view: View, slot: StatusSlot) -> bool:
    declared = view.backlog.context(slot.place).vocabulary
    return declared is not None or bool(view.settings.statuses)


def _count_marks(view: View, slot: StatusSlot) -> Counter[str]:
    """Return how many tasks near `slot` have each checkbox mark."""
    rope = view.backlog.rope
    counts: Counter[str] = Counter()
    first = max(slot.place.index - NEAR_BLOCKS, 0)
    for place in islice(rope.find(FLAGS, Flag.TASK, first, len(rope)), NEAR_BLOCKS):
        counts.update(entry.mark for entry in facts_of(place.piece).list_items if entry.mark)
    return counts


def _is_writable(slot: StatusSlot, spelling: str, status: Status) -> bool:
    """Tell whether `spelling`, which means `status`, can be written at `slot` unchanged."""
    if set("\r\n") & set(spelling) or not spelling.strip():
        return False
    if slot.bullet is not None:
        written = write_in_bullet(slot, spelling)
        return would_state_in_bullet(slot.place.piece, slot.start, slot.end, written, status)
    if slot.place_kind is StatusPlace.CELL:
        return not _PIPE.search(spelling)
    if slot.place_kind is StatusPlace.FRONT_MATTER:
        text, start = slot.place.piece.text, slot.start
        quoted = (
            text[start - 1 : start] in {'"', "'"}
            and text[slot.end : slot.end + 1] == text[start - 1]
        )
        if quoted:
            return not set("\"'\\") & set(spelling)
        return bool(_YAML.fullmatch(spelling)) and spelling.lower() not in _YAML_WORDS
    if spelling.startswith("[") and spelling.endswith("]"):
        return slot.place_kind is StatusPlace.FIELD and is_checkbox(spelling)
    return slot.place_kind is not StatusPlace.HEADING or would_state(
        *locate_in_title(slot), match_form(slot.text, spelling)
    )


def write_in_bullet(slot: StatusSlot, spelling: str) -> str:
    """Return the text that states `spelling` at `slot`, which is in a list item."""
    if slot.bullet is None or slot.text:
        return match_form(slot.text, spelling)
    return slot.bullet.opening + spelling + slot.bullet.closing


def locate_in_title(slot: StatusSlot) -> tuple[str, int, int]:
    """Return the title of the section at `slot`, and the span of the status in the title."""
    heading = facts_of(slot.place.piece).heading
    if heading is None:
        return "", 0, 0
    title = slot.place.piece.text[heading.start : heading.end]
    return title, slot.start - heading.start, slot.end - heading.start


def find_choice(choices: list[StatusChoice], asked: str) -> StatusChoice | None:
    """Return the choice with the spelling or meaning `asked`, which may be a canonical name."""
    key = status_key(asked)
    meaning = canonical_status(asked.replace("_", " "))
    if len(asked) == 1 and choices[0].spelling.startswith("["):
        asked = f"[{asked}]"
    return (
        next((choice for choice in choices if choice.spelling == asked), None)
        or next((choice for choice in choices if key and status_key(choice.spelling) == key), None)
        or next((choice for choice in choices if asked in choice.names), None)
        or next(
            (choice for choice in choices if choice.status is meaning is not Status.UNKNOWN), None
        )
    )


def find_next_choice(
    view: View, slot: StatusSlot, choices: list[StatusChoice]
) -> StatusChoice | None:
    """Return the choice after the status at `slot`, in the declared or the usual order."""
    vocabulary = view.backlog.context(slot.place).vocabulary
    free = slot.bullet is None or all(each.status in _USUAL_ORDER for each in choices)
    if slot.is_checkbox or (vocabulary is None and free):
        usual: dict[Status, StatusChoice] = {}
        for choice in choices:
            if choice.status in _USUAL_ORDER:
                usual.setdefault(choice.status, choice)
        choices = [usual[status] for status in _USUAL_ORDER if status in usual]
    if len(choices) < 2:
        return None
    now = read_slot_status(view, slot)
    at = next(
        (i for i, each in enumerate(choices) if choice_key(slot, each) == slot_key(slot)), None
    )
    if at is None:
        at = next((i for i, each in enumerate(choices) if each.status is now), -1)
    return choices[(at + 1) % len(choices)]


def find_counterpart(view: View, slot: StatusSlot, wanted: StatusChoice) -> StatusChoice | None:
    """Return the choice of `slot` that means the same as `wanted`, a choice of another slot."""
    choices = find_slot_choices(view, slot)
    key = status_key(wanted.spelling)
    same = next((each for each in choices if status_key(each.spelling) == key), None)
    if same or slot.is_checkbox or wanted.status is not Status.UNKNOWN:
        return same or next((each for each in choices if each.status is wanted.status), None)
    return None


def slot_key(slot: StatusSlot) -> str:
    """Return the key by which the status at `slot` is compared with `choice_key`."""
    return slot.text if slot.is_checkbox else status_key(slot.text)


def choice_key(slot: StatusSlot, choice: StatusChoice) -> str:
    """Return the key by which `choice` is compared with `slot_key`."""
    return choice.spelling[1:-1] if slot.is_checkbox else status_key(choice.spelling)


def read_slot_status(view: View, slot: StatusSlot) -> Status:
    """Return the meaning of the status at `slot`, by the legend or by any language."""
    if slot.is_checkbox:
        return checkbox_status(slot.text)
    vocabulary = view.backlog.context(slot.place).vocabulary
    term = vocabulary.find_term(slot.text) if vocabulary and slot.text else None
    if term and term.status is not Status.UNKNOWN:
        return term.status
    return slot.bullet.status if slot.bullet else canonical_status(slot.text)
