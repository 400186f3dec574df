"""The backlogs of a workspace, indexed by the symbols that they share.

An edit updates only the symbols that it affects. The symbols of an open document come from its own
index, those of a document on disk from its summary.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from backlog_ls.model.document.index import Symbol, SymbolKind
from backlog_ls.model.names.ids import is_local_id, normalize_id
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.index.summary import Summary, dependency_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog

_ID_AT_START = pattern(
    r"[a-z]{1,16}(?:[-_][a-z]{1,12}){0,2}[-_]?\d{1,6}(?:\.\d{1,4}){0,4}(?![^\W_])", re.IGNORECASE
)
SHARED_KINDS = frozenset({SymbolKind.ID, SymbolKind.DEPENDENCY, SymbolKind.ID_SERIES})
"""The kinds of symbols that documents share."""


class Members:
    """Backlogs by path, and paths by shared symbol."""

    def __init__(self) -> None:
        self._known: dict[str, Backlog | Summary] = {}
        self._paths: dict[
            Symbol, str | set[str]
        ] = {}  # mostly one path: a set takes four times the memory

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def get(self, path: str) -> Backlog | Summary | None:
        """Return the backlog at `path`, or its summary; None if it is not indexed."""
        return self._known.get(path)

    def put(
        self, path: str, known: Backlog | Summary, affected: Iterable[Symbol] | None = None
    ) -> frozenset[Symbol]:
        """Add or replace a backlog; return the shared symbols that this may change.

        Args:
            path: absolute.
            known: the backlog, or its summary.
            affected: the symbols that the edit since the last call affects; by default, all symbols
                of the backlog before and after it.
        """
        named = ids_in_filename(path)
        if affected is None or isinstance(known, Summary):
            present = shared_symbols(known) | named
            changed = frozenset(shared_symbols(self._known.get(path)) | present)
        else:
            changed = frozenset(filter(_is_shared, affected))
            present = {each for each in changed if known.index.get(*each) or each in named}
        self._known[path] = known
        for symbol in changed:
            if symbol in present:
                self._add_path(symbol, path)
            else:
                self._remove_path(symbol, path)
        return changed

    def drop(self, path: str) -> frozenset[Symbol]:
        """Remove the backlog at `path`; return its shared symbols."""
        if path not in self._known:
            return frozenset()
        gone = frozenset(shared_symbols(self._known.pop(path)) | ids_in_filename(path))
        for symbol in gone:
            self._remove_path(symbol, path)
        return gone

    def paths_with(self, kind: SymbolKind, text: str) -> list[str]:
        """Return the paths of the backlogs with a symbol, sorted."""
        paths = self._paths.get(Symbol(kind, text), ())
        return [paths] if isinstance(paths, str) else sorted(paths)

    def dependency_ids(self, path: str, key: str) -> tuple[str, ...]:
        """Return the ids that the items with the id `key` in the backlog at `path` depend on."""
        known = self._known.get(path)
        if isinstance(known, Summary):
            return known.dependencies_by_id.get(key, ())
        return dependency_ids(known, key) if known else ()

    def _add_path(self, symbol: Symbol, path: str) -> None:
        paths = self._paths.setdefault(symbol, path)
        if isinstance(paths, set):
            paths.add(path)
        elif paths != path:
            self._paths[symbol] = {paths, path}

    def _remove_path(self, symbol: Symbol, path: str) -> None:
        paths = self._paths.get(symbol)
        if isinstance(paths, set):
            paths.discard(path)
        if not paths or paths == path:
            self._paths.pop(symbol, None)


def ids_in_filename(path: str) -> set[Symbol]:
    """Return the ids in the name of the file at `path`, such as `task-12 - Title.md`.

    They count even where the text does not contain them. `task-4.2.1` also gives `task-4.2` and
    `task-4`.
    """
    match = _ID_AT_START.match(os.path.basename(path))
    parts = match[0].split(".") if match else []
    return {
        Symbol(SymbolKind.ID, normalize_id(".".join(parts[: at + 1]))) for at in range(len(parts))
    }


def shared_symbols(known: Backlog | Summary | None) -> set[Symbol]:
    """Return the symbols of a backlog that others may share."""
    if known is None:
        return set()
    texts = known.texts if isinstance(known, Summary) else known.index.of_kind
    symbols = (Symbol(kind, text) for kind in SHARED_KINDS for text in texts(kind))
    return set(filter(_is_shared, symbols))


def _is_shared(symbol: Symbol) -> bool:
    """Tell whether documents share `symbol`. Dotted numbers count in one document only."""
    return symbol.kind in SHARED_KINDS and not is_local_id(symbol.text)
