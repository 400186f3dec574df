"""Documents on disk that were read and parsed, up to a total length."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.disk.disk import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.workspace.deadline.deadline import Deadline

MAX_CACHED_LENGTH = 4_000_000
"""Code points of all documents together. They take about 25 bytes each."""


@dataclass(slots=True)
class DocumentCache:
    """Documents by absolute path, the most recently used one last; None for unreadable files."""

    _documents: dict[str, Backlog | None] = field(default_factory=dict)
    _length: int = 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def copy(self) -> DocumentCache:
        """Return a copy for another thread."""
        return DocumentCache(dict(self._documents), self._length)

    def read(
        self, path: str, deadline: Deadline, read: Callable[[str], Backlog | None]
    ) -> Backlog | None:
        """Return the Markdown document at `path`, or None where it cannot be read.

        Args:
            path: absolute.
            deadline: of the request.
            read: reads it if it is not here; see `read_backlog`.

        Raises:
            SearchCancelledError, DeadlineExceededError: the request is over.
        """
        if path in self._documents:
            found = self._documents[path] = self._documents.pop(path)
            return found
        deadline.next_file()
        found = read(path)
        with deadline.uninterrupted:
            self._documents[path] = found
            self._length += _length(found)
            while self._length > MAX_CACHED_LENGTH and len(self._documents) > 1:
                self.drop(next(iter(self._documents)))
        return found

    def get(self, path: str) -> Backlog | None:
        """Return the document at `path` if it was read before."""
        return self._documents.get(path)

    def drop(self, path: str) -> None:
        """Read `path` again when it is asked for next."""
        self._length -= _length(self._documents.pop(path, None))

    def clear(self) -> None:
        """Read every document again when it is asked for next."""
        self._documents.clear()
        self._length = 0


def _length(backlog: Backlog | None) -> int:
    return backlog.document.length if backlog else 0


def read_backlog(
    path: str, declared: Vocabulary | None = None, *, lists_work: bool = False
) -> Backlog | None:
    """Return the Markdown document at `path` on disk, or None where it cannot be read.

    Args:
        path: absolute.
        declared: the statuses that its settings declare.
        lists_work: whether its path or the settings make it a backlog.
    """
    try:
        return Backlog.read(Document.parse(read_text(path)), declared, lists_work=lists_work)
    except (OSError, ValueError):
        return None
