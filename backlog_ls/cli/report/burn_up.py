"""The geometry of the burn-up chart: all items and the done ones, commit by commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.cli.report.labels import progress_label

if TYPE_CHECKING:
    from datetime import datetime

    from backlog_ls.cli.report.history import History

_WIDTH, _HEIGHT = 760, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 92, 16, 32
_MAX_TICKS = 4
_LABEL_HEIGHT = 16


class GridLine(NamedTuple):
    """A horizontal line with its count."""

    y: str
    text_y: str
    label: str


class Text(NamedTuple):
    """A text in the chart; `style` is its anchor or its CSS classes."""

    x: str
    y: str
    style: str
    text: str


class Series(NamedTuple):
    """A stepped line and the area below it, as SVG paths."""

    name: str
    area: str
    edge: str


class Dot(NamedTuple):
    """A point of the done line, with its tooltip."""

    x: str
    y: str
    title: str


class Chart(NamedTuple):
    """A burn-up chart; coordinates are SVG units, formatted."""

    label: str
    grid: list[GridLine]
    days: list[Text]
    series: list[Series]
    dots: list[Dot]
    ends: list[Text]
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = _WIDTH - _RIGHT


def burn_up_chart(history: History) -> Chart:
    """Return the chart of `history`; counts change in steps, from commit to commit."""
    points = history.points
    totals = [point.counts.total for point in points]
    dones = [point.counts.done for point in points]
    first, last = points[0].at, points[-1].at
    seconds = (last - first).total_seconds()
    step = _round_step(max(totals))
    top = step * max(-(-max(totals) // step), 1)

    def x_of(at: datetime) -> float:
        share = (at - first).total_seconds() / seconds if seconds > 0 else 1.0
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * min(max(share, 0.0), 1.0)

    def y_of(count: int) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * count / top

    def series(name: str, counts: list[int]) -> Series:
        steps = "".join(
            f" H{x_of(point.at):.1f} V{y_of(count):.1f}"
            for point, count in zip(points, counts, strict=True)
        )
        start, ground, right = f"{y_of(counts[0]):.1f}", f"{y_of(0):.1f}", f"{x_of(last):.1f}"
        return Series(
            name,
            f"M{_LEFT},{ground} V{start}{steps} H{right} V{ground} Z",
            f"M{_LEFT},{start}{steps} H{right}",
        )

    days = []
    for x, at in {x_of(at): at for at in (first, first + (last - first) / 2, last)}.items():
        anchor = "start" if x <= _LEFT else "end" if x >= _WIDTH - _RIGHT else "middle"
        days.append(Text(f"{x:.1f}", str(_HEIGHT - 10), anchor, at.date().isoformat()))
    done_y, total_y = y_of(dones[-1]), y_of(totals[-1])
    if done_y - total_y < _LABEL_HEIGHT:
        done_y = min(total_y + _LABEL_HEIGHT, _HEIGHT - _BOTTOM + 4)
        total_y = done_y - _LABEL_HEIGHT
    right = str(_WIDTH - _RIGHT + 8)
    return Chart(
        label=f"{dones[0]:,} of {totals[0]:,} done at first, {dones[-1]:,} of {totals[-1]:,} now",
        grid=[
            GridLine(f"{y_of(count):.1f}", f"{y_of(count) + 4:.1f}", f"{count:,}")
            for count in range(0, top + 1, step)
        ],
        days=days,
        series=[series("total", totals), series("finished", dones)],
        dots=[
            Dot(
                f"{x_of(point.at):.1f}",
                f"{y_of(done):.1f}",
                f"{point.at.date().isoformat()}{f' · {point.commit[:7]}' if point.commit else ''}"
                f" · {progress_label(point.counts)}",
            )
            for point, done in zip(points, dones, strict=True)
        ],
        ends=[
            Text(right, f"{total_y + 4:.1f}", "end", f"{totals[-1]:,} items"),
            Text(right, f"{done_y + 4:.1f}", "end done-text", f"{dones[-1]:,} done"),
        ],
    )


def _round_step(most: int) -> int:
    """Return a round step between ticks, so that few of them reach `most`."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * _MAX_TICKS >= most:
                return step
        size *= 10
