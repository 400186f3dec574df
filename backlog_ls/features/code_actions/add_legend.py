"""Add a legend below the title: the statuses that a document uses, as it spells them."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.overview.table_rows import find_stated_statuses
from backlog_ls.features.status.choices import MAX_USES
from backlog_ls.features.status.slots import find_slots_in_block, status_span
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.rules.invalid_status import MAX_WORDS
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.lines import detect_line_ending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

ADD_LEGEND = "add-legend"
MAX_STATUSES = 12
"""Maximum number of statuses in a legend that is made from the document."""


def find_legend_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Yield the action that adds a legend, at a status to which no legend applies."""
    place = view.backlog.rope.at_offset(start)
    if view.backlog.context(place).vocabulary is not None or view.settings.statuses:
        return
    local = start - place.offset
    spots = find_slots_in_block(view, place, local, local)
    if any(not spot.is_checkbox and spot.place_kind.value in {"cell", "field"} for spot in spots):
        yield Action(
            "Add a legend of the statuses used", REWRITE, start=start, refactoring_id=ADD_LEGEND
        )


def compute_legend_edits(view: View, _start: int, _end: int, _refactoring_id: str) -> list[Edit]:
    """Return the edit that adds a legend.

    Raises:
        RefusedError: there are too few or too many statuses, or they are ambiguous.
    """
    uses: Counter[str] = Counter()
    rope = view.backlog.rope
    for _, use in islice(find_stated_statuses(rope), MAX_USES):
        start, end = status_span(use.text, 0, len(use.text))
        bare = use.text[slice(*strip_markup(use.text, start, end))]
        folded = normalize_status(bare)
        if folded.key and len(folded.word.split()) <= MAX_WORDS:
            uses[bare] += 1
    spelled: dict[str, str] = {}
    for text, _ in uses.most_common():
        spelled.setdefault(normalize_status(text).word or normalize_status(text).key, text)
    if not 2 <= len(spelled) <= MAX_STATUSES:
        message = f"A legend needs 2 to {MAX_STATUSES} statuses; the document uses {len(spelled)}."
        raise RefusedError(message)
    order = {status: number for number, status in enumerate(Status)}
    terms = sorted(spelled.values(), key=lambda text: order[canonical_status(text)])
    edit = _insert_below_title(view, "**Legend:** " + " · ".join(terms))
    after = Backlog.read(Document.parse(apply_edits(view.backlog.document.text, [edit])))
    legend = after.rope.at_offset(edit.start + len(edit.text.rstrip()) - 1)
    below = after.rope.at_index(min(legend.index + 1, len(after.rope) - 1))
    declared = after.context(below).vocabulary
    if declared is None or any(declared.find_term(text) is None for text in uses):
        message = "Two statuses of this document are too alike for a legend."
        raise RefusedError(message)
    return [edit]


def _insert_below_title(view: View, legend: str) -> Edit:
    """Return the edit that inserts `legend` below the title, or at the top without a title."""
    rope = view.backlog.rope
    eol = detect_line_ending(rope.at_index(0).piece.text)
    title = next(rope.find(FLAGS, Flag.HEADING, 0, len(rope)), None)
    item = next(rope.find(FLAGS, Flag.WORK_TABLE | Flag.STATUS, 0, len(rope)), None)
    if title and title.piece.level == 1 and (item is None or title.index < item.index):
        text = title.piece.text
        at = title.offset + len(text.rstrip())
        return Edit(at, at, eol + eol + legend + (eol if not text.endswith(("\n", "\r")) else ""))
    first = rope.at_index(0)
    at = 0
    if first.piece.kind == Kind.FRONT_MATTER:
        at = len(first.piece.text)
        return Edit(
            at, at, ("" if first.piece.text.endswith(eol * 2) else eol) + legend + eol + eol
        )
    at = int(first.piece.text.startswith("\ufeff"))
    return Edit(at, at, legend + eol + eol)
