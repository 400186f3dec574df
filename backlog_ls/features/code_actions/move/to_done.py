"""Move what is done to where the document keeps what is done, and back."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import MOVE, Action, RefusedError
from backlog_ls.features.code_actions.move.done_areas import (
    MOST,
    Part,
    is_kept_done,
    parts,
    row_end,
    tables_in,
)
from backlog_ls.features.code_actions.move.list_items import with_bullet_of, without_item
from backlog_ls.features.code_actions.move.rows import moved_row
from backlog_ls.model.analysis.section_status import certain_status
from backlog_ls.model.blocks.facts import facts, first_line_end
from backlog_ls.model.items.items import items_of, lists_work
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Kind
from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import ends_blank, line_end_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

TO_DONE, BACK = "move-to-done", "move-back"

DEEPEST = 6
_TOO_DEEP = "Its headings cannot be as deep as they would have to be there."


class _Goal(NamedTuple):
    """Where something goes: behind the text that ends at `offset`."""

    part: Part
    offset: int
    before: str
    """What stands between that text and what comes."""
    after: str = ""
    table: Place[Block] | None = None
    """Of a row: the header of the table it goes to."""
    like: Place[Block] | None = None
    """Of a task: the item behind which it goes."""


def move_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Yield where the item at `start` can be moved to; why not, where it would be expected."""
    found = _item_at(view, start)
    if found is None:
        return
    place, is_done = found
    kept = is_kept_done(view.backlog, place)
    if not (is_done or kept):
        return
    work = BACK if kept else TO_DONE
    try:
        goal = _goal(view, place, to_done=not kept)
        out = kept and place.piece.kind == Kind.HEADING
        where = f"out of “{goal.part.title}”" if out else f"to “{goal.part.title}”"
        title = f"Move {'back ' if kept and not out else ''}{where}"
        if goal.table is not None:
            moved_row(view, place, goal.table, to_done=not kept)
        yield Action(title, MOVE, at=start, end=start, work=(work,), preferred=not kept)
    except RefusedError as refused:
        title = "Move back to the open items" if kept else "Move to the completed items"
        yield Action(title, MOVE, (), at=start, work=(work,), disabled=str(refused))


def move_edits(view: View, start: int, _end: int, *work: str) -> list[Edit]:
    """Return the edits that move the item at `start`.

    Raises:
        RefusedError: it cannot be moved without loss.
    """
    found = _item_at(view, start)
    if found is None:
        message = "There is no item here."
        raise RefusedError(message)
    place, _ = found
    to_done = work[0] == TO_DONE
    goal = _goal(view, place, to_done=to_done)
    eol = line_end_of(view.backlog.rope.at_index(0).piece.text)
    if goal.table is not None:
        text = moved_row(view, place, goal.table, to_done=to_done)
        gone = _line(view, place)
    elif place.piece.kind == Kind.ITEM:
        text = with_bullet_of(place.piece.text.rstrip(), goal.like)
        gone = without_item(view, place)
    else:
        stop = view.backlog.section_end(place)
        text, gone = _section(view, place, stop, goal.part, to_done=to_done)
    before, after = goal.before.replace("\n", eol), goal.after.replace("\n", eol)
    return sorted([gone, Edit(goal.offset, goal.offset, before + text + after)])


def _item_at(view: View, offset: int) -> tuple[Place[Block], bool] | None:
    """Return the row, top-level task or section at `offset`, and whether it is done; else None."""
    place = view.backlog.rope.at_offset(offset)
    block = place.piece
    context = view.backlog.context(place)
    if block.kind == Kind.ROW:
        if context.roles is None or not lists_work(context.roles):
            return None
        item = next(iter(items_of(block, context.roles)), None)
        if item is None:
            return None
        status, vocabulary = item.status, context.vocabulary
        term = vocabulary.find(status.text) if vocabulary and status else None
        meant = term.status if term else status.status if status else Status.UNKNOWN
        return place, meant is Status.DONE or item.struck
    if block.kind == Kind.ITEM:
        entries = facts(block).entries
        if not entries or not (entries[0].mark or context.cards):
            return None
        nested = [entry for entry in entries[1:] if place.offset + entry.start <= offset]
        return None if nested else (place, entries[0].done)
    if block.kind == Kind.HEADING and block.level > 1:
        stated = certain_status(view.backlog, place)
        return place, stated is not None and stated[2] is Status.DONE
    return None


def _goal(view: View, place: Place[Block], *, to_done: bool) -> _Goal:
    """Return where the item at `place` goes.

    Raises:
        RefusedError: nowhere.
    """
    if place.piece.kind == Kind.HEADING:
        return _goal_of_section(view, place, to_done=to_done)
    of_row = place.piece.kind == Kind.ROW
    known = list(parts(view, done=to_done))
    finder = _tables if of_row else _lists
    goals = list(finder(view, place, known, to_done=to_done))
    if not goals:
        what = "table" if of_row else "section with a list"
        which = "that keeps what is done" if to_done else "of open items"
        message = f"The document has no {what} {which}."
        raise RefusedError(message)
    if to_done:
        goal = min(goals, key=lambda goal: goal.part.is_details)
    else:
        # A part may be the whole document: of a table, the table itself is near or far.
        goal = min(goals, key=lambda goal: abs((goal.table or goal.part.head).index - place.index))
    if goal.table is None:
        return goal
    at = goal.table.index
    inner = [part for part in known if part.head.index < at < part.stop]
    return goal._replace(part=inner[-1], offset=row_end(view, goal.table))


