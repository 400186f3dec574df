"""An overview as Markdown, for a pull request, a wiki or a status mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.cli.report.labels import (
    MAX_EXPANDED_DOCUMENTS,
    MAX_ROWS,
    documents_with_items,
    empty_documents_label,
    history_label,
    kinds_label,
    location_label,
    omitted_rows_label,
    omitted_steps_label,
    progress_label,
    replace_unsafe,
    stale_label,
    status_counts,
    status_label,
    visible_steps,
)
from backlog_ls.features.markdown_text import code_span, escape_markdown
from backlog_ls.features.overview.overview import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_ls.cli.report.history import History
    from backlog_ls.cli.report.links import DocumentLinks
    from backlog_ls.features.overview.items import OverviewItem
    from backlog_ls.features.overview.overview import Group, Overview

_MAX_POINTS = 12


def as_markdown(
    overview: Overview, history: History | None, links: DocumentLinks | None = None
) -> str:
    """Return the overview as Markdown, with all texts from documents escaped.

    Args:
        overview: what is reported.
        history: the progress over time.
        links: to the lines of the documents; None if it is not known from where.
    """
    parts = [
        "# Backlog report",
        f"{overview.day.isoformat()} · {kinds_label(overview)} · **{progress_label(overview.counts)}**",
        # A report that is saved beside a backlog must not be taken for a backlog: its titles and
        # tables avoid words that would make it one, such as a section titled "Blocked".
        " · ".join(
            f"{count:,} {status_label(status).lower()}" for status, count in status_counts(overview)
        ),
    ]
    if len(overview.documents) > 1:
        parts += [
            "## Documents",
            _groups(documents_with_items(overview), "Document"),
            empty_documents_label(overview),
        ]
    if overview.sections and len(overview.documents) <= MAX_EXPANDED_DOCUMENTS:
        parts += ["## Sections", DEFINITIONS["sections"], _groups(overview.sections, "Section")]
    if overview.milestones:
        parts += [
            "## Milestones",
            DEFINITIONS["milestones"],
            _groups(overview.milestones, "Called"),
        ]
    if overview.owners:
        parts += ["## Owners", DEFINITIONS["owners"], _groups(overview.owners, "Called")]
    parts += [*_waiting(overview, links), *_ready(overview, links), *_stale(overview, links)]
    if history:
        parts += ["## History", f"Read from {history_label(history)}.", _points(history)]
    parts += ["## What was counted", f"{DEFINITIONS['items']}", DEFINITIONS["progress"]]
    return "\n\n".join(part for part in parts if part) + "\n"


def _waiting(overview: Overview, links: DocumentLinks | None) -> Iterator[str]:
    items = overview.contents.items
    chains, circles, omitted = overview.dependency_chains
    if not (chains or circles or overview.blocked):
        return
    yield "## What is blocked"
    yield DEFINITIONS["chains"]
    yield _bullet_list([_chain(overview, chain.nodes) for chain in chains], omitted)
    if circles:
        yield "These wait for each other:"
        yield _bullet_list([_chain(overview, (*circle, circle[0])) for circle in circles])
    if overview.blocked:
        yield "These are marked as blocked, without an unfinished dependency:"
        yield _bullet_list(
            [_item_with_location(items[number], links) for number in overview.blocked]
        )


def _ready(overview: Overview, links: DocumentLinks | None) -> Iterator[str]:
    if overview.ready:
        yield f"## What is ready ({len(overview.ready):,})"
        yield DEFINITIONS["ready"]
        yield _bullet_list(
            [
                _item_with_location(overview.contents.items[number], links)
                for number in overview.ready
            ]
        )


def _stale(overview: Overview, links: DocumentLinks | None) -> Iterator[str]:
    if overview.stale:
        yield f"## What is stale ({len(overview.stale):,})"
        yield DEFINITIONS["stale"]
        yield _bullet_list(
            [
                f"{_escape(each.title) or 'The document'} ({_location(each.path, each.line, links)}):"
                f" {_escape(stale_label(each))}"
                for each in overview.stale
            ]
        )


def _points(history: History) -> str:
    points = history.points
    last = len(points) - 1
    most = min(len(points), _MAX_POINTS)
    shown = [points[last * number // max(most - 1, 1)] for number in range(most)]
    return _table(
        ("Day", "Counted", "Of these done"),
        [
            (
                point.at.date().isoformat(),
                f"{point.counts.total}",
                f"{point.counts.done}",
            )
            for point in shown
        ],
    )


def _groups(groups: Sequence[Group], what: str) -> str:
    rows = [
        (
            _escape(group.title) or "(before the first heading)",
            f"{group.counts.bar()} {group.counts.percent} %",
            progress_label(group.counts),
        )
        for group in groups[:MAX_ROWS]
    ]
    table = _table((what, "Progress", "Items"), rows)
    return "\n\n".join(filter(None, [table, omitted_rows_label(len(groups), MAX_ROWS)]))


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _bullet_list(lines: Sequence[str], omitted: int = 0) -> str:
    shown = [f"- {line}" for line in lines[:MAX_ROWS]]
    more = omitted_rows_label(len(lines) + omitted, len(shown))
    return "\n".join([*shown, f"- {more}"] if more else shown)


def _chain(overview: Overview, chain: Sequence[int]) -> str:
    nodes = overview.graph.nodes
    return " ← ".join(
        omitted_steps_label(chain) if number is None else _item_with_status(nodes[number])
        for number in visible_steps(chain)
    )


def _item_with_status(item: OverviewItem) -> str:
    return f"{_escape(item.title)} ({status_label(item.status).lower()})"


def _item_with_location(item: OverviewItem, links: DocumentLinks | None) -> str:
    priority = f" · {_escape(item.priority)}" if item.priority else ""
    return f"{_escape(item.title)}{priority} ({_location(item.path, item.line, links)})"


def _location(path: str, line: int, links: DocumentLinks | None) -> str:
    shown = code_span(location_label(path, line))
    target = links.address(path, line) if links else ""
    return f"[{shown}]({target})" if target else shown


def _escape(text: str) -> str:
    return escape_markdown(replace_unsafe(text)).replace("|", "\\|")
