"""Set the status of the items at the cursor or in a selection, as the place itself writes statuses."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.code_actions.move.cards import Card, Column, card_at, card_in, moved
from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.features.status.choices import (
    Choice,
    boxes,
    choices_at,
    is_box,
    status_key,
    style_of,
)
from backlog_ls.features.status.completed_on import in_cell, stamped
from backlog_ls.features.status.heading_status import (
    around_status,
    in_form,
    stated_in_titles,
    states,
    title_choices,
)
from backlog_ls.features.status.spots import (
    StatusSpot,
    as_spot,
    column_texts,
    head_of,
    spots_in,
    status_spots,
)
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.items.items import StatusPlace
from backlog_ls.model.statuses.status import Status, canonical, mark_status
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.workspace.view import View

SET, CYCLE, DONE = "set-status", "cycle-status", "mark-done"
MOST_CHOICES = 10

_USUAL = (Status.TODO, Status.IN_PROGRESS, Status.REVIEW, Status.DONE)
"""What an item goes through where nothing declares another order."""
_PIPE = pattern(r"(?<!\\)\|")
_YAML = pattern(r"[^\W\d_][\w ./-]*\w")
"""What YAML takes for a text without quotation marks, whatever else it is."""
_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def status_actions(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield the ways to set the status of the items in ``[start, end]``; their edits come later."""
    spots = status_spots(view, start, end)
    if not spots:
        return
    lead = _lead(spots)
    choices = _choices_of(view, lead)
    now = {_key(spot) for spot in spots if _alike(spot, lead)}
    many = f" of {len(spots)} items" if _items(spots) > 1 else ""
    open_now = any(_status(view, spot) is not Status.DONE for spot in spots)
    done = next((choice for choice in choices if choice.status is Status.DONE), None)
    if done and open_now:
        title = f"Mark {_items(spots)} items done" if many else "Mark done"
        yield Action(title, REWRITE, preferred=True, at=start, end=end, work=(DONE,))
    following = None if many else _next(view, lead, choices)
    if following:
        title = f"Cycle status to {_shown(following)}"
        yield Action(title, REWRITE, at=start, end=end, work=(CYCLE,))
    for choice in choices[:MOST_CHOICES]:
        if now != {_choice_key(lead, choice)}:
            title = f"Set status{many} to {_shown(choice)}"
            yield Action(title, REWRITE, at=start, end=end, work=(SET, choice.spelling))


def status_edits(view: View, start: int, end: int, *work: str) -> list[Edit]:
    """Return the edits of what `status_actions` offered as `work`; a card moves to its column."""
    return _edits(view, *_in(view, start, end), *work)


def edits_at_key(view: View, key: int, *work: str) -> list[Edit]:
    """Return the edits of `work` for the item that the block under `key` is.

    Raises:
        RefusedError: no such block, or it has no status that can be set.
    """
    return _edits(view, *_under(view, key), *work)


def status_choices(view: View, start: int, end: int) -> list[Choice]:
    """Return what the status of the items in ``[start, end]`` can be set to, in its order."""
    return _choices(view, *_in(view, start, end))


def choices_at_key(view: View, key: int) -> list[Choice]:
    """Return what the status of the item that the block under `key` is can be set to.

    Raises:
        RefusedError: no such block.
    """
    return _choices(view, *_under(view, key))


def _in(view: View, start: int, end: int) -> tuple[Card | None, list[StatusSpot]]:
    return card_at(view, start) if start == end else None, status_spots(view, start, end)


def _under(view: View, key: int) -> tuple[Card | None, list[StatusSpot]]:
    place = view.backlog.rope.at_key(key)
    if place is None:
        message = "The item is no longer there."
        raise RefusedError(message)
    return card_in(view, place), list(spots_in(view, place, 0, 0))


def _choices(view: View, card: Card | None, spots: list[StatusSpot]) -> list[Choice]:
    if card and all(spot.is_box for spot in spots):
        return [Choice(column.title, "", column.status) for column in card.columns]
    return _choices_of(view, _lead(spots)) if spots else []


def _edits(view: View, card: Card | None, spots: list[StatusSpot], *work: str) -> list[Edit]:
    column = _column_for(card, spots, *work) if card else None
    return moved(view, card, column) if card and column else edits_for(view, spots, *work)


def _column_for(card: Card, spots: list[StatusSpot], name: str, *words: str) -> Column | None:
    """Return the column that a card goes to; None where its own mark or field is what to set."""
    if any(not spot.is_box for spot in spots):
        return None
    if name == SET:
        return None if is_box(words[0]) else card.column(words[0])
    if spots:
        return None
    return card.following if name == CYCLE else card.column(Status.DONE.value)


