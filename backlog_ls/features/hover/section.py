"""A summary of a document or a section: its progress and its open items."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import code_span, escape_markdown, plain_text
from backlog_ls.model.analysis.item_counts import (
    count_between,
    describe_counted,
    items_between,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.status_uses import find_status_fields
from backlog_ls.model.items.items import find_items
from backlog_ls.model.statuses.status import OPEN_STATUSES
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.outline.sections import Section
    from backlog_ls.model.analysis.item_counts import ItemCounts
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place

MAX_OPEN_ITEMS = 5
"""Maximum number of open items to list."""

_MAX_HEAD_BLOCKS = 40
"""Number of blocks that are searched for the title, fields and first paragraph of a document."""

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


def describe_section(backlog: Backlog, section: Section, name: str, preview: str = "") -> str:
    """Return a summary of the section called `name` in Markdown: its progress and open items.

    Args:
        backlog: the document.
        section: a section of it.
        name: to show.
        preview: the beginning of its text, as written.
    """
    return _paragraphs(
        f"**{escape_markdown(name)}**",
        describe_count(count_between(backlog, section.start, section.end)),
        escape_markdown(plain_text(preview, 300)),
        describe_open_items(backlog, section.start, section.end),
    )


def read_first_paragraph(backlog: Backlog, heading: Place[Block]) -> str:
    """Return the first paragraph below `heading`, before the next one; empty if there is none."""
    stop = min(backlog.body_end(heading), heading.index + 1 + _MAX_HEAD_BLOCKS)
    for place in islice(backlog.rope.places(heading.index + 1), stop - heading.index - 1):
        block = place.piece
        if block.kind == Kind.PARAGRAPH and not facts_of(block).fields:
            return block.text
    return ""


def describe_count(count: ItemCounts) -> str:
    """Return a progress bar, and what was counted; empty if there is nothing to count."""
    counts = count.counts
    if not counts.items:
        return ""
    lines = [f"{counts.bar()} {counts.label}"] if counts.total else []
    return "  \n".join((*lines, *describe_counted(count)))


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
    for item in items_between(backlog, start, end):
        if item.is_counted and item.status in OPEN_STATUSES and item.name:
            yield item.name


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
