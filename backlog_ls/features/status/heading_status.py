"""The status in a heading, in the form of other headings: `Polish ✅`, `Phase 2 (completed)`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.neighbourhood import blocks_near
from backlog_ls.features.status.choices import StatusChoice
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag
from backlog_ls.model.items.item import StatusPlace
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, normalize_status
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_MAX_HEADINGS = 40
"""Number of headings on either side that are read to find how headings state their status."""

_LEAD = pattern(r"[\s(（\[:|\u00b7\u2022\u2013\u2014-]*(?:(?<=\s)`)?\Z")
_CLOSE = pattern(r"[)）\]`]?")


class HeadingStatusStyle(NamedTuple):
    """The status that a heading states."""

    text: str
    """The status as written."""
    status: Status
    opening: str
    """What is between the name and the status: a space, `` (``, `` — ``; empty if the status is first."""
    closing: str


def find_heading_statuses(view: View, near: Place[Block]) -> list[HeadingStatusStyle]:
    """Return the statuses that the headings around `near` state, in order."""
    found = []
    for place in blocks_near(view.backlog.rope, near.index, Flag.HEADING, _MAX_HEADINGS):
        heading = facts_of(place.piece).heading
        status = find_items(place.piece)[0].status
        if not heading or not status:
            continue
        if status.place is StatusPlace.HEADING:
            text = place.piece.text
            lead = _LEAD.search(text, heading.start, status.start)
            close = _CLOSE.match(text, status.end, heading.end)
            named = lead and lead.start() > heading.start
            found.append(
                HeadingStatusStyle(
                    status.text,
                    status.status,
                    lead.group() if lead and named else "",
                    close.group() if close and named else "",
                )
            )
    return found


def heading_status_choices(stated: Iterable[HeadingStatusStyle]) -> list[StatusChoice]:
    """Return the statuses in `stated`, the most used first."""
    uses = Counter((each.text, each.status) for each in stated)
    return [StatusChoice(text, "", status) for (text, status), _ in uses.most_common()]


def would_state(title: str, start: int, end: int, spelling: str) -> bool:
    """Tell whether `title` states the status `spelling` once that replaces ``[start, end)``."""
    wanted = canonical_status(spelling)
    if wanted is Status.UNKNOWN:
        return False
    stated = read_heading_status(title[:start] + spelling + title[end:])
    return stated is not None and stated.status is wanted and not stated.is_whole_title


def match_form(old: str, spelling: str) -> str:
    """Return `spelling` in the form of `old`: only its emoji, or only its words."""
    was, new = normalize_status(old), normalize_status(spelling)
    if was.emojis and not was.word and new.emojis and new.word:
        sign = EMOJI_CLUSTER.search(spelling)
        return sign.group() if sign else spelling
    if was.word and not was.emojis and new.word and new.emojis:
        return EMOJI_CLUSTER.sub("", spelling).strip()
    return spelling


def span_with_brackets(title: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a status with the brackets and dashes that are removed with it."""
    for opening, closing in ("()", "[]"):
        if title[start - 1 : start] == opening and title[end : end + 1] == closing:
            start, end = start - 1, end + 1
    while start and title[start - 1] in " \t-\u2013\u2014":
        start -= 1
    return start, end
