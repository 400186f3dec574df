"""Everything that the server offers to change in a document, and what must hold of each change."""

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
from backlog_ls.features.code_actions.code_actions import actions, resolved
from backlog_ls.features.code_actions.convert_list import TO_LIST, TO_TABLE
from backlog_ls.features.code_actions.move.to_done import BACK, TO_DONE
from backlog_ls.features.code_actions.number_ids import FILL, RENUMBER
from backlog_ls.features.code_actions.set_status import CYCLE, DONE, SET
from backlog_ls.features.formatting.format import format_document, format_typed
from backlog_ls.features.navigation.symbol_at import Sense
from backlog_ls.features.rename.edits import RenameRefusedError
from backlog_ls.features.rename.rename import renamable, renamed
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.editing import edited
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.incremental import checked, rechecked
from backlog_ls.rules.engine.severity import severity_of
from backlog_ls.rules.engine.visible import reported
from backlog_ls.text.edit import Edit, apply_edits

sys.path.insert(0, str(Path(__file__).parents[1]))
from undoing import undone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.incremental import Report
    from backlog_ls.workspace.view import View

WORDS = re.compile(r"\w+")
LAYOUT = re.compile(r"[ \t|]+")
DELIMITERS = re.compile(r"[ \t|:-]+")
STATUS = {SET, CYCLE, DONE}
DELETES = {"row-delete", "column-delete"}
REWRITES = {*STATUS, TO_TABLE, TO_LIST, FILL, RENUMBER, *DELETES}
"""What takes words away, or writes others for them, because that is what is asked for."""

FOUND_ONCE = {"mojibake"}
"""One finding for all its places: a fix of the first leaves it at the next."""


class Offer(NamedTuple):
    """A change of a document."""

    name: str
    """Of what kind it is, so that changes can be counted."""
    edits: tuple[Edit, ...]
    action: Action | None = None
    new: str = ""
    """The name that a rename gives."""


class Open(NamedTuple):
    """A document with what is found in it."""

    view: View
    report: Report
    found: list[Finding]
    text: str

    @staticmethod
    def of(view: View) -> Open:
        """Return the document of `view`, judged."""
        report = checked(view)
        return Open(view, report, reported(view, report), view.backlog.document.text)


def places_in(view: View) -> list[int]:
    """Return the offsets at which something may be offered: where blocks, cells and tasks begin."""
    found = []
    for place in view.backlog.rope.places():
        known = facts(place.piece)
        inside = {0, *(entry.text_start for entry in known.entries)}
        inside.update(entry.mark_at for entry in known.entries if entry.mark)
        inside.update(cell.text_start for cell in (known.row.cells if known.row else ()))
        inside.update(field.value_start for field in known.fields)
        found += sorted(place.offset + at for at in inside)
    return found


def offers_at(opened: Open, at: int) -> Iterator[Offer]:
    """Yield what is offered at an offset, with its edits."""
    view, _, found, text = opened
    for action in actions(view, at, at, found):
        if action.kind in {FIX_ALL, FORMAT_TABLES} or action.disabled:
            continue  # the same wherever one stands
        done = resolved(view, action, found)
        if not done.disabled:
            yield _offer(done)
    yield from _rename(view, at)
    if text[at : at + 1] == "|":
        yield Offer("format-typed", tuple(format_typed(view, at + 1, "|")))


def offers_anywhere(opened: Open) -> Iterator[Offer]:
    """Yield what is offered for the document as a whole, and the fixes of all its findings."""
    view, _, found, _ = opened
    yield Offer("format", tuple(format_document(view)))
    for kind in (FIX_ALL, FORMAT_TABLES):
        yield _offer(resolved(view, Action("", kind), found))
    yield from fixes_of(opened, found)


def fixes_of(opened: Open, findings: Iterable[Finding]) -> Iterator[Offer]:
    """Yield what mends or suppresses each of `findings`."""
    view = opened.view
    for finding in findings:
        place = view.backlog.rope.at_key(finding.key)
        assert place is not None
        start, end = place.offset + finding.start, place.offset + finding.end
        for action in actions(view, start, end, [finding], refactors=False):
            if action.kind == QUICK_FIX:
                yield _offer(resolved(view, action, [finding]))


def _offer(action: Action) -> Offer:
    suppresses = action.title.startswith("Suppress")
    name = action.work[0] if action.work else "suppress" if suppresses else action.kind
    if action.kind == QUICK_FIX and action.finding and not suppresses:
        name = f"fix {action.finding.code}"
    return Offer(name, action.edits or (), action)


def _rename(view: View, at: int) -> Iterator[Offer]:
    try:
        target = renamable(view, at)
        if target is None:
            return
        new = "ZQX-4711" if target.sense is Sense.IDENT else "Zwölf Xyl"
        here = [each for each in renamed(view, at, new).edits if not each.path]
    except RenameRefusedError:
        return
    for each in here:
        yield Offer(f"rename {target.sense.name.lower()}", each.edits, new=new)


def faults(opened: Open, offer: Offer, random: Random) -> Iterator[str]:
    """Yield what is wrong with a change: what it loses, or breaks."""
    view, report, found, text = opened
    edits = sorted(offer.edits)
    try:
        made = apply_edits(text, edits)
    except ValueError as error:
        yield str(error)
        return
    if apply_edits(made, undone(text, edits)) != text:
        yield "cannot be undone"
    if any(text[edit.start : edit.end] == edit.text for edit in edits):
        yield "an edit that changes nothing"
    if any(text[at - 1 : at + 1] == "\r\n" for edit in edits for at in edit[:2] if at):
        yield "an edit that cuts a line end in two"
    if "\n" in text and _lone(text) == 0 and _lone(made):
        yield "another line end than the document's"
    yield from _losses(offer, text, made)
    change = view.backlog.document.replace(made)
    backlog, affected = edited(view.backlog, change)
    after = view._replace(backlog=backlog)
    now = rechecked(report, after, change.delta, affected)
    told = reported(after, now)
    new = _errors(after, told) - _errors(view, found)
    if offer.name in DELETES:
        del new["invalid-status"]  # a row of a legend that goes declares its status no more
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
    ):  # the property tests' matter; here for edits as the server makes them
        if list(backlog.document.replace(text).document.rope) != list(view.backlog.rope):
            yield "blocks differ when it is undone"
        if [each[:4] for each in checked(after).findings()] != [
            each[:4] for each in now.findings()
        ]:
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
        # A link into the folder of the new file begins there now.
        gone = lost - Counter(WORDS.findall(f"{action.content} {action.create}"))
        if gone:
            yield f"words that are lost: {sorted(gone)}"
    elif action and action.work and offer.name not in REWRITES | {TO_DONE, BACK} and lost:
        yield f"words that are lost: {sorted(lost)}"


def _differs(line: str, after: str) -> bool:
    shape = DELIMITERS if not WORDS.search(line) and set(line) <= set(" \t|:->\r*+") else LAYOUT
    return shape.sub("", line) != shape.sub("", after)


def _lone(text: str) -> int:
    return text.count("\n") - text.count("\r\n")


def _errors(view: View, found: Iterable[Finding]) -> Counter[str]:
    return Counter(
        each.code for each in found if severity_of(each, view.settings) is Severity.ERROR
    )


def chosen(places: Sequence[int], most: int, random: Random) -> list[int]:
    """Return at most so many of `places`, in order; all where `most` is 0."""
    return sorted(random.sample(places, most)) if 0 < most < len(places) else [*places]
