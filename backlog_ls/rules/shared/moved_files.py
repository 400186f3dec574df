"""The files that a link to a missing one may mean."""

from __future__ import annotations

import os
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.names.ids import find_leading_id, normalize_id
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.rules.shared.moved_anchors import is_misspelled
from backlog_ls.rules.shared.name_likeness import are_alike, is_named_in, split_name
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import MARKDOWN_EXTENSIONS, is_markdown

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from backlog_ls.workspace.links.resolve import ResolvedLink
    from backlog_ls.workspace.view import View

MAX_FILES = 3
"""Maximum number of files with the same name, and of those with a similar name."""

MAX_LISTED = 2_000
"""Maximum number of names in a folder that are compared."""

_COMMON_STEMS = frozenset({"readme", "index"})
"""Names that say nothing about the content of a file."""

_LANGUAGE_FOLDER = pattern(r"[a-z]{2}(?:[-_][a-z]{2,4})?")
_NUMBERED_FOLDER = pattern(r"[a-z]{0,2}\d+(?:[._-]\d+)*")


class MovedFile(NamedTuple):
    """A file that may be meant."""

    path: str
    """Absolute."""
    certain: bool
    """Whether no other file can be meant."""


def find_moved_files(view: View, link: ResolvedLink, label: str = "") -> Iterator[MovedFile]:
    """Yield the files that `link` to a missing file may mean, the most likely first.

    Left out are the document itself, and the files of another number, version, language or hidden
    folder: they do not have the content that the link promises.

    Args:
        view: the document with the link.
        link: to a missing file.
        label: the text of the link.
    """
    if not view.root:
        return
    seen = {view.path}
    written = link.target.path.split("/")
    hidden = {folder for folder in written if folder.startswith(".") and folder.strip(".")}
    alike, same = _find_alike(view, link), _find_same_name(view, link.path)
    by_name = (alike, same) if is_common_name(link.path) else (same, alike)
    above, similar = _find_from_above(view, link, label), _find_similar(view, link.path)
    for found in (above, *by_name, similar):
        for each in found:
            if each.path not in seen and hidden.issubset(each.path.split(os.sep)):
                seen.add(each.path)
                yield each


def may_have_moved(view: View, link: ResolvedLink) -> bool:
    """Return whether the missing file or folder of `link` probably exists under another path."""
    if not view.root:
        return False
    if next(_find_from_above(view, link, ""), None) or any(_list_alike(view, link)):
        return True
    return _has_same_name(view, link.path) or any(
        not is_common_name(each.path) for each in _find_similar(view, link.path)
    )


def _has_same_name(view: View, missing: str) -> bool:
    """Return whether a file has the name of the missing one.

    If several have, or the name is common, the folder must have the same name or lie below.
    """
    folder = os.path.dirname(missing)
    name = os.path.basename(missing).lower()
    is_only_one = len(view.workspace.file_index(view.root).find_by_name(name)) == 1
    for path, _ in _find_same_name(view, missing):
        other = os.path.dirname(path)
        if (
            (is_only_one and not is_common_name(missing))
            or os.path.basename(other).lower() == os.path.basename(folder).lower()
            or (other.startswith(folder + os.sep) and not is_common_name(missing))
        ):
            return True
    return False


def is_common_name(path: str) -> bool:
    """Return whether `path` is that of a README or an index, which many folders have."""
    return os.path.splitext(os.path.basename(path))[0].lower() in _COMMON_STEMS


def telling_name(path: str) -> str:
    """Return the name, without extension, that says which document `path` means.

    For a README and an index, that is the name of their folder.
    """
    unit = _telling_path(path)
    name = os.path.basename(unit)
    stem, extension = os.path.splitext(name)
    return stem if unit == path and extension[1:].isalnum() and extension[1:2].isalpha() else name


def _telling_path(path: str) -> str:
    return os.path.dirname(path) if is_common_name(path) else path


def _find_from_above(view: View, link: ResolvedLink, label: str) -> Iterator[MovedFile]:
    """Yield what the link leads to from the nearest folder around its document where that exists.

    The link has one `../` too few or too many, or is written from the root.
    """
    tail = _tail_of(link)
    for folder in folders_above(view) if tail else ():
        path = os.path.join(folder, *tail.split("/"))
        if path not in {link.path, view.path} and view.workspace.exists(path):
            if "/" in tail:
                yield MovedFile(path, _is_only_one(view, path, tail))
            elif is_common_name(path):
                yield MovedFile(path, _is_labelled(view, label, path))
            return


def _tail_of(link: ResolvedLink) -> str:
    """Return the path of the link without the `../` at its start; empty if it begins with a slash."""
    written = link.target.path
    if written.startswith("/"):
        return ""
    tail = os.path.normpath(written).replace(os.sep, "/")
    while tail.startswith("../"):
        tail = tail[len("../") :]
    return "" if tail in {".", ".."} else tail


def folders_above(view: View) -> Iterator[str]:
    """Yield the folder of the document, and those around it up to the root."""
    folder = os.path.dirname(view.path)
    while _is_within(view, folder):
        yield folder
        if folder == view.root:
            return
        folder = os.path.dirname(folder)


def _is_within(view: View, folder: str) -> bool:
    return folder == view.root or folder.startswith(view.root.rstrip(os.sep) + os.sep)


def _is_only_one(view: View, path: str, tail: str) -> bool:
    """Return whether no other file has the name of `path` in folders with the names of `tail`."""
    same = view.workspace.file_index(view.root).find_by_name(os.path.basename(path).lower())
    end = os.sep + tail.replace("/", os.sep)
    return all(each == path or not each.endswith(end) for each in same)


