"""The dependencies between the items of an overview: chains of open items, and cycles.

Dependencies are ids. Items of one document with the same id are one node. If their statuses
contradict each other, the status of the node is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain_text
from backlog_ls.features.overview.items import OverviewItem
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.statuses.status import OPEN_STATUSES, Status
from backlog_ls.workspace.dependencies import items_with_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from backlog_ls.features.overview.items import Contents
    from backlog_ls.workspace.view import View

UNFINISHED = OPEN_STATUSES | {Status.DEFERRED}
"""Statuses of items for which others still have to wait."""
FINISHED = frozenset({Status.DONE, Status.CANCELLED})

MAX_CYCLES = 100
"""Maximum number of cycles to search for and to report."""
MAX_CHAINS = 500
"""Maximum number of chains to report; the others are only counted."""
MAX_FOLLOWED_NODES = 20_000
"""Number of nodes below the reported chains after which the remaining chains are only counted."""


class DependencyGraph(NamedTuple):
    """Items as nodes, and their dependencies. All numbers are indexes of `nodes`."""

    nodes: tuple[OverviewItem, ...]
    """The items; `status` is the merged status of all items with that id."""
    dependencies: tuple[tuple[int, ...], ...]
    """For each node, the nodes that it depends on, in the order in which it names them."""
    node_of: tuple[int, ...]
    """For each item of the overview, its node."""
    uncertain: frozenset[int]
    """Nodes that depend on a missing or ambiguous id."""


class Chain(NamedTuple):
    """The longest path of dependencies from an open item on which no open item depends."""

    nodes: tuple[int, ...]
    """Each node depends on the next; the last one has no unfinished dependencies."""
    unfinished_count: int
    """Number of its unfinished direct and indirect dependencies, in `nodes` or not."""


class Chains(NamedTuple):
    """The chains and cycles of a graph."""

    chains: tuple[Chain, ...]
    """The longest chains first."""
    cycles: tuple[tuple[int, ...], ...]
    """Each node of a cycle depends on the next, and the last on the first. No node is in two."""
    omitted: int = 0
    """Number of chains that were not computed."""


def build_graph(found: Contents, display_name: Callable[[str], str]) -> DependencyGraph:
    """Return the dependency graph of the items of an overview.

    It also has nodes for items in other documents on which they depend.

    Args:
        found: the items.
        display_name: returns the name of the document at an absolute path, for people.
    """
    places: dict[tuple[int, str], list[int]] = {}
    for number, item in enumerate(found.items):
        # An item without an id is a node of its own. No id contains NUL.
        key = normalize_id(item.id) if item.id else f"\0{number}"
        places.setdefault((item.document, key), []).append(number)
    nodes: list[OverviewItem] = []
    node_of = [0] * len(found.items)
    by_key: dict[tuple[int, str], int] = {}
    node_keys: list[list[str]] = []
    for place, numbers in places.items():
        for number in numbers:
            node_of[number] = len(nodes)
        by_key[place] = len(nodes)
        status = _merge_statuses(found.items[number].status for number in numbers)
        nodes.append(found.items[numbers[0]]._replace(status=status))
        keys = [key for number in numbers for key in found.items[number].dependencies]
        node_keys.append(list(dict.fromkeys(keys)))
    finder = _Finder(found, nodes, by_key, display_name)
    uncertain: set[int] = set()
    dependencies: list[tuple[int, ...]] = []
    for number, keys in enumerate(node_keys):
        reached = [finder.find(nodes[number].document, key) for key in keys]
        if None in reached:
            uncertain.add(number)
        dependencies.append(tuple(dict.fromkeys(one for one in reached if one is not None)))
    dependencies += [()] * (len(nodes) - len(dependencies))
    return DependencyGraph(tuple(nodes), tuple(dependencies), tuple(node_of), frozenset(uncertain))


def find_chains(graph: DependencyGraph) -> Chains:
    """Return the chains and cycles of open items with unfinished dependencies."""
    unfinished_of: dict[int, list[int]] = {}
    for number, node in enumerate(graph.nodes):
        if node.status in OPEN_STATUSES:
            unfinished = [to for to in graph.dependencies[number] if _is_unfinished(graph, to)]
            if unfinished:
                unfinished_of[number] = unfinished
    needed = {to for number, some in unfinished_of.items() for to in some if to != number}
    depth: dict[int, int] = {}
    cycles: list[tuple[int, ...]] = []
    steps = {number: list(some) for number, some in unfinished_of.items()}
    while True:
        _measure_depths(steps, depth)
        rest = {number: [to for to in some if to not in depth] for number, some in steps.items()}
        rest = {number: some for number, some in rest.items() if number not in depth}
        if not rest or len(cycles) >= MAX_CYCLES:
            break
        for cycle in _find_cycles({number: some[0] for number, some in rest.items()}):
            cycles.append(cycle)
            for number in cycle:  # cut the edges that lead out of a found cycle
                steps[number] = [to for to in steps[number] if to in depth]
    in_cycles = {number for cycle in cycles for number in cycle}
    heads = [
        number for number in unfinished_of if number in depth and number not in needed | in_cycles
    ]
    heads.sort(key=lambda number: -depth[number])
    chains: list[Chain] = []
    followed = 0
    for number in heads[:MAX_CHAINS]:
        if followed > MAX_FOLLOWED_NODES:
            break
        chains.append(_follow_chain(number, steps, depth, unfinished_of))
        followed += chains[-1].unfinished_count
    return Chains(tuple(chains), tuple(cycles[:MAX_CYCLES]), len(heads) - len(chains))


def has_no_open_dependency(graph: DependencyGraph, number: int) -> bool:
    """Tell whether all dependencies of a node are known, and done or cancelled."""
    certain = number not in graph.uncertain
    return certain and all(graph.nodes[to].status in FINISHED for to in graph.dependencies[number])


class _Finder:
    """Finds the node of an id: in the same document, in the overview, or in the workspace."""

    def __init__(
        self,
        found: Contents,
        nodes: list[OverviewItem],
        by_key: Mapping[tuple[int, str], int],
        display_name: Callable[[str], str],
    ) -> None:
        self.views = [source.view for source in found.documents]
        self.paths = {view.path for view in self.views if view.path}
        self.nodes = nodes
        self.own = dict(by_key)
        self.display_name = display_name
        self.beside: dict[tuple[str, str], list[int]] = {}
        for (document, key), node in by_key.items():
            root = self.views[document].root
            self.beside.setdefault((root, key), []).append(node)

    def find(self, document: int, key: str) -> int | None:
        """Return the node of the id `key` in a document; None if it is missing or ambiguous."""
        node = self.own.get((document, key))
        if node is not None:
            return node
        view = self.views[document]
        beside = self.beside.get((view.root, key))
        if beside is None:
            beside = self.beside[view.root, key] = self._elsewhere(view, key)
        return beside[0] if len(beside) == 1 else None

    def _elsewhere(self, view: View, key: str) -> list[int]:
        """Add nodes for the items with the id `key` in documents outside the overview."""
        by_path: dict[str, list[OverviewItem]] = {}
        for one in items_with_id(view, key):
            if one.path and one.path not in self.paths:
                line = one.backlog.document.line_number_at(one.place.offset + one.item.start)
                path = self.display_name(one.path)
                name = plain_text(one.item.name)
                ident = plain_text(one.item.id)
                item = OverviewItem(-1, path, line, one.item.kind, ident, name, one.status)
                by_path.setdefault(one.path, []).append(item)
        added = []
        for items in by_path.values():
            added.append(len(self.nodes))
            self.nodes.append(
                items[0]._replace(status=_merge_statuses(item.status for item in items))
            )
        return added


def _merge_statuses(statuses: Iterable[Status]) -> Status:
    """Return the common status of items with the same id; unknown if they contradict."""
    known = list(dict.fromkeys(status for status in statuses if status is not Status.UNKNOWN))
    if len(known) == 1 or (known and OPEN_STATUSES.issuperset(known)):
        return known[0]
    return Status.UNKNOWN


def _is_unfinished(graph: DependencyGraph, number: int) -> bool:
    return graph.nodes[number].status in UNFINISHED


def _measure_depths(steps: dict[int, list[int]], depth: dict[int, int]) -> None:
    """Compute the longest path from each node that does not lead into a cycle, into `depth`."""
    waiting_for: dict[int, list[int]] = {}
    open_steps: dict[int, int] = {}
    for number, some in steps.items():
        if number in depth:
            continue
        missing = [to for to in some if to not in depth]
        open_steps[number] = len(missing)
        for to in missing:
            waiting_for.setdefault(to, []).append(number)
    ready = [number for number, count in open_steps.items() if not count]
    ready += [to for to in waiting_for if to not in open_steps]
    while ready:
        number = ready.pop()
        depth[number] = 1 + max((depth[to] for to in steps.get(number, ())), default=-1)
        for above in waiting_for.get(number, ()):
            open_steps[above] -= 1
            if not open_steps[above]:
                ready.append(above)


def _find_cycles(first: dict[int, int]) -> list[tuple[int, ...]]:
    """Return the cycles of a graph in which each node has one successor."""
    found = []
    seen: set[int] = set()
    for start in first:
        way: dict[int, int] = {}
        number = start
        while number not in seen:
            seen.add(number)
            way[number] = len(way)
            number = first[number]
        if number in way:
            found.append(tuple(way)[way[number] :])
    return found


def _follow_chain(
    head: int,
    steps: dict[int, list[int]],
    depth: dict[int, int],
    unfinished_of: dict[int, list[int]],
) -> Chain:
    way = [head]
    while steps.get(way[-1]):
        way.append(max(steps[way[-1]], key=lambda to: depth[to]))
    below = {head}
    waiting = [head]
    while waiting:
        for to in unfinished_of.get(waiting.pop(), ()):
            if to not in below:
                below.add(to)
                waiting.append(to)
    return Chain(tuple(way), len(below) - 1)