def edits_for(view: View, spots: list[StatusSpot], *work: str) -> list[Edit]:
    """Return the edits that do `work` at `spots`, in the order of the document.

    Raises:
        RefusedError: there is no status to set, or no such status to set it to.
    """
    if not spots:
        message = "There is no item with a status here."
        raise RefusedError(message)
    lead = _lead(spots)
    choices = _choices_of(view, lead)
    name, *words = work
    if name == SET:
        wanted = _wanted(choices, words[0])
    elif name == DONE:
        wanted = next((choice for choice in choices if choice.status is Status.DONE), None)
    else:
        wanted = _next(view, lead, choices)
    if wanted is None:
        asked = f"`{words[0]}`" if words else "what is asked for"
        listed = ", ".join(f"`{choice.spelling}`" for choice in choices)
        message = f"No status here means {asked}. There are {listed}."
        raise RefusedError(message)
    edits: set[Edit] = set()
    for spot in spots:
        own = wanted if _alike(spot, lead) else _counterpart(view, spot, wanted)
        if own is not None:
            edits.update(_written(view, spot, own))
            edits.update(stamped(view, spot, done=own.status is Status.DONE))
        elif spot.sort is StatusPlace.HEADING:
            edits.add(_without_status(spot))
    return sorted(edits)


def _lead(spots: list[StatusSpot]) -> StatusSpot:
    """Return the place that decides what can be chosen: a title has less room for words."""
    return next((spot for spot in spots if spot.sort is not StatusPlace.HEADING), spots[0])


def _choices_of(view: View, spot: StatusSpot) -> list[Choice]:
    """Return what the status at `spot` can be, in the order in which to offer it."""
    if spot.is_box:
        return boxes(_marks(view, spot))
    texts = column_texts(view, spot)
    if is_box(spot.text):
        texts = [*texts, spot.text]
    choices = choices_at(as_spot(view, spot), texts)
    if spot.sort is StatusPlace.HEADING:
        choices = [*title_choices(stated_in_titles(view, spot.place)), *choices]
    vocabulary = view.backlog.context(spot.place).vocabulary
    ordered = vocabulary is not None or view.settings.statuses
    if not ordered:
        rank = {status: number for number, status in enumerate(Status)}
        choices = sorted(choices, key=lambda choice: rank[choice.status])
    kept: dict[str, Choice] = {}
    for choice in choices:
        if _fits(spot, choice.spelling):
            kept.setdefault(status_key(choice.spelling), choice)
    return list(kept.values())


def _marks(view: View, spot: StatusSpot) -> Counter[str]:
    """Return how often the tasks around `spot` have each mark."""
    rope = view.backlog.rope
    counts: Counter[str] = Counter()
    first = max(spot.place.index - NEAR, 0)
    for place in islice(rope.find(BITS, Bit.TASK, first, len(rope)), NEAR):
        counts.update(entry.mark for entry in facts(place.piece).entries if entry.mark)
    return counts


def _fits(spot: StatusSpot, spelling: str) -> bool:
    """Tell whether `spelling` can stand at `spot` as it is."""
    if set("\r\n") & set(spelling) or not spelling.strip():
        return False
    if spot.sort is StatusPlace.CELL:
        return not _PIPE.search(spelling)
    if spot.sort is StatusPlace.MATTER:
        text, start = spot.place.piece.text, spot.start
        quoted = (
            text[start - 1 : start] in {'"', "'"}
            and text[spot.end : spot.end + 1] == text[start - 1]
        )
        if quoted:
            return not set("\"'\\") & set(spelling)
        return bool(_YAML.fullmatch(spelling)) and spelling.lower() not in _YAML_WORDS
    if spelling.startswith("[") and spelling.endswith("]"):
        return spot.sort is StatusPlace.FIELD and is_box(spelling)
    return spot.sort is not StatusPlace.HEADING or states(
        *_in_title(spot), in_form(spot.text, spelling)
    )


def _in_title(spot: StatusSpot) -> tuple[str, int, int]:
    """Return the title of the section at `spot`, and where the status stands in it."""
    heading = facts(spot.place.piece).heading
    if heading is None:
        return "", 0, 0
    title = spot.place.piece.text[heading.start : heading.end]
    return title, spot.start - heading.start, spot.end - heading.start


def _without_status(spot: StatusSpot) -> Edit:
    """Return the edit that takes the status out of a title whose form has no room for the new one."""
    title, start, end = _in_title(spot)
    low, high = around_status(title, start, end)
    at = spot.place.offset + spot.start - start
    return Edit(at + low, at + high, "")


