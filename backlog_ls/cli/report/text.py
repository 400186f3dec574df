"""An overview for a terminal: tables with bars, and short lists."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from backlog_ls.cli.report.labels import (
    FEW_DOCUMENTS,
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
from backlog_ls.features.markdown_text import shortened
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.overview import Counts, Group, Overview

MOST = 15
"""Lines of a list that are shown."""

_BAR = 24
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


def as_text(told: Overview, history: History | None, *, columns: int, colour: bool) -> str:
    """Return the overview, no wider than `columns` cells."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=columns,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    _Teller(console, told).tell(history)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).strip("\n") + "\n"


class _Teller:
    """Writes the parts of an overview to a console."""

    def __init__(self, console: Console, told: Overview) -> None:
        self.console = console
        self.told = told

    def tell(self, history: History | None) -> None:
        told = self.told
        self.console.print(Text(f"Backlog report · {told.day.isoformat()}", "bold"))
        self.console.print(Text(kinds(told)))
        self.console.print()
        self.console.print(_bar(told.counts, _BAR), Text(done_of(told.counts), "bold"))
        legend = Text("  ").join(
            Text.assemble(("■ ", _COLOURS[status]), f"{status_title(status)} {count:,}")
            for status, count in stated(told)
        )
        self.console.print(legend)
        if len(told.documents) > 1:
            self._groups("Documents", documents_of(told))
            self._note(without_items(told))
        if len(told.documents) <= FEW_DOCUMENTS:
            self._groups("Sections", told.sections)
        self._groups("Milestones", told.milestones)
        self._groups("Owners", told.owners)
        self._blocked()
        self._items("Ready to begin", told.ready)
        self._stale()
        if history:
            first, last = history.points[0], history.points[-1]
            self._title("History")
            for point in (first, last):
                day = point.at.date().isoformat()
                self.console.print(Text(f"  {day}  {done_of(point.counts)}"))
            self._note(f"Read from {read_from(history)}.")
        self.console.print()
        self._note(
            "Of all items, as `backlog-ls items` lists them; the cancelled count neither way."
        )

    def _title(self, title: str) -> None:
        self.console.print()
        self.console.print(Text(title, "bold"))

    def _groups(self, title: str, groups: Sequence[Group]) -> None:
        if not groups:
            return
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(
            max_width=max(self.console.width - _BAR - 34, 12), overflow="ellipsis", no_wrap=True
        )
        table.add_column(width=_BAR // 2, no_wrap=True)
        table.add_column(no_wrap=True)
        for group in groups[:MOST]:
            name = safe(group.title) or "(before the first heading)"
            table.add_row(Text(f"  {name}"), _bar(group.counts, _BAR // 2), done_of(group.counts))
        self._title(title)
        self.console.print(table)
        self._more(len(groups))

    def _blocked(self) -> None:
        chains, circles, untold = self.told.waiting
        if chains:
            self._title("Blocked chains: each waits for the next")
            for chain in chains[:MOST]:
                self._way(chain.way)
            self._more(len(chains) + untold)
        if circles:
            self._title("Circles: these wait for each other")
            for circle in circles[:MOST]:
                self._way((*circle, circle[0]))
            self._more(len(circles))
        self._items("Said to be blocked, by nothing that is named", self.told.blocked)

    def _way(self, way: Sequence[int]) -> None:
        for depth, number in enumerate(steps_of(way)):
            before = f"  {'  ' * min(depth - 1, 6)}← " if depth else "  "
            if number is None:
                self.console.print(Text(f"{before}{passed_over(way)}", "dim"))
                continue
            item = self.told.graph.nodes[number]
            state = status_title(item.status).lower()
            room = max(self.console.width - len(before) - len(state) - 4, 20)
            name = shortened(safe(item.title), room)
            state_in_colour = (state, _COLOURS[item.status])
            self.console.print(Text.assemble((before, "dim"), name, "  ", state_in_colour))

    def _items(self, title: str, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        self._title(f"{title} ({len(numbers):,})")
        for number in numbers[:MOST]:
            item = self.told.found.items[number]
            at, priority = f"  {where(item.path, item.line)}", safe(item.priority)
            before = f"  {priority}  " if priority else "  "
            name = shortened(safe(item.title), max(self.console.width - len(before + at), 20))
            self.console.print(Text.assemble((before, "yellow"), name, (at, "dim")))
        self._more(len(numbers))

    def _stale(self) -> None:
        if not self.told.stale:
            return
        self._title(f"Stale ({len(self.told.stale):,})")
        for each in self.told.stale[:MOST]:
            said, at = f"  {staleness(each)}", f"  {where(each.path, each.line)}"
            title = safe(each.title) or "(the document)"
            name = shortened(title, max(self.console.width - len(said + at) - 2, 20))
            self.console.print(Text.assemble("  ", name, (said, "yellow"), (at, "dim")))
        self._more(len(self.told.stale))

    def _more(self, total: int) -> None:
        self._note(left_out(total, MOST))

    def _note(self, note: str) -> None:
        if note:
            self.console.print(Text(f"  {note}", "dim"))


def _bar(counts: Counts, width: int) -> Text:
    """Return a bar that shows the first step and the last."""
    done, total = counts.progress
    full = width * done // total if total else 0
    full = max(full, 1) if done else 0
    return Text.assemble(("█" * full, "green"), ("░" * (width - full), "bright_black"))
