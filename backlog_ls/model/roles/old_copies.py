"""Folders and files whose names say that they are older copies of what is beside them: `site-old`.

The word alone proves nothing: `specs/003-backup` is about one. It counts where the rest of the name is
that of a neighbour.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import NamedTuple

from backlog_ls.model.roles.name_evidence import split_words
from backlog_ls.model.words import words


class OldCopy(NamedTuple):
    """A part of a path that may be an older copy."""

    folder: str
    """The folder that holds it, with slashes; empty for the root."""
    name: str
    original: tuple[str, ...]
    """The words of the name of what it is a copy of."""

    def is_of(self, neighbour: str) -> bool:
        """Return whether this is a copy of the file or folder `neighbour` in the same folder."""
        name = neighbour.rstrip("/")
        if name == self.name or os.path.splitext(name)[1] != os.path.splitext(self.name)[1]:
            return False
        return tuple(split_words(os.path.splitext(name)[0])) == self.original


def find_old_copies(path: str) -> tuple[OldCopy, ...]:
    """Return the parts of `path` whose names say that they are older copies, outermost first.

    Args:
        path: from the root of the workspace, with slashes; empty for a document without a file.
    """
    parts = path.split("/")
    return tuple(
        OldCopy("/".join(parts[:at]), part, original)
        for at, part in enumerate(parts)
        if (original := _read_original(part))
    )


@lru_cache(maxsize=4096)
def _read_original(name: str) -> tuple[str, ...]:
    """Return the words of the name of what `name` is a copy of; empty if it is none."""
    name_words = split_words(os.path.splitext(name)[0])
    is_copy = bool(name_words) and name_words[-1] in words().documents["old_copies"]
    return tuple(name_words[:-1]) if is_copy else ()
