"""The drawings of a report as inline SVG: bars, and the burn-up. Colours come from the page's style."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from backlog_ls.cli.report.labels import done_of, safe, status_title
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from datetime import datetime

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.overview import Counts

BAR_ORDER = (
    Status.DONE,
    Status.REVIEW,
    Status.IN_PROGRESS,
    Status.BLOCKED,
    Status.TODO,
    Status.DEFERRED,
    Status.UNKNOWN,
)
"""From what is done to what is far from it; what is cancelled has no place in a bar."""

_WIDTH, _HEIGHT = 760, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 92, 16, 32
_TICKS = 4


def html(text: str) -> str:
    """Return what a user wrote as it stands in HTML: in a text, or in a quoted attribute."""
    return escape(safe(text), quote=True)


def bar(counts: Counts) -> str:
    """Return a bar of the items by status; what was cancelled counts neither way."""
    total = counts.progress.total
    parts = []
    at = 0.0
    for status in BAR_ORDER:
        width = 1000 * counts.of(status) / total if total else 0
        if width:
            title = f"<title>{status_title(status)}: {counts.of(status):,}</title>"
            place = f'x="{at:.1f}" width="{width:.1f}" height="10"'
            parts.append(f'<rect class="{status.value}" {place}>{title}</rect>')
            at += width
    return (
        '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img"'
        f' aria-label="{html(done_of(counts))}">{"".join(parts)}</svg>'
    )


def burn_up(history: History) -> str:
    """Return the items and the done ones over time, as steps from commit to commit."""
    points = history.points
    first, last = points[0].at, points[-1].at
    seconds = (last - first).total_seconds()
    most = max(point.counts.progress.total for point in points)
    step = _nice(most)
    top = step * max(-(-most // step), 1)

    def across(at: datetime) -> float:
        share = (at - first).total_seconds() / seconds if seconds > 0 else 1.0
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * min(max(share, 0.0), 1.0)

    def up(count: int) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * count / top

    def area(counts: list[int], name: str) -> str:
        ground = up(0)
        way = [f"M{_LEFT},{ground:.1f} V{up(counts[0]):.1f}"]
        for point, count in zip(points, counts, strict=True):
            way.append(f"H{across(point.at):.1f} V{up(count):.1f}")
        line = " ".join(way)
        edge = line.replace(f"M{_LEFT},{ground:.1f} V", f"M{_LEFT},", 1)
        right = across(last)
        return (
            f'<path class="area {name}" d="{line} H{right:.1f} V{ground:.1f} Z"/>'
            f'<path class="edge {name}" d="{edge} H{right:.1f}"/>'
        )

    totals = [point.counts.progress.total for point in points]
    dones = [point.counts.progress.done for point in points]
    grid = [
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{up(y):.1f}" y2="{up(y):.1f}"/>'
        f'<text class="tick" x="{_LEFT - 8}" y="{up(y) + 4:.1f}" text-anchor="end">{y:,}</text>'
        for y in range(0, top + 1, step)
    ]
    base = _HEIGHT - 10
    days = {across(at): at for at in (first, first + (last - first) / 2, last)}
    for x, at in days.items():
        anchor = "start" if x <= _LEFT else "end" if x >= _WIDTH - _RIGHT else "middle"
        day = at.date().isoformat()
        grid.append(
            f'<text class="tick" x="{x:.1f}" y="{base}" text-anchor="{anchor}">{day}</text>'
        )
    x = _WIDTH - _RIGHT + 8
    done_y, total_y = up(dones[-1]), up(totals[-1])
    if done_y - total_y < 16:
        done_y = min(total_y + 16, _HEIGHT - _BOTTOM + 4)
        total_y = done_y - 16
    ends = (
        f'<text class="end" x="{x}" y="{total_y + 4:.1f}">{totals[-1]:,} items</text>'
        f'<text class="end done-text" x="{x}" y="{done_y + 4:.1f}">{dones[-1]:,} done</text>'
    )
    dots = "".join(
        f'<circle class="dot" cx="{across(point.at):.1f}" cy="{up(point.counts.progress.done):.1f}"'
        f' r="3"><title>{point.at.date().isoformat()}'
        f"{f' · {point.commit[:7]}' if point.commit else ''} · {done_of(point.counts)}"
        "</title></circle>"
        for point in points
    )
    label = f"{dones[0]:,} of {totals[0]:,} done at first, {dones[-1]:,} of {totals[-1]:,} now"
    return (
        f'<svg class="burn" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
        f"{''.join(grid)}{area(totals, 'total')}{area(dones, 'finished')}{dots}{ends}</svg>"
    )


def _nice(most: int) -> int:
    """Return a round step with which an axis reaches `most` in a few."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * _TICKS >= most:
                return step
        size *= 10
