"""Completion of link targets: milestones, Markdown files, folders and anchors."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.features.completion.items import (
    NO_COMPLETIONS,
    CompletionItem,
    CompletionKind,
    CompletionList,
)
from backlog_ls.features.hover.section import describe_document, describe_section
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.outline.sections import find_sections
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.names.slug import slugify, unique_anchors
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_markdown, is_milestone_path
from backlog_ls.workspace.links.target import resolve_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.cursor import Cursor
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

MAX_ITEMS = 500
"""Maximum number of files to offer; if there are more, only those that match are offered."""

_REST = pattern(r"[^\s()<>]*")
# What would end the destination or change its meaning (CommonMark 0.31, section 6.3), and what
# `workspace.links` treats as a placeholder. The rest stays readable.
_UNSAFE = pattern(r"[\x00-\x20\"%<>\\^`{|}()#?\[\]*$:]|\.(?=\.\.)|\x7f")


class _TypedTarget(NamedTuple):
    """A link target that is being typed. Columns are code points in the line."""

    start: int
    text: str
    """The target up to the cursor."""
    end: int
    """Where the target ends, which may be behind the cursor."""


def complete_link(cursor: Cursor) -> CompletionList | None:
    """Offer targets behind ``](``, or anchors behind ``#``, or return None."""
    typed = _typed_target(cursor)
    if typed is None:
        return None
    return _complete_anchor(cursor, typed) if "#" in typed.text else _complete_file(cursor, typed)


def resolve_link(view: View, item: CompletionItem) -> CompletionItem:
    """Return `item`, a file or an anchor, with a description of its target as documentation."""
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
    place = backlog.find_anchor(unquote(item.insert).lower())
    for section in find_sections(backlog) if place and place.piece.level else ():
        if place and section.key == place.key:
            text = describe_section(backlog, section, item.label)
            return item._replace(documentation=text)
    return item


def encode_path(path: str) -> str:
    """Return `path` percent-encoded where the target of a link needs it."""
    return _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", path)


def _typed_target(cursor: Cursor) -> _TypedTarget | None:
    before = cursor.before
    opening = before.rfind("](")
    if opening < 0 or cursor.is_code(opening):
        return None
    start = opening + 2
    if before[start : start + 1] == "<":
        start += 1
    text = before[start:]
    if re.search(r"[\s()<>]", text):
        return None
    rest = _REST.match(cursor.line_text, cursor.column)
    return _TypedTarget(start, text, rest.end() if rest else cursor.column)


def _complete_anchor(cursor: Cursor, typed: _TypedTarget) -> CompletionList:
    """Offer the anchors of the document before the ``#``."""
    view = cursor.view
    path, _, fragment = typed.text.partition("#")
    found = ""
    backlog: Backlog | None = view.backlog
    if path:
        found = (view.path and resolve_path(unquote(path), view.path, view.root)) or ""
        backlog = view.workspace.backlog(found) if is_markdown(found) else None
    if backlog is None:
        return NO_COMPLETIONS
    start = cursor.offset - len(fragment)
    end = cursor.line_start + typed.end
    items = [
        CompletionItem(
            title or name,
            encode_path(name),
            start,
            end,
            CompletionKind.ANCHOR,
            f"#{name}",
            filter_text=f"{encode_path(name)} {title}",
            sort_text=f"{number:06}",
            path=found,
        )
        for number, (name, title) in enumerate(_named_anchors(backlog))
    ]
    return CompletionList(tuple(items))


def _named_anchors(backlog: Backlog) -> Iterator[tuple[str, str]]:
    """Yield the anchors of a document: those of headings with their titles, then HTML ids."""
    titles = []
    names = []
    for place in backlog.rope.places():
        found = facts_of(place.piece)
        if found.heading:
            titles.append(found.heading.title)
        names += [anchor.name for anchor in found.anchors]
    slugs = unique_anchors(slugify(title) for title in titles)
    yield from (
        (name, plain_text(title)) for name, title in zip(slugs, titles, strict=True) if name
    )
    yield from ((name, "") for name in names if name)


class _File(NamedTuple):
    target: str
    """As written in the document, but not encoded."""
    path: str
    milestone: bool


def _complete_file(cursor: Cursor, typed: _TypedTarget) -> CompletionList:
    """Offer milestones, then Markdown files, then the folders in the typed one."""
    view = cursor.view
    if not view.path:
        return NO_COMPLETIONS
    wanted = unquote(typed.text)
    folder = wanted[: wanted.rfind("/") + 1]
    files = [file for file in _markdown_files(view, wanted) if file.target.startswith(folder)]
    folders = list(_folders(view, folder))
    incomplete = len(files) + len(folders) > MAX_ITEMS
    if incomplete:
        name = wanted.lower()
        files = [file for file in files if name in file.target.lower()][:MAX_ITEMS]
        folders = [each for each in folders if name in each.lower()][:MAX_ITEMS]
    files.sort(key=lambda file: (not file.milestone, file.target.count("/"), file.target))
    # Keep a fragment behind the path.
    old = cursor.line_text[typed.start : typed.end].partition("#")[0]
    start, end = cursor.line_start + typed.start, cursor.line_start + typed.start + len(old)
    items = [
        CompletionItem(
            file.target,
            encode_path(file.target),
            start,
            end,
            CompletionKind.MILESTONE if file.milestone else CompletionKind.FILE,
            "milestone" if file.milestone else "",
            filter_text=_filter_text(typed.text, file.target),
            sort_text=f"{number:06}",
            path=file.path,
        )
        for number, file in enumerate(files)
    ]
    items += (
        CompletionItem(
            each,
            encode_path(each),
            start,
            end,
            CompletionKind.FOLDER,
            filter_text=_filter_text(typed.text, each),
            sort_text=f"{len(files) + number:06}",
        )
        for number, each in enumerate(folders)
    )
    return CompletionList(tuple(items), incomplete)


def _filter_text(typed: str, target: str) -> str:
    """Return all spellings of `target`, first those that begin with `typed`."""
    forms = [encode_path(target), target, target.rstrip("/").rpartition("/")[2]]
    forms.sort(key=lambda form: not form.startswith(typed))
    return " ".join(dict.fromkeys(forms))


def _markdown_files(view: View, wanted: str) -> Iterator[_File]:
    """Yield the Markdown files of the workspace, as absolute or relative paths like `wanted`."""
    if not view.root:
        return
    base = view.root if wanted.startswith("/") else os.path.split(view.path)[0]
    prefix = "/" if wanted.startswith("/") else "./" if wanted.startswith("./") else ""
    known: dict[str, tuple[str, bool]] = {}  # by folder, of which there are fewer than files
    for path in view.workspace.find_files(view.root, ".md"):
        if path == view.path:
            continue
        folder, name = os.path.split(path)
        if folder not in known:
            inside = os.path.relpath(folder, view.root).replace(os.sep, "/")
            relative = os.path.relpath(folder, base).replace(os.sep, "/")
            shown = "" if relative == "." else relative + "/"
            known[folder] = prefix + shown, is_milestone_path(f"{inside}/x")
        shown, milestone = known[folder]
        if shown.startswith("./../"):
            continue  # behind `./`, only this folder and those below
        yield _File(shown + name, path, milestone)


def _folders(view: View, folder: str) -> Iterator[str]:
    """Yield the folders in `folder`, the one typed so far."""
    found = resolve_path(folder or ".", view.path, view.root)
    if found is None:
        return
    for name in view.workspace.disk.list_folder(found):
        if name.endswith("/") and not name.startswith("."):
            yield folder + name