def _is_labelled(view: View, label: str, path: str) -> bool:
    """Return whether the link text names the README at `path`: by its title, its id, or its folder's."""
    title = view.workspace.title(path)
    if normalize_name(label) == normalize_name(title) != "":
        return True
    ident = find_leading_id(label, 0, len(label)).text
    if not ident:
        return False
    name = split_name(os.path.basename(os.path.dirname(path)))
    own = find_leading_id(title, 0, len(title)).text
    return normalize_id(own) == normalize_id(ident) or (
        bool(name.prefix) and is_named_in(name, ident)
    )


def _find_same_name(view: View, missing: str) -> Iterator[MovedFile]:
    """Yield the files with the name of the missing one."""
    name = os.path.basename(missing).lower()
    folders = _folders(view, missing)
    same = view.workspace.file_index(view.root).find_by_name(name)
    is_common = is_common_name(missing)
    is_only_one = len(same) == 1 and not is_common
    if is_common:
        same = [path for path in same if _is_near(_folders(view, path), folders)]
    for path in islice(_rank(view, folders, same), MAX_FILES):
        languages = _matching(_LANGUAGE_FOLDER, folders)
        is_translated = languages and languages != _matching(_LANGUAGE_FOLDER, _folders(view, path))
        yield MovedFile(path, is_only_one and not is_translated)


def _find_alike(view: View, link: ResolvedLink) -> Iterator[MovedFile]:
    """Yield the document with the same id or the same words in its name, if there is only one."""
    found = dict.fromkeys(
        document for path in _list_alike(view, link) for document in _documents_at(view, path)
    )
    if len(found) == 1:
        yield MovedFile(next(iter(found)), certain=False)


def _find_similar(view: View, missing: str) -> Iterator[MovedFile]:
    """Yield the files whose name differs in a few letters, but not in a word."""
    folders = _folders(view, missing)
    index = view.workspace.file_index(view.root)
    name = os.path.basename(missing).lower()
    names = (each for each in index.find_similar_names(name) if is_misspelled(name, each))
    similar = map(index.find_by_name, names)
    found = (path for paths in similar for path in _rank(view, folders, paths))
    for path in islice(found, MAX_FILES):
        yield MovedFile(path, certain=False)


def _list_alike(view: View, link: ResolvedLink) -> Iterator[str]:
    """Yield the files and folders near the missing one that have its id, or its words, in their name.

    These are beside it, one step above, and where the link leads to from the folders around its document.
    """
    unit = _telling_path(link.path)
    wanted = split_name(telling_name(link.path))
    if not wanted.is_telling or not is_markdown(link.path):
        return
    beside = os.path.dirname(unit)
    tail = _tail_of(link)
    inside = os.path.dirname(_telling_path(tail)) if tail else ""
    around = (os.path.normpath(os.path.join(each, inside)) for each in folders_above(view))
    near = beside, os.path.dirname(beside)
    for folder in dict.fromkeys((*near, *around)):
        if not _is_within(view, folder) or not view.workspace.exists(folder):
            continue
        for name in view.workspace.list_folder(folder)[:MAX_LISTED]:
            path = os.path.join(folder, name.rstrip("/"))
            is_own = path in {view.path, unit} or view.path.startswith(path + os.sep)
            if not is_own and (name.endswith("/") or is_markdown(name)):
                stem = name[:-1] if name.endswith("/") else os.path.splitext(name)[0]
                if are_alike(wanted, split_name(stem), near=folder in near):
                    yield path


def _documents_at(view: View, path: str) -> Iterator[str]:
    """Yield the document at `path`; of a folder, its README or index."""
    if is_markdown(path):
        yield path
        return
    for name in view.workspace.list_folder(path)[:MAX_LISTED]:
        if is_common_name(name) and name.lower().endswith(MARKDOWN_EXTENSIONS):
            yield os.path.join(path, name)


def _rank(view: View, folders: list[str], paths: list[str]) -> Iterator[str]:
    """Yield those of `paths` that may be meant, most of the innermost `folders` in common first."""
    possible = [(path, _folders(view, path)) for path in paths if path != view.path]
    possible = [each for each in possible if _fits(each[1], folders)]
    possible.sort(key=lambda each: -_count_common(each[1], folders))
    return (path for path, _ in possible if view.workspace.exists(path))


def _fits(ours: list[str], theirs: list[str]) -> bool:
    """Return whether the folders of two files do not say that they differ in version or language."""
    for kind in (_LANGUAGE_FOLDER, _NUMBERED_FOLDER):
        one, other = _matching(kind, ours), _matching(kind, theirs)
        if one and other and one != other:
            return False
    return True


def _is_near(ours: list[str], theirs: list[str]) -> bool:
    """Return whether a README may be the one that is missing.

    It is in a folder of that name, or above one whose name does not say what it is about.
    """
    is_above = ours == theirs[:-1] and not split_name(theirs[-1]).is_telling
    return ours[-1] == theirs[-1] or is_above


def _matching(kind: re.Pattern[str], folders: list[str]) -> list[str]:
    return [folder for folder in folders if kind.fullmatch(folder)]


def _folders(view: View, path: str) -> list[str]:
    """Return the names of the folders around `path` below the root, in lower case."""
    return os.path.relpath(os.path.dirname(path), view.root).lower().split(os.sep)


def _count_common(ours: list[str], theirs: list[str]) -> int:
    pairs = zip(reversed(ours), reversed(theirs), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
