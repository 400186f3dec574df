"""Completion of link targets: milestones, other files, folders and anchors."""

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
from backlog_ls.model.names.slug import unique_anchors
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
_REST_IN_ANGLES = pattern(r"[^<>]*(?=>)|[^\s()<>]*")
_REST_IN_QUOTES = {
    '"': pattern(r"[^\"<>]*(?=\")|[^\s\"<>]*"),
    "'": pattern(r"[^'<>]*(?=')|[^\s'<>]*"),
}
_IMAGE = pattern(r"!\[[^\[\]]*\]\(<?\Z")
_DEFINITION = pattern(r"[ \t>]*\[(?!\^)(?:[^\[\]\\]|\\.)+\]:[ \t]*")
_ATTRIBUTE = pattern(
    r"<(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?=\s)(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*"
    r"\s(?P<name>src|href)\s*=\s*(?:\"(?P<double>[^\"<>]*)|'(?P<single>[^'<>]*))\Z",
    re.IGNORECASE,
)
# What would end the destination or change its meaning (CommonMark 0.31, section 6.3), and what
# `workspace.links` treats as a placeholder. The rest stays readable.
_UNSAFE = pattern(r"[\x00-\x20\"%<>\\^`{|}()#?\[\]*$:]|\.(?=\.\.)|\x7f")
SAFE_IN_ANGLES = " ()"
"""Characters that the target of a link may contain between ``<`` and ``>`` only."""
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".mp4", ".mov", ".webm")
"""What GitHub shows as an image or a video."""


class _TypedTarget(NamedTuple):
    """A link target that is being typed. Columns are code points in the line."""

    start: int
    text: str
    """The target up to the cursor."""
    end: int
    """Where the target ends, which may be behind the cursor."""
    is_image: bool = False
    safe: str = ""
    """As for `encode_path`."""
    unsafe: str = ""
    """As for `encode_path`."""

    def encode(self, path: str) -> str:
        """Return `path` as it is written in this target."""
        return encode_path(path, self.safe, self.unsafe)


def complete_link(cursor: Cursor) -> CompletionList | None:
    """Offer targets behind ``](``, behind ``[label]:`` or in an HTML attribute, or return None.

    Behind ``#``, offer anchors.
    """
    typed = _typed_target(cursor) or _typed_attribute(cursor)
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
    if item.kind is CompletionKind.FILE and not is_markdown(item.path):
        return item
    backlog = view.workspace.backlog(item.path) if item.path else view.backlog
    if backlog is None:
        return item
    if item.kind is not CompletionKind.ANCHOR:
        return item._replace(documentation=describe_document(backlog))
    place = backlog.find_anchor(unquote(item.insert.rpartition("#")[2]).lower())
    for section in find_sections(backlog) if place and place.piece.level else ():
        if place and section.key == place.key:
            text = describe_section(backlog, section, item.label)
            return item._replace(documentation=text)
    return item


def encode_path(path: str, safe: str = "", unsafe: str = "") -> str:
    """Return `path` percent-encoded where the target of a link needs it.

    Args:
        path: the path, or a fragment.
        safe: characters that do not need it, although they do in other links.
        unsafe: characters that need it, although they do not in other links.
    """
    encoded = (
        char
        if char in safe or not (char in unsafe or _UNSAFE.match(path, at))
        else f"%{ord(char):02X}"
        for at, char in enumerate(path)
    )
    return "".join(encoded)


def _typed_target(cursor: Cursor) -> _TypedTarget | None:
    before = cursor.before
    definition = _DEFINITION.match(before)
    opening = before.rfind("](")
    if not definition and (opening < 0 or cursor.is_code(opening)):
        return None
    start = definition.end() if definition else opening + 2
    angled = before[start : start + 1] == "<"
    start += angled
    text = before[start:]
    if re.search(r"[<>]" if angled else r"[\s()<>]", text):
        return None
    rest = (_REST_IN_ANGLES if angled else _REST).match(cursor.line_text, cursor.column)
    end = rest.end() if rest else cursor.column
    is_image = bool(_IMAGE.search(before[:start]))
    return _TypedTarget(start, text, end, is_image, SAFE_IN_ANGLES if angled else "")


