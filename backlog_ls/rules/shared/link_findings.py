"""Shared by the three rules about broken links: find them, describe them, suggest targets."""

from __future__ import annotations

import os
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.names.did_you_mean import edit_distance
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix
from backlog_ls.rules.shared.moved_anchors import find_moved_anchor
from backlog_ls.rules.shared.moved_files import find_moved_files, is_common_name, may_have_moved
from backlog_ls.rules.shared.planned_links import has_planned_remark, is_planned_link
from backlog_ls.rules.shared.template_text import is_template_text
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.links.resolve import LinkProblem, ResolvedLink
from backlog_ls.workspace.links.target import resolve_path
from backlog_ls.workspace.links.wiki import heading_in_wiki_link, resolve_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

BROKEN_LINK, BROKEN_MILESTONE_LINK, BROKEN_ANCHOR = (
    "broken-link",
    "broken-milestone-link",
    "broken-anchor",
)
FROM_THE_ROOT = "written from the root"
"""The cause of all links in a document that are relative to the root instead of the document."""

_QUOTATION_MARKS = (("\u201c", "\u201d"), ("\u00ab", "\u00bb"), ("\u300c", "\u300d"))
_MAX_LISTED = 100
"""Maximum number of names in a folder among which folders are looked for."""
_SAFE_CHARACTERS = "/:@!$&'*+,;=~-._()"


class FailingLink(NamedTuple):
    """A link that leads nowhere, in its document."""

    key: int
    """Of its block."""
    place: Place[Block]
    written: Link
    resolved: ResolvedLink

    @property
    def label(self) -> str:
        """The text of the link."""
        return self.place.piece.text[self.written.text_start : self.written.text_end]


def find_broken_links(view: View, place: Place[Block]) -> Iterator[Finding]:
    """Yield the findings of all three rules about the links of a block.

    Each link is resolved once, for all of them together.
    """
    block = place.piece
    for written in facts_of(block).links:
        link = resolve_link(block.text, written, view.backlog, view.path, view.root, view.workspace)
        if link is None or link.problem is None:
            continue
        if link.problem is LinkProblem.NO_ANCHOR:
            yield _missing_anchor_finding(view, place.key, link)
        elif _path_from_root(view, link) != view.path:  # else it is in a list of files, with itself
            is_milestone = link.problem is LinkProblem.NO_MILESTONE
            code = BROKEN_MILESTONE_LINK if is_milestone else BROKEN_LINK
            yield _missing_file_finding(view, code, place.key, link)


def is_worth_showing(view: View, finding: Finding) -> bool:
    """Return whether the owner of a link to a missing file would fix it.

    Links to documents that are planned but not yet written are left out, and those in the text of a
    template, unless an existing file may be meant, and examples of links in quotation marks.
    """
    place = view.backlog.rope.at_key(finding.key)
    written = _written_link_at(place, finding.start) if place else None
    if place and written and _is_quoted(place.piece.text, written):
        return False
    if place is None or written is None or finding.cause == FROM_THE_ROOT:
        return True
    path = finding.cause
    if finding.code == BROKEN_MILESTONE_LINK:
        is_planned = has_planned_remark(place.piece.text, written)
    else:
        is_planned = is_planned_link(view.backlog, place, written, path)
    if not is_planned and not is_template_text(view, place.piece, written, path):
        return True
    found = _failing_link_at(view, finding)
    return found is None or may_have_moved(view, found.resolved)


def _is_quoted(text: str, link: Link) -> bool:
    """Return whether a link is in quotation marks: `Write "See also: [Git](git.md)" at the end`."""
    if link.kind is LinkKind.HTML:
        return False  # the value of an attribute
    before = text[text.rfind("\n", 0, link.start) + 1 : link.start]
    after = text[link.end :].partition("\n")[0]
    if before.count('"') % 2 and '"' in after:
        return True
    return any(
        before.rfind(opening) > before.rfind(closing) and closing in after
        for opening, closing in _QUOTATION_MARKS
    )


def _missing_anchor_finding(view: View, key: int, link: ResolvedLink) -> Finding:
    document = f"`{_display_path(view, link.path)}`" if link.path else "this document"
    anchor = link.target.fragment
    message = f"No heading with the anchor `#{anchor}` in {document}."
    cause = f"{link.path}#{anchor.lower()}"
    common = f"{link.path}#"
    return Finding(
        BROKEN_ANCHOR, key, link.start, link.end, message, cause=cause, common_cause=common
    )


