"""The drawing of dependencies: in layers, what has to come first on the left, as inline SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.cli.report.labels import status_title
from backlog_ls.cli.report.svg import html
from backlog_ls.features.markdown_text import shortened
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from backlog_ls.features.overview.items import Item
    from backlog_ls.features.overview.overview import Overview

MOST_NODES = 60
"""So many items are drawn; the others are counted."""

_MOST_IN_COLUMN = 12
_WIDTH, _HEIGHT = 186, 44
_ACROSS, _DOWN = 250, 58
_MARGIN = 10
_BELOW = 36
_NAME = 24
"""Cells of a name that fit into a box."""
_SWEEPS = 4


class Drawing(NamedTuple):
    """A drawing, and what it is of."""

    svg: str
    drawn: int
    """Items in it."""
    total: int
    """Items that wait, or are waited for."""


def dependency_drawing(told: Overview) -> Drawing | None:
    """Return who waits for whom, what is unfinished first; None where nobody does."""
    waits = told.graph.waits
    tied = {number for number, some in enumerate(waits) if some}
    tied |= {to for some in waits for to in some}
    if not tied:
        return None
    chosen = _chosen(told, tied)
    edges = [(number, to) for number in sorted(chosen) for to in waits[number] if to in chosen]
    columns = _columns(sorted(chosen), [edge for edge in edges if edge[0] != edge[1]])
    return Drawing(_svg(told, columns, edges), len(chosen), len(tied))


def _chosen(told: Overview, tied: set[int]) -> set[int]:
    """Return the nodes to draw: circles and chains, what they wait for, then the others in order."""
    chains, circles, _ = told.waiting
    order = [number for circle in circles for number in circle]
    order += [number for chain in chains for number in chain.way]
    order += [to for number in order for to in told.graph.waits[number]]
    order += [number for number in sorted(tied) if told.graph.waits[number]]
    order += [to for number in order for to in told.graph.waits[number]]
    order += sorted(tied)
    return set(list(dict.fromkeys(order))[:MOST_NODES])


def _columns(nodes: list[int], edges: list[tuple[int, int]]) -> list[list[int]]:
    """Return the nodes in columns, each right of what it waits for, in an order with few crossings."""
    needs: dict[int, list[int]] = {number: [] for number in nodes}
    for number, to in edges:
        needs[number].append(to)
    layer: dict[int, int] = {}

    def place(number: int, above: frozenset[int]) -> int:
        if number not in layer:
            below = [place(to, above | {number}) for to in needs[number] if to not in above]
            if number in layer:  # met on the way around a circle
                return layer[number]
            layer[number] = 1 + max(below, default=-1)
        return layer[number]

    for number in nodes:
        place(number, frozenset({number}))
    layers: list[list[int]] = [[] for _ in range(max(layer.values()) + 1)]
    for number in nodes:
        layers[layer[number]].append(number)
    beside: dict[int, list[int]] = {number: list(some) for number, some in needs.items()}
    for number, to in edges:
        beside[to].append(number)
    for sweep in range(_SWEEPS):
        at = {
            number: row / max(len(some) - 1, 1)
            for some in layers
            for row, number in enumerate(some)
        }
        for some in layers if sweep % 2 else layers[::-1]:
            middle = {
                number: sum(at[other] for other in beside[number]) / max(len(beside[number]), 1)
                for number in some
            }
            some.sort(key=lambda number: middle[number])
            at.update({number: row / max(len(some) - 1, 1) for row, number in enumerate(some)})
    return [
        some[start : start + _MOST_IN_COLUMN]
        for some in layers
        for start in range(0, len(some), _MOST_IN_COLUMN)
    ]


def _svg(told: Overview, columns: list[list[int]], edges: list[tuple[int, int]]) -> str:
    rows = max(len(column) for column in columns)
    width = _MARGIN * 2 + _ACROSS * (len(columns) - 1) + _WIDTH
    height = _MARGIN * 2 + _DOWN * (rows - 1) + _HEIGHT + (_BELOW if told.waiting.circles else 0)
    places: dict[int, tuple[float, float]] = {}
    for across, column in enumerate(columns):
        free = (rows - len(column)) * _DOWN / 2
        for down, number in enumerate(column):
            places[number] = _MARGIN + across * _ACROSS, _MARGIN + free + down * _DOWN
    around = {number for circle in told.waiting.circles for number in circle}
    lines = [_line(places[to], places[number], {number, to} <= around) for number, to in edges]
    boxes = [_box(told.graph.nodes[number], *places[number]) for number in places]
    label = f"{len(places)} items and what they wait for"
    return (
        f'<svg class="graph" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{label}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9"'
        ' markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0,0 L8,4 L0,8 Z"/></marker></defs>'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _line(start: tuple[float, float], end: tuple[float, float], circular: bool) -> str:
    """Return an arrow from what is waited for to what waits."""
    kind = "wait circular" if circular else "wait"
    if end[0] <= start[0]:  # around a circle, back: below the boxes
        x1, y1 = start[0] + _WIDTH / 2, start[1] + _HEIGHT
        x2, y2 = end[0] + _WIDTH / 2, end[1] + _HEIGHT
        low = max(y1, y2) + _BELOW
        way = f"M{x1:.1f},{y1:.1f} C{x1:.1f},{low:.1f} {x2:.1f},{low:.1f} {x2:.1f},{y2:.1f}"
    else:
        x1, y1 = start[0] + _WIDTH, start[1] + _HEIGHT / 2
        x2, y2 = end[0], end[1] + _HEIGHT / 2
        bend = max((x2 - x1) / 2, 32.0)
        way = f"M{x1:.1f},{y1:.1f} C{x1 + bend:.1f},{y1:.1f} {x2 - bend:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
    return f'<path class="{kind}" d="{way}" marker-end="url(#tip)"/>'


def _box(item: Item, x: float, y: float) -> str:
    status = status_title(item.status)
    full = f"{item.title} ({status}) · {item.path}:{item.line}"
    head = f"{item.ident} · {status}" if item.ident else status
    name = item.name.removeprefix(item.ident).lstrip(" :.–—-") if item.ident else item.name
    return (
        f'<svg class="{item.status.value}-box" x="{x:.1f}" y="{y:.1f}" width="{_WIDTH}"'
        f' height="{_HEIGHT}">'
        f"<title>{html(full)}</title>"
        f'<rect class="box" x="1" y="1" width="{_WIDTH - 2}" height="{_HEIGHT - 2}" rx="8"/>'
        f'<rect class="{item.status.value}" x="1" y="8" width="4" height="{_HEIGHT - 16}"/>'
        f'<text class="ident" x="14" y="18">{html(_fitting(head, _NAME + 2))}</text>'
        f'<text class="name" x="14" y="34">{html(_fitting(name, _NAME))}</text></svg>'
    )


def _fitting(text: str, cells: int) -> str:
    """Return what of `text` is no wider than `cells`."""
    cut = shortened(text, cells)
    while display_width(cut) > cells:
        cut = cut.rstrip("…")[:-1].rstrip() + "…"
    return cut
