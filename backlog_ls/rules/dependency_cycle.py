"""# dependency-cycle

## What it does
Reports items that depend on each other in a cycle.

## Why it matters
None of them can ever start. One of the dependencies must be wrong.

## Example
```markdown
| ID   | Task             | Depends on |
| ---- | ---------------- | ---------- |
| T-01 | Order the cake   | T-03       |
| T-02 | Ask for the room | T-01       |
| T-03 | Count the guests | T-02       |
```

## Use instead
```markdown
| ID   | Task             | Depends on |
| ---- | ---------------- | ---------- |
| T-01 | Order the cake   | T-03       |
| T-02 | Ask for the room | T-01       |
| T-03 | Count the guests |            |
```

## Fix
No fix: which dependency to remove is the author's decision. Each cycle is reported once per document;
its other dependencies are listed as related locations.

## Not reported
A dependency of an item on a part of itself, such as `R-4 phase 1`, and ids that are part of longer ones.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.dependencies import (
    Dependency,
    find_all_dependencies,
    find_dependencies_of,
    is_ambiguous_id,
)
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.roles.path_evidence import read_path
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.declared_roles import relative_path
from backlog_ls.workspace.dependencies import is_waiting_for, items_with_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

MAX_FOREIGN_ITEMS = 1_000
"""Maximum number of items of other documents to follow from one document."""


_PART_OF_WORD = pattern(r"[\w/-]")
_CONTINUED = pattern(r"[-/]?\w")
_END_OF_ENTRY = pattern(r"[`*_\])]{0,4}\s*(?:[,;|+&(\[\u3001\uff0c\uff08<]|[\r\n]|\Z)")


class _Edge(NamedTuple):
    """A dependency of an item on another: an edge of the graph, with its place in the text."""

    item: str
    needs: str
    path: str
    key: int
    start: int
    end: int
    text: str


def check(view: View) -> Iterator[Finding]:
    """Check the dependencies of all items of a document."""
    edges = _collect_edges(view)
    for cycle in _find_cycles(edges):
        own = [edge for edge in cycle if not edge.path]
        if not own:
            continue
        position = {edge.item: (edge.key, edge.start) for edge in cycle}
        # Depending on an earlier item is normal, so report a dependency on a later one.
        forward = [edge for edge in own if position[edge.needs] > position[edge.item]]
        at = min(forward or own, key=lambda edge: (edge.key, edge.start))
        first = cycle.index(at)
        rest = cycle[first + 1 :] + cycle[:first]
        message = "This item depends on itself."
        if rest:
            path = " → ".join(f"`{edge.text}`" for edge in [at, *rest, at])
            message = f"Dependency cycle: {path}."
        related = tuple(
            Related(
                edge.key,
                edge.start,
                edge.end,
                f"Depends on `{edge.text}`",
                edge.path,
            )
            for edge in rest
        )
        yield Finding(RULE.code, at.key, at.start, at.end, message, (), related)


def is_in_cycle(view: View, item_id: str) -> bool:
    """Return whether the item with the id `item_id` depends on itself, directly or indirectly."""
    return is_waiting_for(view, item_id, item_id)


def _collect_edges(view: View) -> dict[str, list[_Edge]]:
    """Return the dependencies of the document's items, and of the items elsewhere that they lead to."""
    edges: dict[str, list[_Edge]] = {}
    ours: set[str] = set()
    for dependency in find_all_dependencies(view.backlog):
        if dependency.item and dependency.item.id and not dependency.is_in_ragged_row:
            item_id = normalize_id(dependency.item.id)
            if is_ambiguous_id(view.backlog, item_id) or not _is_certain(dependency, item_id):
                continue
            edges.setdefault(item_id, []).append(_make_edge("", item_id, dependency))
            ours.add(item_id)
    waiting = [edge.needs for some in edges.values() for edge in some if edge.needs not in ours]
    for item_id in _find_foreign_items_leading_back(view, waiting, ours):
        items = [item for item in items_with_id(view, item_id) if _is_living(view, item.path)]
        if len({item.path for item in items}) > 1:
            continue  # each document counts its own items, and it is not certain which is meant
        for item in items:
            for dependency in find_dependencies_of(item):
                if _is_certain(dependency, item_id):
                    edge = _make_edge(item.path, item_id, dependency)
                    edges.setdefault(item_id, []).append(edge)
    return edges


