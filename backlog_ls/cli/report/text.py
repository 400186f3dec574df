"""An overview for the terminal: tables with bars, and short lists."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from backlog_ls.cli.report.console import make_console
from backlog_ls.cli.report.labels import (
    MAX_EXPANDED_DOCUMENTS,
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
from backlog_ls.features.markdown_text import shorten
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.overview import Group, Overview
    from backlog_ls.model.analysis.item_counts import StatusCounts

MAX_LINES = 15
"""Maximum number of lines in a list."""

_BAR_WIDTH = 24
_COLOURS = {
    Status.DONE: "green",
    Status.REVIEW: "magenta",
    Status.IN_PROGRESS: "blue",
    Status.BLOCKED: "red",
    Status.TODO: "bright_black",
    Status.DEFERRED: "yellow",
    Status.UNKNOWN: "bright_black",
    Status.CANCELLED: "bright_black",
}


def as_text(overview: Overview, history: History | None, *, columns: int, colour: bool) -> str:
    """Return the overview as text of at most `columns` cells per line."""
    out = io.StringIO()
    _Printer(make_console(out, columns, colour=colour), overview).print_report(history)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).strip("\n") + "\n"


class _Printer:
    """Prints the parts of an overview to a console."""

    def __init__(self, console: Console, overview: Overview) -> None:
        self.console = console
        self.overview = overview

    def print_report(self, history: History | None) -> None:
        overview = self.overview
        self.console.print(Text(f"Backlog report · {overview.day.isoformat()}", "bold"))
        self.console.print(Text(kinds_label(overview)))
        self.console.print()
        self.console.print(
            _bar(overview.counts, _BAR_WIDTH), Text(progress_label(overview.counts), "bold")
        )
        legend = Text("  ").join(
            Text.assemble(("■ ", _COLOURS[status]), f"{status_label(status)} {count:,}")
            for status, count in status_counts(overview)
        )
        self.console.print(legend)
        if len(overview.documents) > 1:
            self._print_groups("Documents", documents_with_items(overview))
            self._print_note(empty_documents_label(overview))
        if len(overview.documents) <= MAX_EXPANDED_DOCUMENTS:
            self._print_groups("Sections", overview.sections)
        self._print_groups("Milestones", overview.milestones)
        self._print_groups("Owners", overview.owners)
        self._print_blocked()
        self._print_items("Ready to start", overview.ready)
        self._print_stale()
        if history:
            first, last = history.points[0], history.points[-1]
            self._print_title("History")
            for point in (first, last):
                day = point.at.date().isoformat()
                self.console.print(Text(f"  {day}  {progress_label(point.counts)}"))
            self._print_note(f"Read from {history_label(history)}.")
        self.console.print()
        self._print_note(
            "Counts the items that `backlog-ls items` lists; those with parts by their parts. Cancelled"
            " items and those without a known status are excluded."
        )

    def _print_title(self, title: str) -> None:
        self.console.print()
        self.console.print(Text(title, "bold"))

    def _print_groups(self, title: str, groups: Sequence[Group]) -> None:
        if not groups:
            return
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(
            max_width=max(self.console.width - _BAR_WIDTH - 34, 12),
            overflow="ellipsis",
            no_wrap=True,
        )
        table.add_column(width=_BAR_WIDTH // 2, no_wrap=True)
        table.add_column(no_wrap=True)
        for group in groups[:MAX_LINES]:
            name = replace_unsafe(group.title) or "(before the first heading)"
            table.add_row(
                Text(f"  {name}"), _bar(group.counts, _BAR_WIDTH // 2), progress_label(group.counts)
            )
        self._print_title(title)
        self.console.print(table)
        self._print_omitted(len(groups))

    def _print_blocked(self) -> None:
        chains, circles, omitted = self.overview.dependency_chains
        if chains:
            self._print_title("Blocked chains: each waits for the next")
            for chain in chains[:MAX_LINES]:
                self._print_chain(chain.nodes)
            self._print_omitted(len(chains) + omitted)
        if circles:
            self._print_title("Circles: these wait for each other")
            for circle in circles[:MAX_LINES]:
                self._print_chain((*circle, circle[0]))
            self._print_omitted(len(circles))
        self._print_items(
            "Marked as blocked, without an unfinished dependency", self.overview.blocked
        )

    def _print_chain(self, chain: Sequence[int]) -> None:
        for depth, number in enumerate(visible_steps(chain)):
            before = f"  {'  ' * min(depth - 1, 6)}← " if depth else "  "
            if number is None:
                self.console.print(Text(f"{before}{omitted_steps_label(chain)}", "dim"))
                continue
            item = self.overview.graph.nodes[number]
            state = status_label(item.status).lower()
            room = max(self.console.width - len(before) - len(state) - 4, 20)
            name = shorten(replace_unsafe(item.title), room)
            state_in_colour = (state, _COLOURS[item.status])
            self.console.print(Text.assemble((before, "dim"), name, "  ", state_in_colour))

    def _print_items(self, title: str, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        self._print_title(f"{title} ({len(numbers):,})")
        for number in numbers[:MAX_LINES]:
            item = self.overview.contents.items[number]
            at = f"  {location_label(item.path, item.line)}"
            priority = replace_unsafe(item.priority)
            before = f"  {priority}  " if priority else "  "
            name = shorten(
                replace_unsafe(item.title), max(self.console.width - len(before + at), 20)
            )
            self.console.print(Text.assemble((before, "yellow"), name, (at, "dim")))
        self._print_omitted(len(numbers))

    def _print_stale(self) -> None:
        if not self.overview.stale:
            return
        self._print_title(f"Stale ({len(self.overview.stale):,})")
        for each in self.overview.stale[:MAX_LINES]:
            label, at = f"  {stale_label(each)}", f"  {location_label(each.path, each.line)}"
            title = replace_unsafe(each.title) or "(the document)"
            name = shorten(title, max(self.console.width - len(label + at) - 2, 20))
            self.console.print(Text.assemble("  ", name, (label, "yellow"), (at, "dim")))
        self._print_omitted(len(self.overview.stale))

    def _print_omitted(self, total: int) -> None:
        self._print_note(omitted_rows_label(total, MAX_LINES))

    def _print_note(self, note: str) -> None:
        if note:
            self.console.print(Text(f"  {note}", "dim"))


def _bar(counts: StatusCounts, width: int) -> Text:
    """Return a progress bar; it is empty or full only if nothing or everything is done."""
    full = counts.share(width)
    return Text.assemble(("█" * full, "green"), ("░" * (width - full), "bright_black"))
