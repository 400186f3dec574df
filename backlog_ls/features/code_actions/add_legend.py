"""Add a legend: the statuses that a document uses, as it spells them, under its title."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.overview.progress import stated
from backlog_ls.features.status.choices import MOST_USES
from backlog_ls.features.status.spots import head_of, spots_in
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import Status, canonical
from backlog_ls.rules.invalid_status import MOST_WORDS
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.lines import line_end_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

ADD_LEGEND = "add-legend"
MOST = 12
"""A document with more statuses than these has no set of them."""


def legend_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Offer a legend where a status stands that none governs."""
    place = view.backlog.rope.at_offset(start)
    if view.backlog.context(place).vocabulary is not None or view.settings.statuses:
        return
    local = start - place.offset
    spots = spots_in(view, place, local, local)
    if any(not spot.is_box and spot.sort.value in {"cell", "field"} for spot in spots):
        yield Action("Add a legend of the statuses used", REWRITE, at=start, work=(ADD_LEGEND,))


def legend_edits(view: View, _start: int, _end: int, *_work: str) -> list[Edit]:
    """Return the edit that adds a legend.

    Raises:
        RefusedError: the statuses are no set that a legend can list.
    """
    uses: Counter[str] = Counter()
    rope = view.backlog.rope
    for _, use in islice(stated(rope), MOST_USES):
        start, end = head_of(use.text, 0, len(use.text))
        bare = use.text[slice(*unwrapped(use.text, start, end))]
        folded = fold_status(bare)
        if folded.key and len(folded.word.split()) <= MOST_WORDS:
            uses[bare] += 1
    spelled: dict[str, str] = {}
    for text, _ in uses.most_common():
        spelled.setdefault(fold_status(text).word or fold_status(text).key, text)
    if not 2 <= len(spelled) <= MOST:
        message = f"The document uses {len(spelled)} statuses: a legend has 2 to {MOST}."
        raise RefusedError(message)
    order = {status: number for number, status in enumerate(Status)}
    terms = sorted(spelled.values(), key=lambda text: order[canonical(text)])
    edit = _below_title(view, "**Legend:** " + " · ".join(terms))
    after = Backlog.read(Document.parse(apply_edits(view.backlog.document.text, [edit])))
    legend = after.rope.at_offset(edit.start + len(edit.text.rstrip()) - 1)
    below = after.rope.at_index(min(legend.index + 1, len(after.rope) - 1))
    declared = after.context(below).vocabulary
    if declared is None or any(declared.find(text) is None for text in uses):
        message = "The statuses that the document uses cannot be told apart in a legend."
        raise RefusedError(message)
    return [edit]


def _below_title(view: View, legend: str) -> Edit:
    """Return the edit that puts `legend` below the title, or at the top of a document without one."""
    rope = view.backlog.rope
    eol = line_end_of(rope.at_index(0).piece.text)
    title = next(rope.find(BITS, Bit.HEADING, 0, len(rope)), None)
    work = next(rope.find(BITS, Bit.WORK | Bit.STATUS, 0, len(rope)), None)
    if title and title.piece.level == 1 and (work is None or title.index < work.index):
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