def _is_certain(dependency: Dependency, item_id: str) -> bool:
    """Return whether a dependency is certainly an item, and not a part of one.

    `E14-S3` is another item than `S3`. An item that seems to depend on itself depends on a part of
    itself if more text follows: `Release 4 phase 1`.
    """
    text, use = dependency.place.piece.text, dependency.use
    if _PART_OF_WORD.search(text[max(0, use.start - 1) : use.start]):
        return False
    if _CONTINUED.match(text, use.end):
        return False
    return use.normalized_id != item_id or _END_OF_ENTRY.match(text, use.end) is not None


def _is_living(view: View, path: str) -> bool:
    """Return whether `path` is another document outside an archive, whose dependencies are past."""
    return bool(path) and read_path(relative_path(path, view.root)).role.is_checked


def _find_foreign_items_leading_back(view: View, waiting: list[str], ours: set[str]) -> list[str]:
    """Return the ids of items in other documents that depend on one of `ours`.

    This reads the index only, not the documents, since most dependencies do not lead back.

    Args:
        view: the document.
        waiting: the ids of other documents that the document depends on.
        ours: the ids of its items that have dependencies.
    """
    seen = {*ours, *waiting}
    behind: dict[str, list[str]] = {}
    while waiting and len(seen) < len(ours) + MAX_FOREIGN_ITEMS:
        item_id = waiting.pop()
        if view.backlog.index.get(SymbolKind.ID, item_id) or not view.path:
            continue  # an item of the document without dependencies
        for needs in view.workspace.dependency_ids_beside(item_id, view.path):
            behind.setdefault(needs, []).append(item_id)
            if needs not in seen:
                seen.add(needs)
                waiting.append(needs)
    found: dict[str, None] = {}
    reached = [item_id for needs in ours for item_id in behind.get(needs, ())]
    while reached:
        item_id = reached.pop()
        if item_id not in found:
            found[item_id] = None
            reached += behind.get(item_id, ())
    return list(found)


def _make_edge(path: str, item_id: str, dependency: Dependency) -> _Edge:
    need, place = dependency.use, dependency.place
    text = place.piece.text[need.start : need.end]
    return _Edge(item_id, need.normalized_id, path, place.key, need.start, need.end, text)


def _find_cycles(edges: dict[str, list[_Edge]]) -> Iterator[list[_Edge]]:
    """Yield one cycle in each group of items that all lead to each other."""
    for group in _find_strongly_connected(
        {item_id: [edge.needs for edge in some] for item_id, some in edges.items()}
    ):
        inside = {
            item_id: [edge for edge in edges[item_id] if edge.needs in group] for item_id in group
        }
        start = min(
            group,
            key=lambda item_id: min((edge.path, edge.key) for edge in inside[item_id]),
        )
        yield _find_shortest_cycle(start, inside)


def _find_shortest_cycle(start: str, edges: dict[str, list[_Edge]]) -> list[_Edge]:
    """Return the shortest cycle through `start`, found by breadth-first search."""
    reached: dict[str, _Edge] = {}
    waiting = deque([start])
    while waiting:
        item_id = waiting.popleft()
        for edge in edges[item_id]:
            if edge.needs == start:
                cycle = [edge]
                while cycle[-1].item != start:
                    cycle.append(reached[cycle[-1].item])
                return cycle[::-1]
            if edge.needs not in reached:
                reached[edge.needs] = edge
                waiting.append(edge.needs)
    return []


def _find_strongly_connected(needs: dict[str, list[str]]) -> Iterator[set[str]]:
    """Yield the strongly connected components with a cycle (Tarjan's algorithm, not recursive)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in needs:
        if root in number:
            continue
        work: list[tuple[str, Iterator[str]]] = []
        enter: str | None = root
        while enter is not None or work:
            if enter is not None:
                number[enter] = lowest[enter] = len(number)
                stack.append(enter)
                on_stack.add(enter)
                work.append((enter, iter(needs.get(enter, ()))))
                enter = None
            item_id, rest = work[-1]
            for to in rest:
                if to not in number:
                    enter = to
                    break
                if to in on_stack:
                    lowest[item_id] = min(lowest[item_id], number[to])
            if enter is not None:
                continue
            work.pop()
            if work:
                above = work[-1][0]
                lowest[above] = min(lowest[above], lowest[item_id])
            if lowest[item_id] == number[item_id]:
                group = set()
                while item_id not in group:
                    member = stack.pop()
                    on_stack.discard(member)
                    group.add(member)
                if len(group) > 1 or item_id in needs.get(item_id, ()):
                    yield group


RULE = Rule("dependency-cycle", Severity.ERROR, graph=check, graph_includes=is_in_cycle)
