"""A document, or a section of one, on a few lines: how far it is and what is open."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import code, escaped, plain
from backlog_ls.features.overview.progress import Count, count_between, row_status, rows_after
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.status_uses import status_fields
from backlog_ls.model.items.items import items_of
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.outline.sections import Section
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Rope

MOST_OPEN = 5
"""So many open items are named; the others are counted."""

_FIRST_BLOCKS = 40
"""The title, the fields and the first paragraph of a document stand within so many blocks."""

_NOT_OPEN = {Status.DONE, Status.CANCELLED, Status.DEFERRED, None}


_DATES = {Role.DATE, Role.DUE, Role.STARTED, Role.FINISHED}


class Card(NamedTuple):
    """What a document says of itself, as it is written."""

    title: str
    status: str
    dates: tuple[tuple[str, str], ...]
    """Fields that hold a date, each its name and its value."""
    paragraph: str


def describe_document(backlog: Backlog) -> str:
    """Return a document in Markdown: title, status, dates, progress, first paragraph, open items."""
    card = read_card(backlog)
    end = backlog.document.length
    return _blocks(
        " · ".join(
            part
            for part in (
                f"**{escaped(plain(card.title))}**" if card.title else "",
                code(card.status),
                *(f"{escaped(plain(name))}: {escaped(plain(value))}" for name, value in card.dates),
            )
            if part
        ),
        describe_count(count_between(backlog.rope, 0, end)),
        escaped(plain(card.paragraph, 300)),
        describe_open(backlog, 0, end),
    )


def describe_section(backlog: Backlog, section: Section, name: str) -> str:
    """Return a section, called `name`, in Markdown: progress, and what is open."""
    return _blocks(
        f"**{escaped(name)}**",
        describe_count(count_between(backlog.rope, section.start, section.end)),
        describe_open(backlog, section.start, section.end),
    )


def describe_count(count: Count) -> str:
    """Return the bar over what `count` counts, and the count by status; empty without any."""
    progress = count.progress
    if not progress.total:
        return ""
    lines = [f"{progress.bar} {progress} · {progress.percent} %"]
    tasks, rows = count
    if rows:
        by_status = " · ".join(f"{number} {status_name(status)}" for status, number in rows)
        total = sum(number for _, number in rows)
        lines.append(f"{total} row{'s' * (total != 1)}: {by_status}")
    if tasks.total and (rows or tasks.optional or tasks.dropped):
        parts = [f"{tasks.done} done", f"{tasks.open} open"]
        if tasks.optional:
            parts[1] += f" ({tasks.optional} optional)"
        if tasks.dropped:
            parts.append(f"{tasks.dropped} cancelled")
        total = tasks.total + tasks.dropped
        lines.append(f"{total} task{'s' * (total != 1)}: " + " · ".join(parts))
    return "  \n".join(lines)


def describe_open(backlog: Backlog, start: int, end: int) -> str:
    """Return the first open items in ``[start, end)`` as a list; empty without any."""
    names = list(islice(open_names(backlog.rope, start, end), MOST_OPEN + 1))
    if not names:
        return ""
    lines = ["Open:", ""]
    lines += [f"- {escaped(plain(name, 80))}" for name in names[:MOST_OPEN]]
    if len(names) > MOST_OPEN:
        lines.append("- …")
    return "\n".join(lines)


def status_name(status: Status) -> str:
    """Return what `status` is called: `in progress`."""
    return "no known status" if status is Status.UNKNOWN else status.value.replace("_", " ")


def open_names(rope: Rope[Block], start: int, end: int) -> Iterator[str]:
    """Yield the names of the tasks and rows in ``[start, end)`` that wait to be done, as written."""
    if start >= end:
        return
    first, last = rope.at_offset(start), rope.at_offset(end - 1)
    for place in rope.find(BITS, Bit.TASK | Bit.WORK, first.index, last.index + 1):
        block = place.piece
        if block.kind == Kind.TABLE:
            roles = roles_of(block)
            for row in rows_after(rope, place):
                if row_status(row.piece, roles) not in _NOT_OPEN:
                    yield from (item.name for item in items_of(row.piece, roles) if item.name)
            continue
        for item in items_of(block):
            inside = start <= place.offset + item.start < end
            if inside and item.name and item.status and item.status.status not in _NOT_OPEN:
                yield item.name


def read_card(backlog: Backlog) -> Card:
    """Return what the head of a document says of it: what stands before its second heading."""
    title = status = in_title = paragraph = ""
    dates: list[tuple[str, str]] = []
    for place in islice(backlog.rope.places(), _FIRST_BLOCKS):
        block = place.piece
        found = facts(block)
        if found.heading:
            if title:
                break
            title = found.heading.title
            stated = items_of(block)[0].status
            in_title = stated.text if stated else ""
            continue
        status = status or next((use.text for use in status_fields(block)), "")
        dates += [
            (field.name, field.value(block.text))
            for field in found.fields
            if header_role(field.name) in _DATES and field.value(block.text)
        ]
        if block.kind == Kind.PARAGRAPH and not found.fields and not paragraph:
            paragraph = block.text
    return Card(title, status or in_title, tuple(dates), paragraph)


def _blocks(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
