"""The measurements, and their tables in Markdown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(slots=True)
class Record:
    """The measurements of one server with one text.

    Attributes:
        times: Seconds of each sample, by action.
        channel: Pull or push diagnostics, and whether each edit sends the whole text.
        findings: Number of diagnostics of the text.
        in_sync: Whether the diagnostics after the edits equal those of the same text opened again.
        failure: What went wrong; nothing was measured after it.
    """

    name: str
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    channel: str = ""
    findings: int | None = None
    in_sync: bool | None = None
    memory: int | None = None
    """Memory in bytes with the text open."""
    failure: str = ""

    def median(self, action: str) -> float | None:
        """The median, in seconds."""
        return median(self.times[action]) if self.times[action] else None

    def percentile_95(self, action: str) -> float | None:
        """The 95th percentile, in seconds."""
        times = self.times[action]
        return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else None


def start_table(records: Sequence[Record], base: str) -> str:
    """Return the table of times from start to the answer to `initialize`."""
    rows = [
        [
            record.name,
            _ms(record.median("start")),
            _ratio(record, "start", _named(records, base)),
            record.failure,
        ]
        for record in records
    ]
    return _table(["server", "start p50", f"× {base}", "remarks"], rows)


def text_table(records: Sequence[Record], base: str) -> str:
    """Return the table of the actions in one text."""
    head = ["server", "open", "middle p50", "p95", f"× {base}", "top p50", "end p50"]
    head += ["newline p50", "paste p50", "fence p50", "memory MB"]
    head += ["samples", "diagnostics", "in sync", "remarks"]
    floor = _named(records, base)
    rows = [
        [
            record.name,
            _ms(record.median("open")),
            _ms(record.median("middle")),
            _ms(record.percentile_95("middle")),
            _ratio(record, "middle", floor),
            *(_ms(record.median(action)) for action in ("top", "end", "newline", "paste", "fence")),
            "" if record.memory is None else f"{record.memory / 1e6:.0f}",
            str(len(record.times["middle"])),
            "" if record.findings is None else str(record.findings),
            "" if record.in_sync is None else "yes" if record.in_sync else "NO",
            "; ".join(filter(None, (record.channel, record.failure))),
        ]
        for record in records
    ]
    return _table(head, rows)


def requests_table(record: Record, methods: Sequence[str]) -> str:
    """Return the table of other requests to one server, right after a typed character."""
    rows = [
        [
            method,
            _ms(record.median(method)),
            _ms(record.percentile_95(method)),
            str(len(record.times[method])),
        ]
        for method in methods
        if record.times[method]
    ]
    return _table(["request", "p50", "p95", "samples"], rows) if rows else ""


def _named(records: Sequence[Record], name: str) -> Record | None:
    return next((record for record in records if record.name == name), None)


def _ratio(record: Record, action: str, floor: Record | None) -> str:
    mine, base = record.median(action), floor and floor.median(action)
    return f"{mine / base:.2f}" if mine is not None and base else ""


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds * 1e3:.2f}" if seconds < 0.01 else f"{seconds * 1e3:.3g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:-1]), "---"], *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
