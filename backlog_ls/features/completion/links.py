"""Completion of link targets: milestones, Markdown files, folders step by step, and anchors."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.features.completion.items import (
    NOTHING,
    CompletionItem,
    CompletionKind,
    CompletionList,
    Spot,
)
from backlog_ls.features.hover.section_card import describe_document, describe_section
from backlog_ls.features.markdown_text import plain
from backlog_ls.features.outline.sections import outline
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.names.slug import numbered, slug
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_markdown, is_milestone_path
from backlog_ls.workspace.link_target import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

MOST_ITEMS = 500
"""With more files than this, only those that match what is typed are offered."""

_REST = pattern(r"[^\s()<>]*")
# What would end the destination or read as something else: CommonMark 0.31 section 6.3, and what
# `workspace.links` takes for a placeholder. The rest stays readable.
_UNSAFE = pattern(r"[\x00-\x20\"%<>\\^`{|}()#?\[\]*$:]|\.(?=\.\.)|\x7f")


class _Typed(NamedTuple):
    """A target as far as it is typed. Columns are code points in the line."""

    start: int
    text: str
    """Up to the cursor."""
    end: int
    """Where the target, with what stands behind the cursor, ends."""


def complete_link(spot: Spot) -> CompletionList | None:
    """Offer targets behind ``](``, and anchors behind a ``#`` in one; None anywhere else."""
    typed = _typed(spot)
    if typed is None:
        return None
    return _anchors(spot, typed) if "#" in typed.text else _files(spot, typed)


def resolve_link(view: View, item: CompletionItem) -> CompletionItem:
    """Return `item`, a file or an anchor, with what it leads to as its documentation."""
    if item.kind not in {
        CompletionKind.FILE,
        CompletionKind.MILESTONE,
        CompletionKind.ANCHOR,
        CompletionKind.ITEM,
    }:
        return item
    backlog = view.workspace.backlog(item.path) if item.path else view.backlog
    if backlog is None:
        return item
    if item.kind is not CompletionKind.ANCHOR:
        return item._replace(documentation=describe_document(backlog))
    place = backlog.anchor(unquote(item.insert).lower())
    for section in outline(backlog) if place and place.piece.level else ():
        if place and section.key == place.key:
            text = describe_section(backlog, section, item.label)
            return item._replace(documentation=text)
    return item


def encoded(path: str) -> str:
    """Return `path` as a link's target writes it: percent-encoded where that is needed."""
    return _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", path)


def _typed(spot: Spot) -> _Typed | None:
    before = spot.before
    opening = before.rfind("](")
    if opening < 0 or spot.in_code(opening):
        return None
    start = opening + 2
    if before[start : start + 1] == "<":
        start += 1
    text = before[start:]
    if re.search(r"[\s()<>]", text):
        return None
    rest = _REST.match(spot.text, spot.column)
    return _Typed(start, text, rest.end() if rest else spot.column)


def _anchors(spot: Spot, typed: _Typed) -> CompletionList:
    """Offer the anchors of the document that stands before the ``#``."""
    view = spot.view
    path, _, fragment = typed.text.partition("#")
    found = ""
    backlog: Backlog | None = view.backlog
    if path:
        found = (view.path and resolve(unquote(path), view.path, view.root)) or ""
        backlog = view.workspace.backlog(found) if is_markdown(found) else None
    if backlog is None:
        return NOTHING
    start = spot.offset - len(fragment)
    end = spot.line_start + typed.end
    items = [
        CompletionItem(
            title or name,
            encoded(name),
            start,
            end,
            CompletionKind.ANCHOR,
            f"#{name}",
            filter_text=f"{encoded(name)} {title}",
            sort_text=f"{number:06}",
            path=found,
        )
        for number, (name, title) in enumerate(_named_anchors(backlog))
    ]
    return CompletionList(tuple(items))


def _named_anchors(backlog: Backlog) -> Iterator[tuple[str, str]]:
    """Yield the anchors of a document, those of headings with their titles, then HTML's."""
    titles = []
    names = []
    for place in backlog.rope.places():
        found = facts(place.piece)
        if found.heading:
            titles.append(found.heading.title)
        names += [anchor.name for anchor in found.anchors]
    slugs = numbered(slug(title) for title in titles)
    yield from ((name, plain(title)) for name, title in zip(slugs, titles, strict=True) if name)
    yield from ((name, "") for name in names if name)


class _File(NamedTuple):
    target: str
    """As it is written in the document, but for the encoding."""
    path: str
    milestone: bool


def _files(spot: Spot, typed: _Typed) -> CompletionList:
    """Offer milestones, then Markdown files, then the folders one step down."""
    view = spot.view
    if not view.path:
        return NOTHING
    wanted = unquote(typed.text)
    folder = wanted[: wanted.rfind("/") + 1]
    files = [file for file in _markdown_files(view, wanted) if file.target.startswith(folder)]
    folders = list(_folders(view, folder))
    incomplete = len(files) + len(folders) > MOST_ITEMS
    if incomplete:
        name = wanted.lower()
        files = [file for file in files if name in file.target.lower()][:MOST_ITEMS]
        folders = [each for each in folders if name in each.lower()][:MOST_ITEMS]
    files.sort(key=lambda file: (not file.milestone, file.target.count("/"), file.target))
    # A fragment behind the path stays.
    old = spot.text[typed.start : typed.end].partition("#")[0]
    start, end = spot.line_start + typed.start, spot.line_start + typed.start + len(old)
    items = [
        CompletionItem(
            file.target,
            encoded(file.target),
            start,
            end,
            CompletionKind.MILESTONE if file.milestone else CompletionKind.FILE,
            "milestone" if file.milestone else "",
            filter_text=_filter(typed.text, file.target),
            sort_text=f"{number:06}",
            path=file.path,
        )
        for number, file in enumerate(files)
    ]
    items += (
        CompletionItem(
            each,
            encoded(each),
            start,
            end,
            CompletionKind.FOLDER,
            filter_text=_filter(typed.text, each),
            sort_text=f"{len(files) + number:06}",
        )
        for number, each in enumerate(folders)
    )
    return CompletionList(tuple(items), incomplete)


def _filter(typed: str, target: str) -> str:
    """Return `target` in all its forms, that which begins like `typed` first."""
    forms = [encoded(target), target, target.rstrip("/").rpartition("/")[2]]
    forms.sort(key=lambda form: not form.startswith(typed))
    return " ".join(dict.fromkeys(forms))


def _markdown_files(view: View, wanted: str) -> Iterator[_File]:
    """Yield the Markdown files of the workspace folder, named in the manner of `wanted`."""
    if not view.root:
        return
    base = view.root if wanted.startswith("/") else os.path.split(view.path)[0]
    lead = "/" if wanted.startswith("/") else "./" if wanted.startswith("./") else ""
    known: dict[str, tuple[str, bool]] = {}  # of a folder: a workspace has fewer than files
    for path in view.workspace.files(view.root, ".md"):
        if path == view.path:
            continue
        folder, name = os.path.split(path)
        if folder not in known:
            inside = os.path.relpath(folder, view.root).replace(os.sep, "/")
            relative = os.path.relpath(folder, base).replace(os.sep, "/")
            shown = "" if relative == "." else relative + "/"
            known[folder] = lead + shown, is_milestone_path(f"{inside}/x")
        shown, milestone = known[folder]
        if shown.startswith("./../"):
            continue  # `./` begins what is here or below
        yield _File(shown + name, path, milestone)


def _folders(view: View, folder: str) -> Iterator[str]:
    """Yield the folders in the one that is typed already."""
    found = resolve(folder or ".", view.path, view.root)
    if found is None:
        return
    for name in view.workspace.disk.listing(found):
        if name.endswith("/") and not name.startswith("."):
            yield folder + name
