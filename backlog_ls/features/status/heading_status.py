"""The status in the title of a section, as titles state theirs: `Polish ✅`, `Phase 2 (completed)`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.neighbourhood import around
from backlog_ls.features.status.choices import Choice
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.model.items.items import StatusPlace, items_of
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, fold_status
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.statuses.status import Status, canonical
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_MOST = 40
"""So many titles on either side show how titles state their status."""

_LEAD = pattern(r"[\s(（\[:\u2013\u2014-]*\Z")
_CLOSE = pattern(r"[)）\]]?")


class Stated(NamedTuple):
    """What one title states."""

    text: str
    """The status, as it is written."""
    status: Status
    lead: str
    """What stands between the name and the status: a space, `` (``, `` — ``; empty before a name."""
    close: str


def stated_in_titles(view: View, near: Place[Block]) -> list[Stated]:
    """Return the statuses that the titles of sections around `near` state, in their order."""
    found = []
    for place in around(view.backlog.rope, near.index, Bit.HEADING, _MOST):
        heading = facts(place.piece).heading
        status = items_of(place.piece)[0].status
        if not heading or not status:
            continue
        if status.place is StatusPlace.HEADING:
            text = place.piece.text
            lead = _LEAD.search(text, heading.start, status.start)
            close = _CLOSE.match(text, status.end, heading.end)
            named = lead and lead.start() > heading.start
            found.append(
                Stated(
                    status.text,
                    status.status,
                    lead.group() if lead and named else "",
                    close.group() if close and named else "",
                )
            )
    return found


def title_choices(stated: Iterable[Stated]) -> list[Choice]:
    """Return the statuses in `stated`, the most used first."""
    uses = Counter((each.text, each.status) for each in stated)
    return [Choice(text, "", status) for (text, status), _ in uses.most_common()]


def states(title: str, start: int, end: int, spelling: str) -> bool:
    """Tell whether `title` states `spelling` once that is written over the code points given."""
    meant = canonical(spelling)
    if meant is Status.UNKNOWN:
        return False
    stated = section_status(title[:start] + spelling + title[end:])
    return stated is not None and stated.status is meant and not stated.whole


def in_form(old: str, spelling: str) -> str:
    """Return `spelling` in the form of `old`: a sign stays a sign, words stay words."""
    was, new = fold_status(old), fold_status(spelling)
    if was.emojis and not was.word and new.emojis and new.word:
        sign = EMOJI_CLUSTER.search(spelling)
        return sign.group() if sign else spelling
    if was.word and not was.emojis and new.word and new.emojis:
        return EMOJI_CLUSTER.sub("", spelling).strip()
    return spelling


def around_status(title: str, start: int, end: int) -> tuple[int, int]:
    """Return the status in ``title[start:end]`` with the brackets and dashes that go when it goes."""
    for opening, closing in ("()", "[]"):
        if title[start - 1 : start] == opening and title[end : end + 1] == closing:
            start, end = start - 1, end + 1
    while start and title[start - 1] in " \t-\u2013\u2014":
        start -= 1
    return start, end
