"""A summary of a document or a section: its progress and its open items."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import code_span, escape_markdown, plain_text
from backlog_ls.features.overview.progress import Count, count_between, read_row_status, table_rows
from backlog_ls.model.analysis.bullets import bullets_between
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.status_uses import find_status_fields
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import find_items
from backlog_ls.model.statuses.status import Status, status_name
from backlog_ls.model.tables.roles import Role, find_role, roles_of_table
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.outline.sections import Section
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.text.rope import Rope

MAX_OPEN_ITEMS = 5
"""Maximum number of open items to list."""

_MAX_HEAD_BLOCKS = 40
"""Number of blocks that are searched for the title, fields and first paragraph of a document."""

_NOT_OPEN = {Status.DONE, Status.CANCELLED, Status.DEFERRED, None}


_DATES = {Role.DATE, Role.DUE, Role.STARTED, Role.FINISHED}


class DocumentHead(NamedTuple):
    """The head of a document: what is above its second heading, as written."""

    title: str
    status: str
    dates: tuple[tuple[str, str], ...]
    """The name and the value of each field with a date."""
    paragraph: str


def describe_document(backlog: Backlog) -> str:
    """Return a summary of a document in Markdown: its head, progress and open items."""
    head = read_document_head(backlog)
    end = backlog.document.length
    return _paragraphs(
        " · ".join(
            part
            for part in (
                f"**{escape_markdown(plain_text(head.title))}**" if head.title else "",
                code_span(head.status),
                *(
                    f"{escape_markdown(plain_text(name))}: {escape_markdown(plain_text(value))}"
                    for name, value in head.dates
                ),
            )
            if part
        ),
        describe_count(count_between(backlog, 0, end)),
        escape_markdown(plain_text(head.paragraph, 300)),
        describe_open_items(backlog, 0, end),
    )


def describe_section(backlog: Backlog, section: Section, name: str) -> str:
    """Return a summary of the section called `name` in Markdown: its progress and open items."""
    return _paragraphs(
        f"**{escape_markdown(name)}**",
        describe_count(count_between(backlog, section.start, section.end)),
        describe_open_items(backlog, section.start, section.end),
    )


def describe_count(count: Count) -> str:
    """Return a progress bar, and counts by status; empty if there is nothing to count."""
    progress = count.progress
    if not progress.total:
        return ""
    lines = [f"{progress.bar} {progress} · {progress.percent} %"]
    tasks, rows, bullets = count
    for counted, noun in ((rows, "row"), (bullets, "list item")):
        by_status = " · ".join(f"{number} {status_name(status)}" for status, number in counted)
        total = sum(number for _, number in counted)
        if total:
            lines.append(f"{total} {noun}{'s' * (total != 1)}: {by_status}")
    if tasks.total and (rows or bullets or tasks.optional or tasks.dropped):
        parts = [f"{tasks.done} done", f"{tasks.open} open"]
        if tasks.optional:
            parts[1] += f" ({tasks.optional} optional)"
        if tasks.dropped:
            parts.append(f"{tasks.dropped} cancelled")
        total = tasks.total + tasks.dropped
        lines.append(f"{total} task{'s' * (total != 1)}: " + " · ".join(parts))
    return "  \n".join(lines)


def describe_open_items(backlog: Backlog, start: int, end: int) -> str:
    """Return a list of the first open items in ``[start, end)``, code points; empty without any."""
    names = list(islice(find_open_names(backlog, start, end), MAX_OPEN_ITEMS + 1))
    if not names:
        return ""
    lines = ["Open:", ""]
    lines += [f"- {escape_markdown(plain_text(name, 80))}" for name in names[:MAX_OPEN_ITEMS]]
    if len(names) > MAX_OPEN_ITEMS:
        lines.append("- …")
    return "\n".join(lines)


def find_open_names(backlog: Backlog, start: int, end: int) -> Iterator[str]:
    """Yield the names of the open items in ``[start, end)``, code points, as written."""
    bullets = (
        (bullet.offset, bullet.name)
        for bullet in bullets_between(backlog, start, end)
        if bullet.status not in _NOT_OPEN
    )
    for _, name in merge(_open_tasks_and_rows(backlog.rope, start, end), bullets):
        yield name


def _open_tasks_and_rows(rope: Rope[Block], start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield where the names of open tasks and rows begin, a code point, and the names."""
    if start >= end:
        return
    first, last = rope.at_offset(start), rope.at_offset(end - 1)
    for place in rope.find(FLAGS, Flag.TASK | Flag.WORK_TABLE, first.index, last.index + 1):
        block = place.piece
        if block.kind == Kind.TABLE:
            roles = roles_of_table(block)
            for row in table_rows(rope, place):
                if read_row_status(row.piece, roles) not in _NOT_OPEN:
                    for item in find_items(row.piece, roles):
                        if item.name:
                            yield row.offset + item.start, item.name
            continue
        for item in find_items(block):
            at = place.offset + item.start
            is_open = item.status is not None and item.status.status not in _NOT_OPEN
            if start <= at < end and item.name and item.kind is not ItemKind.CARD and is_open:
                yield at, item.name


def read_document_head(backlog: Backlog) -> DocumentHead:
    """Read the head of a document: what is above its second heading."""
    title = status = in_title = paragraph = ""
    dates: list[tuple[str, str]] = []
    for place in islice(backlog.rope.places(), _MAX_HEAD_BLOCKS):
        block = place.piece
        found = facts_of(block)
        if found.heading:
            if title:
                break
            title = found.heading.title
            stated = find_items(block)[0].status
            in_title = stated.text if stated else ""
            continue
        status = status or next((use.text for use in find_status_fields(block)), "")
        dates += [
            (field.name, field.value(block.text))
            for field in found.fields
            if find_role(field.name) in _DATES and field.value(block.text)
        ]
        if block.kind == Kind.PARAGRAPH and not found.fields and not paragraph:
            paragraph = block.text
    return DocumentHead(title, status or in_title, tuple(dates), paragraph)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
