"""The files that a link to a missing one may mean."""

from __future__ import annotations

import os
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

MAX_FILES = 3
"""Maximum number of files with the same name, and of those with a similar name."""

_COMMON_STEMS = frozenset({"readme", "index"})
"""Names that say nothing about the content of a file."""

_LANGUAGE_FOLDER = pattern(r"[a-z]{2}(?:[-_][a-z]{2,4})?")
_NUMBERED_FOLDER = pattern(r"[a-z]{0,2}\d+(?:[._-]\d+)*")


def find_moved_files(view: View, missing: str) -> Iterator[tuple[str, bool]]:
    """Yield the files with the name of the missing one, then those with a similar name.

    Left out are the document itself, and the files of another number, version or language: they do
    not have the content that the link promises.

    Args:
        view: the document with the link.
        missing: absolute path of the missing file.

    Yields:
        absolute paths, the most likely first, each with whether it is certain: the only file of that
        name in the workspace.
    """
    if not view.root:
        return
    index = view.workspace.file_index(view.root)
    name = os.path.basename(missing).lower()
    folders = _folders(view, missing)
    same = index.find_by_name(name)
    is_common = os.path.splitext(name)[0] in _COMMON_STEMS
    is_only_one = len(same) == 1 and not is_common
    if is_common:
        same = [path for path in same if _is_near(_folders(view, path), folders)]
    for path in islice(_rank(view, folders, same), MAX_FILES):
        languages = _matching(_LANGUAGE_FOLDER, folders)
        is_translated = languages and languages != _matching(_LANGUAGE_FOLDER, _folders(view, path))
        yield path, is_only_one and not is_translated
    similar = map(index.find_by_name, index.find_similar_names(name))
    found = (path for paths in similar for path in _rank(view, folders, paths))
    for path in islice(found, MAX_FILES):
        yield path, False


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
    """Return whether a README may be the one that is missing: in a folder of that name, or above."""
    return ours[-1] == theirs[-1] or ours == theirs[:-1]


def _matching(kind: re.Pattern[str], folders: list[str]) -> list[str]:
    return [folder for folder in folders if kind.fullmatch(folder)]


def _folders(view: View, path: str) -> list[str]:
    """Return the names of the folders around `path` below the root, in lower case."""
    return os.path.relpath(os.path.dirname(path), view.root).lower().split(os.sep)


def _count_common(ours: list[str], theirs: list[str]) -> int:
    pairs = zip(reversed(ours), reversed(theirs), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