def _missing_file_finding(view: View, code: str, key: int, link: ResolvedLink) -> Finding:
    """Return the finding about a link to a missing file, in the block with the key `key`.

    Links to the same missing file have the same cause, and so have all that are written from the root.
    Links to files of one missing folder have a common cause. It is certain if that folder is at the root:
    all their paths begin wrongly. It is certain, too, that a folder is left out if the files are in it.
    """
    meant = _path_from_root(view, link)
    if meant:
        message = (
            "Written from the repository root: from here the path is "
            f"`{_written_path(view, link, meant)}`."
        )
        return Finding(code, key, link.start, link.end, message, cause=FROM_THE_ROOT)
    # The file name comes first, since editors have little room for a message beside a table row.
    folder = os.path.dirname(link.path)
    shown = _display_path(view, folder)
    where = "" if shown == "." else f" in `{shown}`"
    message = f"`{os.path.basename(link.path)}` not found{where}."
    common = _outermost_missing(view, folder)
    # Each missing milestone can be created, so each is a finding.
    is_common = code == BROKEN_LINK and _is_at_wrong_depth(view, link, common)
    inside = _find_inside(view, link.path) if view.workspace.exists(folder) else ""
    return Finding(
        code,
        key,
        link.start,
        link.end,
        message,
        cause=link.path,
        common_cause=inside or common,
        is_common=is_common or bool(inside),
    )


def _is_at_wrong_depth(view: View, link: ResolvedLink, missing: str) -> bool:
    """Return whether a link leads to the folder `missing`, but its first folder is at the root."""
    parts = [part for part in link.target.path.split("/") if part not in {"", ".", ".."}]
    if not view.root or len(parts) < 2 or view.workspace.exists(missing):
        return False
    there = os.path.join(view.root, parts[0])
    return os.path.basename(missing) == parts[0] and view.workspace.exists(there)


def _find_inside(view: View, path: str) -> str:
    """Return the only folder beside the missing file `path` that has a file of its name, or nothing."""
    folder, name = os.path.split(path)
    if is_common_name(name):
        return ""
    inside = (
        os.path.join(folder, each.rstrip("/"))
        for each in view.workspace.list_folder(folder)[:_MAX_LISTED]
        if each.endswith("/")
    )
    found = [each for each in inside if view.workspace.exists(os.path.join(each, name))]
    return found[0] if len(found) == 1 else ""


def _outermost_missing(view: View, folder: str) -> str:
    """Return the outermost folder around `folder` that is missing too, or `folder` if it exists."""
    while True:
        above = os.path.dirname(folder)
        if above == folder or view.workspace.exists(folder) or view.workspace.exists(above):
            return folder
        folder = above


def _display_path(view: View, path: str) -> str:
    """Return `path` relative to the root, with slashes."""
    return os.path.relpath(path, view.root or None).replace(os.sep, "/")


def find_path_fixes(view: View, finding: Finding, *, create: bool) -> Iterator[Fix]:
    """Yield links to the files that may be meant, and the creation of the missing file.

    If findings with the same cause were merged, a fix corrects all of their links.
    """
    links = _failing_links_of(view, finding)
    if not links:
        return
    first = links[0].resolved
    meant = _path_from_root(view, first)
    if meant:
        yield _fix_paths_from_root(view, links)
    else:
        yield from _fix_all_certain(view, links)
    for path, is_certain in find_moved_files(view, first, links[0].label):
        if path != meant:
            target = _quote_path(view, first, path)
            same = (each for each in links if each.resolved.path == first.path)
            yield Fix(
                f"Link to {target}",
                tuple(_replacement(each, target) for each in same),
                preferred=is_certain and not meant,
            )
    if create and first.path.endswith(".md"):
        title = f"Create {_display_path(view, first.path)}"
        yield Fix(title, (), preferred=False, create=first.path)


def _fix_paths_from_root(view: View, links: Iterable[FailingLink]) -> Fix:
    edits = []
    for link in links:
        meant = _path_from_root(view, link.resolved)
        if meant:
            edits.append(_replacement(link, _quote_path(view, link.resolved, meant)))
    if len(edits) == 1:
        return Fix(f"Link to {edits[0].text}", tuple(edits))
    return Fix(f"Correct {len(edits)} paths written from the root", tuple(edits))


