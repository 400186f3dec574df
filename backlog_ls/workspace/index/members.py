"""The backlogs of a workspace, and which of them write about what.

Only subjects that one document can share with another are kept. An edit patches those that it
affects; an edit that affects none touches nothing here. Of a document that is open its own index
tells what it writes about, of one on disk its summary.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from backlog_ls.model.document.index import SymbolKind, Subject
from backlog_ls.model.names.ids import ident_key
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.index.summary import Summary, waits_for_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog

_NAMED = pattern(
    r"[a-z]{1,16}(?:[-_][a-z]{1,12}){0,2}[-_]?\d{1,6}(?:\.\d{1,4}){0,4}(?![^\W_])", re.IGNORECASE
)
SHARED = frozenset({SymbolKind.ID, SymbolKind.NEED, SymbolKind.SERIES})
"""The sorts of subject that documents share."""


class Members:
    """Backlogs by path, and their shared subjects."""

    def __init__(self) -> None:
        self._known: dict[str, Backlog | Summary] = {}
        self._writers: dict[Subject, str | set[str]] = {}  # most have one: a set is four times that

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def get(self, path: str) -> Backlog | Summary | None:
        """Return what is known of the backlog at `path`, if it is one of them."""
        return self._known.get(path)

    def put(
        self, path: str, known: Backlog | Summary, affected: Iterable[Subject] | None = None
    ) -> frozenset[Subject]:
        """Take in a backlog, and return the shared subjects that it may have changed.

        Args:
            path: absolute; where it stands.
            known: it as it is now, or its summary.
            affected: what an edit affects that made it of the last one; all that both write about
                where it is not given.
        """
        named = named_by(path)
        if affected is None or isinstance(known, Summary):
            written = shared_subjects(known) | named
            changed = frozenset(shared_subjects(self._known.get(path)) | written)
        else:
            changed = frozenset(subject for subject in affected if subject.sort in SHARED)
            written = {each for each in changed if known.index.get(*each) or each in named}
        self._known[path] = known
        for subject in changed:
            if subject in written:
                self._note(subject, path)
            else:
                self._forget(subject, path)
        return changed

    def drop(self, path: str) -> frozenset[Subject]:
        """Let go of the backlog at `path`, and return the shared subjects that it wrote about."""
        if path not in self._known:
            return frozenset()
        gone = frozenset(shared_subjects(self._known.pop(path)) | named_by(path))
        for subject in gone:
            self._forget(subject, path)
        return gone

    def writers(self, sort: SymbolKind, text: str) -> list[str]:
        """Return the paths of those that write about a subject, sorted."""
        writers = self._writers.get(Subject(sort, text), ())
        return [writers] if isinstance(writers, str) else sorted(writers)

    def waits(self, path: str, key: str) -> tuple[str, ...]:
        """Return the ids that the items with the id `key` in the backlog at `path` wait for."""
        known = self._known.get(path)
        if known is None:
            return ()
        return known.waits.get(key, ()) if isinstance(known, Summary) else waits_for_by(known, key)

    def _note(self, subject: Subject, path: str) -> None:
        writers = self._writers.setdefault(subject, path)
        if isinstance(writers, set):
            writers.add(path)
        elif writers != path:
            self._writers[subject] = {writers, path}

    def _forget(self, subject: Subject, path: str) -> None:
        writers = self._writers.get(subject)
        if isinstance(writers, set):
            writers.discard(path)
        if not writers or writers == path:
            self._writers.pop(subject, None)


def named_by(path: str) -> set[Subject]:
    """Return the ids that the name of the file at `path` tells of: `task-12 - Title.md`.

    They count even where the document itself does not state them. Who has `task-4.2.1` has
    `task-4.2` and `task-4`.
    """
    match = _NAMED.match(os.path.basename(path))
    parts = match[0].split(".") if match else []
    return {Subject(SymbolKind.ID, ident_key(".".join(parts[: at + 1]))) for at in range(len(parts))}


def shared_subjects(known: Backlog | Summary | None) -> set[Subject]:
    """Return what a backlog writes about that it shares with others."""
    if known is None:
        return set()
    texts = known.texts if isinstance(known, Summary) else known.index.of
    return {Subject(sort, text) for sort in SHARED for text in texts(sort)}
