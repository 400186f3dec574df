"""The Markdown files that git tracks, read from its index.

git does not ignore what it tracks, whatever a ``.gitignore`` says. The format is that of
gitformat-index(5), versions 2 to 4. git itself is never run: a repository may configure commands that
git then executes.
"""

from __future__ import annotations

import os
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.workspace.document_names import MARKDOWN_EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_INDEX_SIZE = 32 * 1024 * 1024
"""Maximum size of an index that is read, in bytes: some 300,000 files."""

_HEADER = Struct(">4sII")
_FLAGS = Struct(">H")
_STAT_SIZE = 40
_ID_SIZES = (20, 32)
"""The sizes of object ids: SHA-1 and SHA-256. The index does not say which it has."""
_EXTENDED = 0x4000
_NAME_LENGTH = 0x0FFF
_PREFIX_VERSION = 4
"""The version in which a name leaves out what it has in common with the name before."""
_ENDINGS = tuple(os.fsencode(ending) for ending in MARKDOWN_EXTENSIONS)


class TrackedMarkdown(NamedTuple):
    """What git tracks in a repository. Paths are absolute."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    """The folders that hold the files, at any depth."""


def read_tracked_markdown(root: str, index: bytes) -> TrackedMarkdown:
    """Return the Markdown files in the `index` of the repository at `root`; none if it is damaged."""
    files: set[str] = set()
    for id_size in _ID_SIZES:
        try:
            names = [
                name for name in _read_names(index, id_size) if name.lower().endswith(_ENDINGS)
            ]
        except (ValueError, IndexError, OverflowError):
            continue
        files = {os.path.join(root, *os.fsdecode(name).split("/")) for name in names}
        break
    folders: set[str] = set()
    for path in files:
        folder = os.path.dirname(path)
        while folder not in folders and len(folder) > len(root):
            folders.add(folder)
            folder = os.path.dirname(folder)
    return TrackedMarkdown(frozenset(files), frozenset(folders))


def find_index(folder: str, dot_git: bytes | None) -> str:
    """Return the path of the index of the repository at `folder`.

    Args:
        folder: absolute path.
        dot_git: the content of `.git`, if that is a file: in a worktree or a submodule.
    """
    if dot_git is None:
        return os.path.join(folder, ".git", "index")
    target = os.fsdecode(dot_git.partition(b"\n")[0].removeprefix(b"gitdir:").strip())
    return os.path.join(folder, target, "index")


def _read_names(index: bytes, id_size: int) -> Iterator[bytes]:
    """Yield the paths in `index`, with slashes.

    Raises:
        ValueError, IndexError, OverflowError: it is damaged, or has ids of another size.
    """
    if len(index) < _HEADER.size:
        raise ValueError("no header")
    signature, version, count = _HEADER.unpack_from(index)
    if signature != b"DIRC" or not 2 <= version <= _PREFIX_VERSION:
        raise ValueError("unknown format")
    at, end = _HEADER.size, len(index) - id_size
    name = b""
    for _ in range(count):
        start = at
        at += _STAT_SIZE + id_size
        if at + _FLAGS.size > end:
            raise ValueError("cut off")
        (flags,) = _FLAGS.unpack_from(index, at)
        at += _FLAGS.size * (2 if flags & _EXTENDED else 1)
        kept = 0
        if version == _PREFIX_VERSION:
            removed, at = _read_number(index, at)
            kept = len(name) - removed
        stop = index.index(b"\0", at, end)
        name = name[:kept] + index[at:stop]
        if kept < 0 or min(len(name), _NAME_LENGTH) != flags & _NAME_LENGTH:
            raise ValueError("not a name")
        yield name
        at = stop + 1
        if version != _PREFIX_VERSION:
            at += (start - at) % 8


def _read_number(index: bytes, at: int) -> tuple[int, int]:
    """Return the number at `at`, in the variable width of pack files, and where it ends."""
    byte = index[at]
    at += 1
    number = byte & 0x7F
    while byte & 0x80:
        byte = index[at]
        at += 1
        number = ((number + 1) << 7) | (byte & 0x7F)
    return number, at
