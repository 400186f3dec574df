"""An overview as one page of HTML, to be looked at: no network, no script, all styles inside.

What users wrote goes through `html` and nowhere else than into texts and titles: never into an
address, a style, or the name of a class.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_ls.cli.report.graph import dependency_drawing
from backlog_ls.cli.report.labels import (
    FEW_DOCUMENTS,
    counted,
    documents_of,
    done_of,
    kinds,
    left_out,
    passed_over,
    read_from,
    staleness,
    stated,
    status_title,
    steps_of,
    where,
    without_items,
)
from backlog_ls.cli.report.svg import bar, burn_up, html
from backlog_ls.features.overview.overview import COUNTED
from backlog_ls.model.statuses.status import Status
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.items import Item
    from backlog_ls.features.overview.overview import Group, Overview

MOST_CARDS = 40
MOST_ENDED_CARDS = 12
"""So many cards stand in a column of the board; in one of what is over, fewer."""
MOST_LISTED = 200
MOST_UNFOLDED = 12
"""So many lines of a list are written, and so many of them seen at once."""
MOST_GROUPS = 200

_BOARD = (
    Status.TODO,
    Status.IN_PROGRESS,
    Status.REVIEW,
    Status.BLOCKED,
    Status.DEFERRED,
    Status.DONE,
    Status.UNKNOWN,
    Status.CANCELLED,
)
_ENDED = {Status.DONE, Status.CANCELLED}
_CODE = pattern("`([^`]*)`")


def as_page(told: Overview, history: History | None) -> str:
    """Return the page."""
    style = "\n" + Path(__file__).with_name("report.css").read_text("utf-8")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = [
        ("Progress", _progress(told)),
        ("Burn-up", _history(history) if history else ""),
        ("Milestones", _named(told.milestones, told, "milestones")),
        ("Owners", _named(told.owners, told, "owners")),
        ("Ready", _ready(told)),
        ("Blocked", _blocked(told)),
        ("Dependencies", _dependencies(told)),
        ("Stale", _stale(told)),
        ("Board", _board(told)),
    ]
    shown = [(name, inside) for name, inside in parts if inside]
    links = "".join(f'<a href="#{name.lower()}">{name}</a>' for name, _ in shown)
    cards = "".join(
        f'<section class="card" id="{name.lower()}"><h2>{name}</h2>{inside}</section>\n'
        for name, inside in shown
    )
    paths = [group.path for group in told.documents]
    of = html(paths[0]) if len(paths) == 1 else counted(len(paths), "document")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Backlog report: {of}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header><h1>Backlog report</h1><div class="meta"><bdi>{of}</bdi> · '
        f'<time class="whole">{told.day.isoformat()}</time></div><nav>{links}</nav></header>\n'
        f"<main>\n{cards}</main>\n"
        f"<footer>{_note(COUNTED['items'])}</footer>\n</body>\n</html>\n"
    )


def _progress(told: Overview) -> str:
    legend = "".join(
        f"<li>{_key(status)}{status_title(status)} <strong>{count:,}</strong></li>"
        for status, count in stated(told)
    )
    percent = f'<span class="percent">{told.counts.progress.percent} %</span>'
    head = (
        f'<div class="hero">{percent}<span>{done_of(told.counts, percent=False)}</span>'
        f'<span class="meta">{kinds(told)}</span></div>'
    )
    parts = [
        head,
        bar(told.counts),
        f'<ul class="legend">{legend}</ul>',
        _note(COUNTED["progress"]),
    ]
    if len(told.documents) <= 1:
        parts.append("<h3>By section</h3>" + _note(COUNTED["sections"]) + _groups(told.sections))
        return "".join(parts)
    parts.append("<h3>By document, and by section in each</h3>" + _note(COUNTED["sections"]))
    inside: dict[str, list[Group]] = {}
    for section in told.sections:
        inside.setdefault(section.path, []).append(section)
    shown = documents_of(told)
    open_ = " open" if len(shown) <= FEW_DOCUMENTS else ""
    lines = [
        f'<details class="nested"{open_}><summary>{_group(group)}</summary>'
        f"{_groups(inside.get(group.path, []))}</details>"
        for group in shown[:MOST_GROUPS]
    ]
    first, rest = lines[:MOST_UNFOLDED], lines[MOST_UNFOLDED:]
    parts += first
    if rest:
        more = f'<summary class="meta">{len(shown) - len(first):,} more</summary>'
        inner = "".join(rest) + _more(len(shown), MOST_GROUPS)
        parts.append(f'<details class="rest">{more}{inner}</details>')
    parts.append(f'<p class="meta">{without_items(told)}</p>')
    return "".join(parts)


def _groups(groups: Sequence[Group]) -> str:
    lines = "".join(_group(group) for group in groups[:MOST_GROUPS])
    return f'<div class="groups">{lines}</div>{_more(len(groups), MOST_GROUPS)}'


def _group(group: Group) -> str:
    name = html(group.title) or "(before the first heading)"
    return (
        f'<div class="group"><div class="line"><bdi>{name}</bdi>'
        f"<span>{group.counts.progress.percent} %</span></div>{bar(group.counts)}"
        f'<div class="meta">{_done_of(group)}</div></div>'
    )


def _done_of(group: Group) -> str:
    line = f" · line {group.line}" if group.line else ""
    return done_of(group.counts, percent=False) + line


def _named(groups: Sequence[Group], told: Overview, what: str) -> str:
    if not groups:
        return ""
    items = told.found.items
    names: Callable[[Item], tuple[str, ...]] = (
        (lambda item: item.milestones) if what == "milestones" else (lambda item: item.owners)
    )
    inside = sum(bool(names(item)) for item in items)
    of = f" {inside:,} of {counted(len(items), 'item')} have one."
    return _note(COUNTED[what] + of) + _groups(groups)


def _ready(told: Overview) -> str:
    if not told.ready:
        return ""
    items = told.found.items
    lines = [_row(items[number], told) for number in told.ready]
    count = f"<strong>{counted(len(told.ready), 'item')}.</strong> "
    return _note(COUNTED["ready"], count) + _rows(lines)


def _blocked(told: Overview) -> str:
    items = told.found.items
    chains, circles, untold = told.waiting
    parts = []
    if chains:
        lines = [_way(chain.way, told) for chain in chains]
        count = len(chains) + untold
        parts.append(f"<h3>Chains ({count:,})</h3>{_rows(lines, untold)}")
    if circles:
        lines = [_way((*way, way[0]), told) for way in circles]
        parts.append(
            f"<h3>Circles: these wait for each other ({len(circles):,})</h3>{_rows(lines)}"
        )
    if told.blocked:
        title = "Said to be blocked, by nothing unfinished that is named"
        lines = [_row(items[number], told) for number in told.blocked]
        parts.append(f"<h3>{title} ({len(told.blocked):,})</h3>{_rows(lines)}")
    return _note(COUNTED["chains"]) + "".join(parts) if parts else ""


def _dependencies(told: Overview) -> str:
    drawing = dependency_drawing(told)
    if drawing is None:
        return ""
    some = f"{drawing.drawn:,} of {counted(drawing.total, 'item')}"
    of = some if drawing.drawn < drawing.total else f"All {counted(drawing.total, 'item')}"
    tied = f"{of} with dependencies that are known by their ids."
    note = f"{tied} An arrow leads to what waits; a dashed one around a circle."
    return _note(note) + f'<div class="scroll">{drawing.svg}</div>'


def _stale(told: Overview) -> str:
    if not told.stale:
        return ""
    lines = [
        f"<bdi>{html(each.title) or 'The document'}</bdi> "
        f'<span class="chip urgent">{html(staleness(each))}</span>'
        f'<span class="meta">{_at(each.path, each.line)}</span>'
        for each in told.stale
    ]
    return _note(COUNTED["stale"]) + _rows(lines)


def _history(history: History) -> str:
    first, last = (done_of(history.points[at].counts, percent=False) for at in (0, -1))
    what = f"All items but the cancelled, and the done ones: {first} at the beginning, {last} now."
    note = f"{what} Read from {read_from(history)}."
    return _note(note) + f'<div class="scroll">{burn_up(history)}</div>'


def _board(told: Overview) -> str:
    if not told.found.items:
        return ""
    columns = []
    for status in _BOARD:
        items = [item for item in told.found.items if item.status is status]
        most = MOST_ENDED_CARDS if status in _ENDED else MOST_CARDS
        cards = "".join(
            f'<li class="{status.value}-card"><bdi>{html(item.title)}</bdi>'
            f'<div class="meta">{_said(item, told)}</div></li>'
            for item in items[:most]
        )
        if items:
            columns.append(
                f'<div class="column"><h3>{_key(status)}{status_title(status)}'
                f'<span class="meta">{counted(len(items), "item")}</span></h3>'
                f'<ul class="cards">{cards}</ul>{_more(len(items), most)}</div>'
            )
    return (
        _note("All items by their status, parts and wholes alike, in the order of the documents.")
        + f'<div class="board" tabindex="0">{"".join(columns)}</div>'
    )


def _row(item: Item, told: Overview) -> str:
    priority = f'<span class="chip{" urgent" * (item.rank == 0)}">{html(item.priority)}</span> '
    title = f"{priority * bool(item.priority)}<bdi>{html(item.title)}</bdi>"
    return f'{title} <span class="meta">{_said(item, told, priority=False)}</span>'


def _said(item: Item, told: Overview, *, priority: bool = True) -> str:
    """Return what there is to say of an item below its name."""
    section = told.found.sections[item.section] if item.section >= 0 else None
    named = section and section.title and section.line != item.line
    said = [f"<bdi>{html(section.title)}</bdi>"] if section and named else []
    said += [f"<bdi>{html(item.priority)}</bdi>"] if item.priority and priority else []
    said += [f"<bdi>{html(owner)}</bdi>" for owner in item.owners]
    return " · ".join([*said, _at(item.path, item.line, alone=len(told.documents) == 1)])


def _way(way: Sequence[int], told: Overview) -> str:
    nodes = told.graph.nodes
    steps = "".join(
        f'<li class="meta">{passed_over(way)}</li>'
        if number is None
        else f"<li>{_key(nodes[number].status)}<bdi>{html(nodes[number].title)}</bdi>"
        f' <span class="meta">{status_title(nodes[number].status)} · {_said(nodes[number], told)}'
        "</span></li>"
        for number in steps_of(way)
    )
    return f'<ol class="chain">{steps}</ol>'


def _at(path: str, line: int, *, alone: bool = False) -> str:
    return f'<span class="whole">line {line}</span>' if alone else html(where(path, line))


def _rows(lines: list[str], untold: int = 0) -> str:
    """Return a list; where it is long, what comes first, and the others folded.

    Args:
        lines: as HTML.
        untold: how many there are besides.
    """
    total = len(lines) + untold
    first, rest = lines[:MOST_UNFOLDED], lines[MOST_UNFOLDED:MOST_LISTED]
    told = f'<ul class="rows">{_entries(first)}</ul>'
    if rest:
        told += (
            f'<details class="rest"><summary class="meta">{total - len(first):,} more</summary>'
            f'<ul class="rows">{_entries(rest)}</ul>{_more(total, len(first + rest))}</details>'
        )
    return told


def _entries(lines: list[str]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


def _more(total: int, shown: int) -> str:
    more = left_out(total, shown)
    return f'<p class="meta">{more}</p>' if more else ""


def _key(status: Status) -> str:
    return (
        f'<svg class="key" viewBox="0 0 11 11" aria-hidden="true"><rect class="{status.value}"'
        ' width="11" height="11" rx="3"/></svg>'
    )


def _note(text: str, before: str = "") -> str:
    """Return a note of ours, with code in backticks."""
    said = _CODE.sub(r"<code>\1</code>", text)
    return f'<p class="note">{before}{said}</p>'