def _typed_attribute(cursor: Cursor) -> _TypedTarget | None:
    """Return the value of ``src`` or ``href`` that is being typed in an HTML tag, or None."""
    match = _ATTRIBUTE.search(cursor.before)
    if match is None or cursor.is_code(match.start()):
        return None
    group, quote = ("double", '"') if match["double"] is not None else ("single", "'")
    rest = _REST_IN_QUOTES[quote].match(cursor.line_text, cursor.column)
    end = rest.end() if rest else cursor.column
    is_image = match["name"].lower() == "src"
    return _TypedTarget(match.start(group), match[group], end, is_image, "()", "'&")


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
            typed.encode(name),
            start,
            end,
            CompletionKind.ANCHOR,
            f"#{name}",
            filter_text=f"{typed.encode(name)} {title}",
            sort_text=f"{number:06}",
            path=found,
        )
        for number, (name, title) in enumerate(named_anchors(backlog))
    ]
    return CompletionList(tuple(items))


def named_anchors(backlog: Backlog) -> Iterator[tuple[str, str]]:
    """Yield the anchors of a document: those of headings with their titles, then HTML ids."""
    titles = []
    slugs = []
    names = []
    for place in backlog.rope.places():
        found = facts_of(place.piece)
        if found.heading:
            titles.append(found.heading.title)
            slugs.append(backlog.slug(place.piece))
        names += [anchor.name for anchor in found.anchors]
    yield from (
        (name, plain_text(title))
        for name, title in zip(unique_anchors(slugs), titles, strict=True)
        if name
    )
    yield from ((name, "") for name in names if name)


class _File(NamedTuple):
    target: str
    """As written in the document, but not encoded."""
    path: str
    milestone: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether it can be the target of an image."""
        return self.path.lower().endswith(_IMAGES)


def _complete_file(cursor: Cursor, typed: _TypedTarget) -> CompletionList:
    """Offer milestones, Markdown files, and the other files and the folders in the typed one.

    In an image, the files that can be shown come first.
    """
    view = cursor.view
    if not view.path:
        return NO_COMPLETIONS
    wanted = unquote(typed.text)
    folder = wanted[: wanted.rfind("/") + 1]
    files = [file for file in _markdown_files(view, wanted) if file.target.startswith(folder)]
    others, folders = _list_folder(view, folder)
    files += others
    incomplete = len(files) + len(folders) > MAX_ITEMS
    if incomplete:
        name = wanted.lower()
        files = [file for file in files if name in file.target.lower()][:MAX_ITEMS]
        folders = [each for each in folders if name in each.lower()][:MAX_ITEMS]
    files.sort(
        key=lambda file: (
            typed.is_image and not file.is_shown,
            not file.milestone,
            not is_markdown(file.path),
            file.target.count("/"),
            file.target,
        )
    )
    # Keep a fragment behind the path.
    old = cursor.line_text[typed.start : typed.end].partition("#")[0]
    start, end = cursor.line_start + typed.start, cursor.line_start + typed.start + len(old)
    items = [
        CompletionItem(
            file.target,
            typed.encode(file.target),
            start,
            end,
            CompletionKind.MILESTONE if file.milestone else CompletionKind.FILE,
            "milestone" if file.milestone else "",
            filter_text=_filter_text(typed, file.target),
            sort_text=f"{number:06}",
            path=file.path,
        )
        for number, file in enumerate(files)
    ]
    items += (
        CompletionItem(
            each,
            typed.encode(each),
            start,
            end,
            CompletionKind.FOLDER,
            filter_text=_filter_text(typed, each),
            sort_text=f"{len(files) + number:06}",
        )
        for number, each in enumerate(folders)
    )
    return CompletionList(tuple(items), incomplete)


def _filter_text(typed: _TypedTarget, target: str) -> str:
    """Return all spellings of `target`, first those that begin with what is typed."""
    forms = [typed.encode(target), target, target.rstrip("/").rpartition("/")[2]]
    forms.sort(key=lambda form: not form.startswith(typed.text))
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


def _list_folder(view: View, folder: str) -> tuple[list[_File], list[str]]:
    """Return the files that do not end in ``.md``, and the folders, in `folder`, the one typed so far."""
    found = resolve_path(folder or ".", view.path, view.root)
    names = view.workspace.disk.list_folder(found) if found else ()
    shown = [name for name in names if not name.startswith(".")]
    files = [
        _File(folder + name, os.path.join(found or "", name))
        for name in shown
        if not name.lower().endswith(("/", ".md"))
    ]
    return files, [folder + name for name in shown if name.endswith("/")]
