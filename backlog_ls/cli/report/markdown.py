"""An overview as Markdown, for a pull request, a wiki or a status mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.cli.report.labels import (
    FEW_DOCUMENTS,
    MOST_ROWS,
    documents_of,
    done_of,
    kinds,
    left_out,
    passed_over,
    read_from,
    safe,
    staleness,
    stated,
    status_title,
    steps_of,
    where,
    without_items,
)
from backlog_ls.features.markdown_text import code, escaped
from backlog_ls.features.overview.overview import COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.items import Item
    from backlog_ls.features.overview.overview import Group, Overview

_MOST_POINTS = 12


def as_markdown(told: Overview, history: History | None) -> str:
    """Return the overview; nothing in it that a user wrote is read as Markdown, or as HTML."""
    parts = [
        "# Backlog report",
        f"{told.day.isoformat()} · {kinds(told)} · **{done_of(told.counts)}**",
        # A report that is kept beside a backlog must not be read as one: no table, no title of a
        # section or a column says here what it would say there.
        " · ".join(f"{count:,} {status_title(status).lower()}" for status, count in stated(told)),
    ]
    if len(told.documents) > 1:
        parts += ["## Documents", _groups(documents_of(told), "Document"), without_items(told)]
    if told.sections and len(told.documents) <= FEW_DOCUMENTS:
        parts += ["## Sections", COUNTED["sections"], _groups(told.sections, "Section")]
    if told.milestones:
        parts += ["## Milestones", COUNTED["milestones"], _groups(told.milestones, "Called")]
    if told.owners:
        parts += ["## Owners", COUNTED["owners"], _groups(told.owners, "Called")]
    parts += [*_waiting(told), *_ready(told), *_stale(told)]
    if history:
        parts += ["## History", f"Read from {read_from(history)}.", _points(history)]
    parts += ["## What was counted", f"{COUNTED['items']}", COUNTED["progress"]]
    return "\n\n".join(part for part in parts if part) + "\n"


def _waiting(told: Overview) -> Iterator[str]:
    items = told.found.items
    chains, circles, untold = told.waiting
    if not (chains or circles or told.blocked):
        return
    yield "## What is blocked"
    yield COUNTED["chains"]
    yield _listed([_way(told, chain.way) for chain in chains], untold)
    if circles:
        yield "These wait for each other:"
        yield _listed([_way(told, (*way, way[0])) for way in circles])
    if told.blocked:
        yield "These are said to be blocked, and name nothing unfinished that they wait for:"
        yield _listed([_placed(items[number]) for number in told.blocked])


def _ready(told: Overview) -> Iterator[str]:
    if told.ready:
        yield f"## What is ready ({len(told.ready):,})"
        yield COUNTED["ready"]
        yield _listed([_placed(told.found.items[number]) for number in told.ready])


def _stale(told: Overview) -> Iterator[str]:
    if told.stale:
        yield f"## What is stale ({len(told.stale):,})"
        yield COUNTED["stale"]
        yield _listed(
            [
                f"{_text(each.title) or 'The document'} ({code(where(each.path, each.line))}):"
                f" {_text(staleness(each))}"
                for each in told.stale
            ]
        )


def _points(history: History) -> str:
    points = history.points
    last = len(points) - 1
    most = min(len(points), _MOST_POINTS)
    shown = [points[last * number // max(most - 1, 1)] for number in range(most)]
    return _table(
        ("Day", "Counted", "Of these done"),
        [
            (
                point.at.date().isoformat(),
                f"{point.counts.progress.total}",
                f"{point.counts.progress.done}",
            )
            for point in shown
        ],
    )


def _groups(groups: Sequence[Group], what: str) -> str:
    rows = [
        (
            _text(group.title) or "(before the first heading)",
            f"{group.counts.progress.bar} {group.counts.progress.percent} %",
            done_of(group.counts),
        )
        for group in groups[:MOST_ROWS]
    ]
    table = _table((what, "Progress", "Items"), rows)
    return "\n\n".join(filter(None, [table, left_out(len(groups), MOST_ROWS)]))


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _listed(lines: Sequence[str], untold: int = 0) -> str:
    shown = [f"- {line}" for line in lines[:MOST_ROWS]]
    more = left_out(len(lines) + untold, len(shown))
    return "\n".join([*shown, f"- {more}"] if more else shown)


def _way(told: Overview, way: Sequence[int]) -> str:
    nodes = told.graph.nodes
    return " ← ".join(
        passed_over(way) if number is None else _named(nodes[number]) for number in steps_of(way)
    )


def _named(item: Item) -> str:
    return f"{_text(item.title)} ({status_title(item.status).lower()})"


def _placed(item: Item) -> str:
    priority = f" · {_text(item.priority)}" if item.priority else ""
    return f"{_text(item.title)}{priority} ({code(where(item.path, item.line))})"


def _text(text: str) -> str:
    return escaped(safe(text)).replace("|", "\\|")