def _wanted(choices: list[Choice], asked: str) -> Choice | None:
    """Return the choice that is spelled so, or means so; `asked` may be a canonical name."""
    key = status_key(asked)
    meant = canonical(asked.replace("_", " "))
    if len(asked) == 1 and choices[0].spelling.startswith("["):
        asked = f"[{asked}]"
    return (
        next((choice for choice in choices if choice.spelling == asked), None)
        or next((choice for choice in choices if key and status_key(choice.spelling) == key), None)
        or next(
            (choice for choice in choices if choice.status is meant is not Status.UNKNOWN), None
        )
    )


def _next(view: View, spot: StatusSpot, choices: list[Choice]) -> Choice | None:
    """Return what follows the status at `spot`: in the order declared, else in the usual one."""
    vocabulary = view.backlog.context(spot.place).vocabulary
    if spot.is_box or vocabulary is None:
        usual: dict[Status, Choice] = {}
        for choice in choices:
            if choice.status in _USUAL:
                usual.setdefault(choice.status, choice)
        choices = [usual[status] for status in _USUAL if status in usual]
    if len(choices) < 2:
        return None
    now = _status(view, spot)
    at = next((i for i, each in enumerate(choices) if _choice_key(spot, each) == _key(spot)), None)
    if at is None:
        at = next((i for i, each in enumerate(choices) if each.status is now), -1)
    return choices[(at + 1) % len(choices)]


def _counterpart(view: View, spot: StatusSpot, wanted: Choice) -> Choice | None:
    """Return how `spot`, written otherwise than where `wanted` was chosen, says the same."""
    choices = _choices_of(view, spot)
    key = status_key(wanted.spelling)
    same = next((each for each in choices if status_key(each.spelling) == key), None)
    if same or spot.is_box or wanted.status is not Status.UNKNOWN:
        return same or next((each for each in choices if each.status is wanted.status), None)
    return None


def _written(view: View, spot: StatusSpot, choice: Choice) -> Iterator[Edit]:
    """Yield the edit that writes `choice` at `spot`, if anything changes."""
    place, start, end = spot.place, spot.start, spot.end
    if spot.is_box:
        new = choice.spelling[1:-1]
    elif spot.sort is StatusPlace.HEADING:
        new = in_form(spot.text, choice.spelling)
    elif spot.sort is StatusPlace.MATTER:
        new = choice.spelling
    else:
        new = _styled(view, spot, choice)
    if place.piece.text[start:end] == new:
        return
    if spot.sort is StatusPlace.CELL and place.piece.kind == Kind.ROW:
        yield in_cell(view, place, (start, end), new)
    else:
        yield Edit(place.offset + start, place.offset + end, new)


def _styled(view: View, spot: StatusSpot, choice: Choice) -> str:
    """Return `choice` in the markup of the column: as it stands there already, else as the others."""
    texts = column_texts(view, spot)
    same = [text for text in texts if _bare(text) == choice.spelling]
    own = spot.place.piece.text[spot.start : spot.end]
    before, after = style_of(same or [*texts, *([own] if spot.text else [])])
    if not same and not any(texts) and not spot.text:
        before = after = ""
    return before + choice.spelling + after


def _bare(text: str) -> str:
    start, end = head_of(text, 0, len(text))
    return text[slice(*unwrapped(text, start, end))]


def _key(spot: StatusSpot) -> str:
    return spot.text if spot.is_box else status_key(spot.text)


def _choice_key(spot: StatusSpot, choice: Choice) -> str:
    return choice.spelling[1:-1] if spot.is_box else status_key(choice.spelling)


def _status(view: View, spot: StatusSpot) -> Status:
    if spot.is_box:
        return mark_status(spot.text)
    vocabulary = view.backlog.context(spot.place).vocabulary
    term = vocabulary.find(spot.text) if vocabulary and spot.text else None
    return term.status if term and term.status is not Status.UNKNOWN else canonical(spot.text)


def _alike(one: StatusSpot, other: StatusSpot) -> bool:
    return one is other or (one.sort is other.sort and one.sort is not StatusPlace.HEADING)


def _items(spots: Iterable[StatusSpot]) -> int:
    """Return how many items `spots` are of: a section may state its status more than once."""
    return len(
        {(spot.heading.key, -1) if spot.heading else (spot.place.key, spot.start) for spot in spots}
    )


def _shown(choice: Choice) -> str:
    if choice.spelling.startswith("[") and choice.status is not Status.UNKNOWN:
        return f"{choice.spelling} {status_name(choice.status)}"
    return choice.spelling