def _tables(view: View, row: Place[Block], known: list[Part], *, to_done: bool) -> Iterator[_Goal]:
    own = view.backlog.context(row).lead
    seen: set[int] = set()
    for part in known:
        if part.done is not to_done:
            continue
        for table in tables_in(view, part):
            open_work = lists_work(roles_of(table.piece)) and not is_kept_done(view.backlog, table)
            if table.key in seen or table.key == own or not (to_done or open_work):
                continue
            seen.add(table.key)
            yield _Goal(part, 0, "\n", "", table)


def _lists(view: View, item: Place[Block], known: list[Part], *, to_done: bool) -> Iterator[_Goal]:
    """Yield the ends of the lists of tasks that stand right in a part."""
    rope = view.backlog.rope
    for part in known:
        inside = part.head.index < item.index < part.stop
        if part.done is not to_done or (inside and not part.is_details and not to_done):
            continue
        stop = part.stop if part.is_details else min(part.stop, view.backlog.own_end(part.head))
        last = last_block = None
        for place in islice(rope.places(part.head.index + 1), MOST):
            if place.index >= stop or (not part.is_details and place.piece.kind == Kind.HTML):
                break
            last_block = place
            if place.piece.kind == Kind.ITEM and place.index != item.index:
                last = place
        if last is not None and (to_done or _holds_tasks(last.piece)):
            yield _Goal(part, last.offset + len(last.piece.text.rstrip()), "\n", like=last)
        elif to_done and last is None:
            behind = last_block if last_block and not inside else part.head
            if behind.piece.kind in {Kind.HEADING, Kind.PARAGRAPH, Kind.HTML}:
                end = behind.offset + len(behind.piece.text.rstrip())
                blank = ends_blank(behind.piece.text)
                yield _Goal(part, end, "\n\n", "" if blank or not part.is_details else "\n")


def _holds_tasks(block: Block) -> bool:
    entries = facts(block).entries
    return bool(entries and entries[0].mark)


def _goal_of_section(view: View, heading: Place[Block], *, to_done: bool) -> _Goal:
    rope = view.backlog.rope
    stop = view.backlog.section_end(heading)
    for part in parts(view, done=True):
        inside = part.head.index < heading.index < part.stop
        if not part.done or inside is to_done or heading.index <= part.head.index < stop:
            continue
        if to_done and part.head.piece.level == DEEPEST:
            raise RefusedError(_TOO_DEEP)
        if to_done:
            last = rope.at_index(part.stop - 1)
            return _Goal(part, last.offset + len(last.piece.text.rstrip()), "\n\n")
        if not part.is_details:
            return _Goal(part, part.head.offset, "", "\n\n")
    message = "The document has no section that keeps what is done."
    raise RefusedError(message)


def _section(
    view: View, heading: Place[Block], stop: int, part: Part, *, to_done: bool
) -> tuple[str, Edit]:
    """Return the section of `heading` as it is in its new place, and the edit that takes it away.

    Its headings become as deep as their place asks for.

    Raises:
        RefusedError: they would be too deep.
    """
    rope = view.backlog.rope
    level = part.head.piece.level
    shift = 0
    if level:
        shift = max(level + 1 - heading.piece.level, 0) if to_done else level - heading.piece.level
    kept = []
    end = heading.offset
    for place in rope.places(heading.index):
        if place.index >= stop:
            break
        text = place.piece.text
        end = place.offset + len(text)
        if place.piece.kind == Kind.HEADING and shift:
            found = facts(place.piece).heading
            if found is None or found.underlined or not 1 <= place.piece.level + shift <= DEEPEST:
                raise RefusedError(_TOO_DEEP)
            marks = text.index("#")
            cut = marks + place.piece.level
            text = text[:marks] + "#" * (place.piece.level + shift) + text[cut:]
        kept.append(text)
    if stop == len(rope) and not kept[-1].endswith(("\n", "\r")):
        before = rope.at_index(heading.index - 1) if heading.index else None
        start = before.offset + len(before.piece.text.rstrip()) if before else heading.offset
        return "".join(kept).rstrip(), Edit(start, end, "")
    return "".join(kept).rstrip(), Edit(heading.offset, end, "")


def _line(view: View, row: Place[Block]) -> Edit:
    """Return the edit that takes the line of a row away, not the blank ones behind it."""
    text = row.piece.text
    end = first_line_end(text)
    after = end + (2 if text.startswith("\r\n", end) else len(text[end : end + 1]))
    start = row.offset
    if after == end:  # the last line of the document: the line end before it goes
        start = row.offset - (2 if view.backlog.rope.slice(start - 2, start) == "\r\n" else 1)
    return Edit(start, row.offset + after, "")