def _fix_all_certain(view: View, links: Sequence[FailingLink]) -> Iterator[Fix]:
    """Yield the correction of the links to several missing files, if the first one's is certain.

    It is certain too if all others are certainly in the same folder, seen from where the links lead to.
    """
    certain = {}
    for number, link in enumerate(links):
        moved = next(find_moved_files(view, link.resolved, link.label), None)
        if moved and moved.certain:
            certain[number] = moved.path
    folders = {_relate(links[number].resolved.path, path) for number, path in certain.items()}
    if len(folders) == 1 and len(certain) > 1:
        for number, link in enumerate(links):
            missing = link.resolved.path
            path = os.path.normpath(os.path.join(missing, *folders, os.path.basename(missing)))
            if number not in certain and view.workspace.exists(path):
                certain[number] = path
    edits = tuple(
        _replacement(links[number], _quote_path(view, links[number].resolved, path))
        for number, path in sorted(certain.items())
    )
    targets = {links[number].resolved.path for number in certain}
    if 0 in certain and len(targets) > 1:
        yield Fix(f"Correct {len(edits)} links", edits)


def _relate(missing: str, path: str) -> str:
    """Return the way from the missing file to the folder of `path`."""
    return os.path.relpath(os.path.dirname(path), missing)


def _quote_path(view: View, link: ResolvedLink, path: str) -> str:
    return quote(_written_path(view, link, path), safe=_SAFE_CHARACTERS)


def _path_from_root(view: View, link: ResolvedLink) -> str:
    """Return the existing file or folder that `link` leads to from the root; empty if none is there.

    `./plan.md` is not written from the root, and a README may be that of any folder.
    """
    written = link.target.path
    if not view.root or written.startswith("/"):
        return ""
    name = written.removeprefix("./").rstrip("/")
    if "/" not in name and (name != written.rstrip("/") or is_common_name(name)):
        return ""
    found = resolve_path(f"/{written}", view.path, view.root)
    return found if found and view.workspace.exists(found) else ""


def _written_path(view: View, link: ResolvedLink, path: str) -> str:
    """Return the path from the document to `path`, with a slash at its end if `link` has one."""
    relative = os.path.relpath(path, os.path.dirname(view.path)).replace(os.sep, "/")
    return relative + "/" * link.target.path.endswith("/")


def find_anchor_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield a link to the anchor that is meant, if only one can be."""
    links = _failing_links_of(view, finding)
    if not links:
        return
    first = links[0].resolved
    backlog = view.workspace.backlog(first.path) if first.path else view.backlog
    if backlog is None:
        return
    wanted = first.target.fragment.lower()
    anchor = find_moved_anchor(wanted, backlog.all_anchors())
    target = backlog.find_anchor(anchor) if anchor else None
    # The anchor of a heading changes with a link in it.
    if target and (first.path or target.key not in {each.key for each in links}):
        edits = tuple(
            _replacement(each, _quote_anchor(backlog, each, anchor))
            for each in links
            if (each.resolved.path, each.resolved.target.fragment.lower()) == (first.path, wanted)
        )
        close = edit_distance(anchor, wanted) <= max(len(anchor) // 4, 1)
        yield Fix(f"Link to #{anchor}", edits, preferred=close)


def _quote_anchor(backlog: Backlog, link: FailingLink, anchor: str) -> str:
    """Return `anchor` as `link` names it: a wiki link has the text of the heading."""
    place = backlog.find_anchor(anchor) if link.written.kind is LinkKind.WIKI else None
    heading = facts_of(place.piece).heading if place else None
    return heading_in_wiki_link(heading.title) if heading else quote(anchor, safe="-._~")


def _replacement(link: FailingLink, text: str) -> BlockEdit:
    return BlockEdit(link.key, link.resolved.start, link.resolved.end, text)


def _failing_links_of(view: View, finding: Finding) -> list[FailingLink]:
    """Return the links of `finding`, its own first; empty if it is gone."""
    link = _failing_link_at(view, finding)
    if link is None:
        return []
    others = (
        _find_failing_link(view, key, start, end)
        for key, start, end, _, path in finding.related
        if not path
    )
    return [link, *(other for other in others if other)]


def _failing_link_at(view: View, finding: Finding) -> FailingLink | None:
    return _find_failing_link(view, finding.key, finding.start, finding.end)


def _find_failing_link(view: View, key: int, start: int, end: int) -> FailingLink | None:
    place = view.backlog.rope.at_key(key)
    if place is None:
        return None
    written = _written_link_at(place, start)
    if written is None:
        return None
    link = resolve_link(
        place.piece.text, written, view.backlog, view.path, view.root, view.workspace
    )
    if link is None or (link.start, link.end) != (start, end) or not link.problem:
        return None
    return FailingLink(key, place, written, link)


def _written_link_at(place: Place[Block], start: int) -> Link | None:
    """Return the link whose target holds the offset `start` in its block."""
    links = facts_of(place.piece).links
    at = bisect_right(links, start, key=lambda link: link.target_start) - 1
    return links[at] if at >= 0 else None
