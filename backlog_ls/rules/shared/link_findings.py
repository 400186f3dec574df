"""What the three rules about links share: following a link, and finding what may have been meant."""

from __future__ import annotations

import os
from bisect import bisect_right
from typing import TYPE_CHECKING
from urllib.parse import quote

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.names.did_you_mean import distance, nearest
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix
from backlog_ls.workspace.links.resolve import Lead, Trouble, follow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_UNQUOTED = "/:@!$&'*+,;=~-._()"


def troubled(view: View, place: Place[Block], trouble: Trouble) -> Iterator[Lead]:
    """Yield the links of a block that have that trouble."""
    block = place.piece
    for link in facts(block).links:
        lead = follow(block.text, link, view.backlog, view.path, view.root, view.workspace)
        if lead is not None and lead.trouble is trouble:
            yield lead


def shown(view: View, path: str) -> str:
    """Return `path` as a reader knows it: from the root, with slashes."""
    return os.path.relpath(path, view.root or None).replace(os.sep, "/")


def missing(view: View, lead: Lead) -> str:
    """Return what is said of a link to a file that is not there, the name first.

    Beside a table row an editor has room for a few words only.
    """
    folder = shown(view, os.path.dirname(lead.path))
    where = "" if folder == "." else f" in `{folder}`"
    return f"There is no `{os.path.basename(lead.path)}`{where}."


def path_fixes(view: View, finding: Finding, *, create: bool) -> Iterator[Fix]:
    """Yield the files that a broken link may have meant, and making the one that it names."""
    lead = _lead_at(view, finding)
    if lead is None:
        return
    name = os.path.basename(lead.path).lower()
    same, close = [], []
    for path in view.workspace.files(view.root, os.path.splitext(name)[1]):
        other = os.path.basename(path).lower()
        if other == name:
            same.append(path)
        elif _similar(other, name, len(name) // 3):
            close.append(path)
    for path in (*nearest(lead.path, same, 3), *nearest(lead.path, close, 3)):
        target = quote(_relative(path, view.path), safe=_UNQUOTED)
        edit = BlockEdit(finding.key, finding.start, finding.end, target)
        # Only one file of that name anywhere: there is nothing else that can have been meant.
        yield Fix(f"Link to {target}", (edit,), preferred=same == [path])
    if create and lead.path.endswith(".md"):
        yield Fix(f"Create {shown(view, lead.path)}", (), preferred=False, create=lead.path)


def anchor_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the anchors that a broken one may have meant."""
    lead = _lead_at(view, finding)
    if lead is None:
        return
    backlog = view.workspace.backlog(lead.path) if lead.path else view.backlog
    if backlog is None:
        return
    wanted = lead.target.fragment
    likely = [
        anchor
        for anchor in backlog.all_anchors()
        if _similar(anchor, wanted.lower(), max(len(wanted), len(anchor)) // 2)
    ]
    for anchor in nearest(wanted, likely, 3):
        edit = BlockEdit(finding.key, finding.start, finding.end, quote(anchor, safe="-._~"))
        close = distance(anchor, wanted.lower()) <= max(len(anchor) // 4, 1)
        yield Fix(f"Link to #{anchor}", (edit,), preferred=close)


def _similar(name: str, wanted: str, limit: int) -> bool:
    """Tell whether at most `limit` letters (or one) differ; the lengths alone rule most names out."""
    limit = max(limit, 1)
    return distance(name, wanted, limit) <= limit


def _lead_at(view: View, finding: Finding) -> Lead | None:
    place = view.backlog.rope.at_key(finding.key)
    if place is None:
        return None
    text = place.piece.text
    links = facts(place.piece).links
    at = bisect_right(links, finding.start, key=lambda link: link.target_start) - 1
    if at < 0:
        return None
    lead = follow(text, links[at], view.backlog, view.path, view.root, view.workspace)
    if lead is None or (lead.start, lead.end) != (finding.start, finding.end):
        return None
    return lead if lead.trouble else None


def _relative(path: str, document: str) -> str:
    return os.path.relpath(path, os.path.dirname(document)).replace(os.sep, "/")
