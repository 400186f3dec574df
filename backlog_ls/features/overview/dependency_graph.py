"""Which items of an overview wait for which: the chains down to their roots, and the circles.

Only ids tie items together. The places of one document with one id are one node; where their statuses
contradict each other, that of the node is not known, and nothing is said of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import plain
from backlog_ls.features.overview.items import Item, line_of
from backlog_ls.model.names.ids import ident_key
from backlog_ls.model.statuses.status import Status
from backlog_ls.workspace.dependencies import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from backlog_ls.features.overview.items import Contents
    from backlog_ls.workspace.view import View

OPEN = frozenset({Status.TODO, Status.IN_PROGRESS, Status.REVIEW, Status.BLOCKED})
UNFINISHED = OPEN | {Status.DEFERRED}
"""What an item is in while another one has to wait for it."""
FINISHED = frozenset({Status.DONE, Status.CANCELLED})

MOST_CIRCLES = 100
"""So many circles are told, and looked for."""
MOST_CHAINS = 500
MOST_STEPS = 20_000
"""So many chains are told, and only until so many nodes have been below them; the rest is counted."""


class Graph(NamedTuple):
    """Items as nodes, and what each waits for; all numbers are those of `nodes`."""

    nodes: tuple[Item, ...]
    """Each with the status of all its places together."""
    waits: tuple[tuple[int, ...], ...]
    """For each node what it waits for, in the order in which it says so."""
    node_of: tuple[int, ...]
    """For each item of the overview its node."""
    unsure: frozenset[int]
    """Nodes that wait for an id that nothing, or more than one thing, has."""


class Chain(NamedTuple):
    """An open item that nothing open waits for, and the longest way down from it."""

    way: tuple[int, ...]
    """Nodes; each waits for the next, and the last one for nothing that is unfinished."""
    below: int
    """How many unfinished nodes it waits for in the end, those on the way among them."""


class Chains(NamedTuple):
    """What waits, in the end."""

    chains: tuple[Chain, ...]
    """The longest first."""
    circles: tuple[tuple[int, ...], ...]
    """Nodes that wait for each other, each for the next and the last for the first; each node once."""
    untold: int = 0
    """How many chains there are besides."""


def graph_of(found: Contents, named: Callable[[str], str]) -> Graph:
    """Return the nodes of the items of an overview and of those elsewhere that they wait for.

    Args:
        found: the items.
        named: what people call the document at an absolute path.
    """
    places: dict[tuple[int, str], list[int]] = {}
    for number, item in enumerate(found.items):
        # An item without an id is a node of its own; a NUL is in no id.
        key = ident_key(item.ident) if item.ident else f"\0{number}"
        places.setdefault((item.document, key), []).append(number)
    nodes: list[Item] = []
    node_of = [0] * len(found.items)
    by_key: dict[tuple[int, str], int] = {}
    needs: list[list[str]] = []
    for place, numbers in places.items():
        for number in numbers:
            node_of[number] = len(nodes)
        by_key[place] = len(nodes)
        status = _agreed(found.items[number].status for number in numbers)
        nodes.append(found.items[numbers[0]]._replace(status=status))
        said = [need for number in numbers for need in found.items[number].needs]
        needs.append(list(dict.fromkeys(said)))
    finder = _Finder(found, nodes, by_key, named)
    unsure: set[int] = set()
    waits: list[tuple[int, ...]] = []
    for number, keys in enumerate(needs):
        reached = [finder.find(nodes[number].document, key) for key in keys]
        if None in reached:
            unsure.add(number)
        waits.append(tuple(dict.fromkeys(one for one in reached if one is not None)))
    waits += [()] * (len(nodes) - len(waits))
    return Graph(tuple(nodes), tuple(waits), tuple(node_of), frozenset(unsure))


def chains_of(graph: Graph) -> Chains:
    """Return the chains and circles of open items that wait for unfinished ones."""
    left: dict[int, list[int]] = {}
    for number, node in enumerate(graph.nodes):
        if node.status in OPEN:
            unfinished = [to for to in graph.waits[number] if _is_unfinished(graph, to)]
            if unfinished:
                left[number] = unfinished
    awaited = {to for number, some in left.items() for to in some if to != number}
    depth: dict[int, int] = {}
    circles: list[tuple[int, ...]] = []
    steps = {number: list(some) for number, some in left.items()}
    while True:
        _measure(steps, depth)
        rest = {number: [to for to in some if to not in depth] for number, some in steps.items()}
        rest = {number: some for number, some in rest.items() if number not in depth}
        if not rest or len(circles) >= MOST_CIRCLES:
            break
        for circle in _circles({number: some[0] for number, some in rest.items()}):
            circles.append(circle)
            for number in circle:  # what leads out of a circle that is told is cut
                steps[number] = [to for to in steps[number] if to in depth]
    around = {number for circle in circles for number in circle}
    heads = [number for number in left if number in depth and number not in awaited | around]
    heads.sort(key=lambda number: -depth[number])
    chains: list[Chain] = []
    followed = 0
    for number in heads[:MOST_CHAINS]:
        if followed > MOST_STEPS:
            break
        chains.append(_chain(number, steps, depth, left))
        followed += chains[-1].below
    return Chains(tuple(chains), tuple(circles[:MOST_CIRCLES]), len(heads) - len(chains))


def waits_for_nothing(graph: Graph, number: int) -> bool:
    """Tell whether everything that node `number` waits for is certainly done, or dropped."""
    certain = number not in graph.unsure
    return certain and all(graph.nodes[to].status in FINISHED for to in graph.waits[number])


class _Finder:
    """Finds the node that an id names: in its document, in the others, or elsewhere beside it."""

    def __init__(
        self,
        found: Contents,
        nodes: list[Item],
        by_key: Mapping[tuple[int, str], int],
        named: Callable[[str], str],
    ) -> None:
        self.views = [source.view for source in found.documents]
        self.paths = {view.path for view in self.views if view.path}
        self.nodes = nodes
        self.own = dict(by_key)
        self.named = named
        self.beside: dict[tuple[str, str], list[int]] = {}
        for (document, key), node in by_key.items():
            root = self.views[document].root
            self.beside.setdefault((root, key), []).append(node)

    def find(self, document: int, key: str) -> int | None:
        """Return the node that `key` names in a document; None where that is not certain."""
        node = self.own.get((document, key))
        if node is not None:
            return node
        view = self.views[document]
        beside = self.beside.get((view.root, key))
        if beside is None:
            beside = self.beside[view.root, key] = self._elsewhere(view, key)
        return beside[0] if len(beside) == 1 else None

    def _elsewhere(self, view: View, key: str) -> list[int]:
        """Return new nodes for the items with the id `key` in documents that are not looked at."""
        by_path: dict[str, list[Item]] = {}
        for one in written(view, key):
            if one.path and one.path not in self.paths:
                line = line_of(one.backlog, one.place.offset + one.item.start)
                path = self.named(one.path)
                name = plain(one.item.name)
                ident = plain(one.item.ident)
                item = Item(-1, path, line, one.item.kind, ident, name, one.status)
                by_path.setdefault(one.path, []).append(item)
        added = []
        for items in by_path.values():
            added.append(len(self.nodes))
            self.nodes.append(items[0]._replace(status=_agreed(item.status for item in items)))
        return added


def _agreed(statuses: Iterable[Status]) -> Status:
    """Return the status that the places of one item state; unknown where they contradict."""
    known = list(dict.fromkeys(status for status in statuses if status is not Status.UNKNOWN))
    if len(known) == 1 or (known and OPEN.issuperset(known)):
        return known[0]
    return Status.UNKNOWN


def _is_unfinished(graph: Graph, number: int) -> bool:
    return graph.nodes[number].status in UNFINISHED


def _measure(steps: dict[int, list[int]], depth: dict[int, int]) -> None:
    """Put into `depth` how long the longest way down is from each node that no circle is below."""
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


def _circles(first: dict[int, int]) -> list[tuple[int, ...]]:
    """Return the circles of nodes of which each leads to one other; no node is in two."""
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


def _chain(
    head: int, steps: dict[int, list[int]], depth: dict[int, int], left: dict[int, list[int]]
) -> Chain:
    way = [head]
    while steps.get(way[-1]):
        way.append(max(steps[way[-1]], key=lambda to: depth[to]))
    below = {head}
    waiting = [head]
    while waiting:
        for to in left.get(waiting.pop(), ()):
            if to not in below:
                below.add(to)
                waiting.append(to)
    return Chain(tuple(way), len(below) - 1)
