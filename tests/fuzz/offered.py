"""All changes that the server offers in a document, and checks for each."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.code_actions.action import (
    EXTRACT,
    FIX_ALL,
    FORMAT_TABLES,
    QUICK_FIX,
    Action,
)
from backlog_ls.features.code_actions.code_actions import find_code_actions, resolve_code_action
from backlog_ls.features.code_actions.convert_list import LIST_TO_TABLE, TABLE_TO_LIST
from backlog_ls.features.code_actions.move.to_done import MOVE_BACK, MOVE_TO_DONE
from backlog_ls.features.code_actions.number_ids import FILL_IDS, RENUMBER_IDS
from backlog_ls.features.code_actions.set_status import CYCLE_STATUS, MARK_DONE, SET_STATUS
from backlog_ls.features.formatting.format import format_document, format_on_type
from backlog_ls.features.navigation.symbol_at import UseKind
from backlog_ls.features.rename.edits import RenameRefusedError
from backlog_ls.features.rename.rename import find_renamable, plan_rename
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.incremental import check, update_after_edit
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.text.edit import Edit, apply_edits

sys.path.insert(0, str(Path(__file__).parents[1]))
from undo import undo_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.incremental import Report
    from backlog_ls.workspace.view import View

WORDS = re.compile(r"\w+")
LAYOUT = re.compile(r"[ \t|]+")
DELIMITERS = re.compile(r"[ \t|:-]+")
STATUS = {SET_STATUS, CYCLE_STATUS, MARK_DONE}
DELETES = {"row-delete", "column-delete"}
REWRITES = {*STATUS, LIST_TO_TABLE, TABLE_TO_LIST, FILL_IDS, RENUMBER_IDS, *DELETES}
"""Changes that remove or replace words on purpose."""

FOUND_ONCE = {"mojibake"}
"""Rules with one finding for several places: a fix of the first moves it to the next."""


class Offer(NamedTuple):
    """A change of a document."""

    name: str
    """The kind of change, for counting."""
    edits: tuple[Edit, ...]
    action: Action | None = None
    new: str = ""
    """The new name of a rename."""


class Open(NamedTuple):
    """A document and its findings."""

    view: View
    report: Report
    found: list[Finding]
    text: str

    @staticmethod
    def of(view: View) -> Open:
        """Check the document of `view`."""
        report = check(view)
        return Open(view, report, visible_findings(view, report), view.backlog.document.text)


def places_in(view: View) -> list[int]:
    """Return the offsets at which changes may be offered: the starts of blocks, cells and tasks."""
    found = []
    for place in view.backlog.rope.places():
        known = facts_of(place.piece)
        inside = {0, *(entry.text_start for entry in known.list_items)}
        inside.update(entry.mark_at for entry in known.list_items if entry.mark)
        inside.update(cell.text_start for cell in (known.row.cells if known.row else ()))
        inside.update(field.value_start for field in known.fields)
        found += sorted(place.offset + at for at in inside)
    return found


def offers_at(opened: Open, at: int) -> Iterator[Offer]:
    """Yield the changes that are offered at an offset."""
    view, _, found, text = opened
    for action in find_code_actions(view, at, at, found):
        if action.kind in {FIX_ALL, FORMAT_TABLES} or action.disabled:
            continue  # the same at every position
        done = resolve_code_action(view, action, found)
        if not done.disabled:
            yield _offer(done)
    yield from _rename(view, at)
    if text[at : at + 1] == "|":
        yield Offer("format-typed", tuple(format_on_type(view, at + 1, "|")))


def offers_anywhere(opened: Open) -> Iterator[Offer]:
    """Yield the changes for the whole document, and the fixes of all its findings."""
    view, _, found, _ = opened
    yield Offer("format", tuple(format_document(view)))
    for kind in (FIX_ALL, FORMAT_TABLES):
        yield _offer(resolve_code_action(view, Action("", kind), found))
    yield from fixes_of(opened, found)


def fixes_of(opened: Open, findings: Iterable[Finding]) -> Iterator[Offer]:
    """Yield the changes that fix or suppress each of `findings`."""
    view = opened.view
    for finding in findings:
        place = view.backlog.rope.at_key(finding.key)
        assert place is not None
        start, end = place.offset + finding.start, place.offset + finding.end
        for action in find_code_actions(view, start, end, [finding], refactors=False):
            if action.kind == QUICK_FIX:
                yield _offer(resolve_code_action(view, action, [finding]))


def _offer(action: Action) -> Offer:
    suppresses = action.title.startswith("Suppress")
    name = action.refactoring_id or ("suppress" if suppresses else action.kind)
    if action.kind == QUICK_FIX and action.finding and not suppresses:
        name = f"fix {action.finding.code}"
    return Offer(name, action.edits or (), action)


def _rename(view: View, at: int) -> Iterator[Offer]:
    try:
        target = find_renamable(view, at)
        if target is None:
            return
        new = "ZQX-4711" if target.kind is UseKind.ID else "Zwölf Xyl"
        here = [each for each in plan_rename(view, at, new).edits if not each.path]
    except RenameRefusedError:
        return
    for each in here:
        yield Offer(f"rename {target.kind.name.lower()}", each.edits, new=new)


def find_faults(opened: Open, offer: Offer, random: Random) -> Iterator[str]:
    """Yield the faults of a change: what it loses or breaks."""
    view, report, found, text = opened
    edits = sorted(offer.edits)
    try:
        made = apply_edits(text, edits)
    except ValueError as error:
        yield str(error)
        return
    if apply_edits(made, undo_edits(text, edits)) != text:
        yield "cannot be undone"
    if any(text[edit.start : edit.end] == edit.text for edit in edits):
        yield "an edit that changes nothing"
    if any(text[at - 1 : at + 1] == "\r\n" for edit in edits for at in edit[:2] if at):
        yield "an edit that cuts a line end in two"
    if "\n" in text and _lone(text) == 0 and _lone(made):
        yield "another line end than the document's"
    yield from _losses(offer, text, made)
    change = view.backlog.document.replace(made)
    backlog, affected = update_backlog(view.backlog, change)
    after = view._replace(backlog=backlog)
    now = update_after_edit(report, after, change.delta, affected)
    told = visible_findings(after, now)
    new = _errors(after, told) - _errors(view, found)
    if offer.name in DELETES:
        del new["invalid-status"]  # a deleted row of a legend no longer declares its status
    if new and not (offer.action and offer.action.create):
        yield f"errors that are new: {dict(new)}"
    mended = offer.action and offer.action.finding
    if mended and mended.code not in FOUND_ONCE and not (offer.action and offer.action.create):
        before = sum(each.code == mended.code for each in found)
        left = sum(each.code == mended.code for each in told)
        if left >= before:
            yield f"{mended.code} is still found"
    if (
        random.random() < 0.02
    ):  # the property tests check this too; here it is checked for the edits of the server
        if list(backlog.document.replace(text).document.rope) != list(view.backlog.rope):
            yield "blocks differ when it is undone"
        if [each[:4] for each in check(after).findings()] != [each[:4] for each in now.findings()]:
            yield "findings differ from fresh ones"


def _losses(offer: Offer, text: str, made: str) -> Iterator[str]:
    action = offer.action
    if offer.name in {"format", "format-typed", FORMAT_TABLES} or (
        action and action.title.startswith("Reformat")
    ):
        lines, after = text.split("\n"), made.split("\n")
        if len(lines) != len(after) or any(map(_differs, lines, after)):
            yield "more than the layout is changed"
        return
    lost = Counter(WORDS.findall(text)) - Counter(WORDS.findall(made))
    if offer.name == "suppress":
        if lost or any(edit.end > edit.start for edit in offer.edits):
            yield "a comment that takes something away"
    elif offer.name.startswith("rename"):
        changed = {text[edit.start : edit.end] for edit in offer.edits}
        if set(lost) - set(WORDS.findall(" ".join(changed))):
            yield "words that are not of the name"
    elif action and action.kind == EXTRACT:
        # A link into the folder of the new file is relative to it now.
        gone = lost - Counter(WORDS.findall(f"{action.content} {action.create}"))
        if gone:
            yield f"words that are lost: {sorted(gone)}"
    elif (
        action
        and action.refactoring_id
        and offer.name not in REWRITES | {MOVE_TO_DONE, MOVE_BACK}
        and lost
    ):
        yield f"words that are lost: {sorted(lost)}"


def _differs(line: str, after: str) -> bool:
    shape = DELIMITERS if not WORDS.search(line) and set(line) <= set(" \t|:->\r*+") else LAYOUT
    return shape.sub("", line) != shape.sub("", after)


def _lone(text: str) -> int:
    return text.count("\n") - text.count("\r\n")


def _errors(view: View, found: Iterable[Finding]) -> Counter[str]:
    return Counter(
        each.code for each in found if effective_severity(each, view.settings) is Severity.ERROR
    )


def sample_places(places: Sequence[int], most: int, random: Random) -> list[int]:
    """Return at most `most` of `places`, in order; all if `most` is 0."""
    return sorted(random.sample(places, most)) if 0 < most < len(places) else [*places]
