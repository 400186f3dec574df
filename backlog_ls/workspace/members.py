"""The backlogs of a workspace, and which of them write about what.

Only subjects that one document can share with another are kept. An edit patches those that it
affects; an edit that affects none touches nothing here.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from backlog_ls.model.idents import ident_key
from backlog_ls.model.index import Sort, Subject
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.backlog import Backlog

_NAMED = pattern(
    r"[a-z]{1,16}(?:[-_][a-z]{1,12}){0,2}[-_]?\d{1,6}(?:\.\d{1,4}){0,4}(?![^\W_])", re.IGNORECASE
)
SHARED = frozenset({Sort.ID, Sort.NEED, Sort.SERIES})
"""The sorts of subject that documents share."""


class Members:
    """Backlogs by path, and their shared subjects."""

    def __init__(self) -> None:
        self._backlogs: dict[str, Backlog] = {}
        self._writers: dict[Subject, set[str]] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._backlogs

    def __iter__(self) -> Iterator[str]:
        return iter(self._backlogs)

    def get(self, path: str) -> Backlog | None:
        """Return the backlog at `path`, if it is one of them."""
        return self._backlogs.get(path)

    def put(
        self, path: str, backlog: Backlog, affected: Iterable[Subject] | None = None
    ) -> frozenset[Subject]:
        """Take in `backlog`, and return the shared subjects that it may have changed.

        Args:
            path: absolute; where it stands.
            backlog: as it is now.
            affected: what an edit affects that made it of the last one; all that both write about
                where it is not given.
        """
        named = named_by(path)
        if affected is None:
            affected = shared_subjects(self._backlogs.get(path)) | shared_subjects(backlog) | named
        changed = frozenset(subject for subject in affected if subject.sort in SHARED)
        self._backlogs[path] = backlog
        for subject in changed:
            if backlog.index.get(*subject) or subject in named:
                self._writers.setdefault(subject, set()).add(path)
            else:
                self._forget(subject, path)
        return changed

    def drop(self, path: str) -> frozenset[Subject]:
        """Let go of the backlog at `path`, and return the shared subjects that it wrote about."""
        if path not in self._backlogs:
            return frozenset()
        gone = frozenset(shared_subjects(self._backlogs.pop(path)) | named_by(path))
        for subject in gone:
            self._forget(subject, path)
        return gone

    def writers(self, sort: Sort, text: str) -> list[str]:
        """Return the paths of those that write about a subject, sorted."""
        return sorted(self._writers.get(Subject(sort, text), ()))

    def _forget(self, subject: Subject, path: str) -> None:
        writers = self._writers.get(subject)
        if writers:
            writers.discard(path)
            if not writers:
                del self._writers[subject]


def named_by(path: str) -> set[Subject]:
    """Return the ids that the name of the file at `path` tells of: `task-12 - Title.md`.

    They count even where the document itself does not state them. Who has `task-4.2.1` has
    `task-4.2` and `task-4`.
    """
    match = _NAMED.match(os.path.basename(path))
    parts = match[0].split(".") if match else []
    return {Subject(Sort.ID, ident_key(".".join(parts[: at + 1]))) for at in range(len(parts))}


def shared_subjects(backlog: Backlog | None) -> set[Subject]:
    """Return what `backlog` writes about that it shares with others."""
    if backlog is None:
        return set()
    return {Subject(sort, text) for sort in SHARED for text in backlog.index.of(sort)}
