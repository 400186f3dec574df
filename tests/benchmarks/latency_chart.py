"""A chart of the latency of a typed character by size of the document; both axes logarithmic."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latency_table import Record

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 170, 40, 50
_COLOURS = ("#1f77d0", "#8a8f98", "#b9bdc4", "#d9822b", "#c23b5e")
_DECADES = (1, 10, 100, 1_000, 10_000)
"""Milliseconds."""


def chart(points: Sequence[tuple[int, Sequence[Record]]]) -> str:
    """Return an SVG of the medians in the middle of each text; `points` are sizes in bytes and records."""
    points = sorted(points, key=lambda point: point[0])
    lines: dict[str, list[tuple[int, float]]] = {}
    for size, records in points:
        for record in records:
            middle = record.median("middle")
            if middle is not None:
                lines.setdefault(record.name, []).append((size, middle * 1e3))
    if not lines:
        return ""
    sizes = [size for size, _ in points]
    low, high = math.log10(min(sizes)), math.log10(max(sizes))

    def x(size: float) -> float:
        share = (math.log10(size) - low) / (high - low) if high > low else 0.5
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(milliseconds: float) -> float:
        share = math.log10(max(milliseconds, _DECADES[0])) / math.log10(_DECADES[-1])
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    drawn = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'font-family="sans-serif" font-size="13" role="img" '
            'aria-label="Milliseconds from a typed character to its diagnostics">'
        ),
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        (
            f'<text x="{_LEFT}" y="24" font-weight="bold" fill="#222">'
            "From a typed character to its diagnostics (median)</text>"
        ),
    ]
    for decade in _DECADES:
        at = y(decade)
        label = f"{decade:,} ms" if decade < 1000 else f"{decade // 1000:,} s"
        drawn.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#e3e5e8"/>'
            f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#555">{label}</text>'
        )
    drawn += (
        f'<text x="{x(size):.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle" fill="#555">'
        f"{_size(size)}</text>"
        for size in sizes
    )
    taken: list[tuple[float, float]] = []
    for (name, line), colour in zip(lines.items(), _COLOURS, strict=False):
        path = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in line)
        drawn.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        )
        drawn += (
            f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3.5" fill="{colour}"/>'
            for size, value in line
        )
        end, at = x(line[-1][0]), y(line[-1][1])
        while any(abs(at - other) < 15 and abs(end - beside) < 90 for beside, other in taken):
            at += 15 if at < _HEIGHT / 2 else -15
        taken.append((end, at))
        drawn.append(
            f'<text x="{end + 10:.1f}" y="{at + 4:.1f}" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join([*drawn, "</svg>", ""])


def _size(size: int) -> str:
    return f"{size / 1e6:.2g} MB" if size >= 1e6 else f"{size / 1e3:.0f} KB"
