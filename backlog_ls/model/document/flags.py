"""Flags for the content of blocks, so that searches skip blocks without the wanted content."""

from __future__ import annotations

from operator import or_
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import cache_of
from backlog_ls.model.blocks.conflict_markers import find_conflict_markers
from backlog_ls.model.blocks.details_tags import may_contain_details_tags
from backlog_ls.model.blocks.malformed_checkboxes import may_contain_malformed_checkbox
from backlog_ls.model.blocks.malformed_headings import has_malformed_heading
from backlog_ls.model.blocks.nested_fences import (
    breaks_off_example,
    find_nested_examples,
    is_bare_fence,
)
from backlog_ls.model.items.date_uses import find_date_uses, has_last_update, may_contain_dates
from backlog_ls.model.items.items import is_task_front_matter
from backlog_ls.model.items.legend import is_legend_head
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.tables.key_values import find_status_value
from backlog_ls.model.tables.roles import Role, TableKind, find_role, roles_of_table
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.tree import Measure

if TYPE_CHECKING:
    from backlog_ls.model.blocks.facts import Facts


class Flag:
    """The bits of the measure `FLAGS`."""

    HEADING = 0b11_1111
    """A mask with one bit per level: level n is bit n - 1."""
    FIELD = 1 << 6
    LINK = 1 << 7
    TASK = 1 << 8
    DAMAGE = 1 << 9
    DETAILS = 1 << 10
    """Possibly a ``<details>`` or ``<summary>`` tag, in any kind of block; see `details_tags`."""
    LEGEND = 1 << 11
    ANCHOR_LINK = 1 << 12
    """A link with a fragment."""
    WORK_TABLE = 1 << 13
    """A table of work items with a status column."""
    STATUS = 1 << 14
    """A status field."""
    ROW = 1 << 15
    """A row of a table."""
    DIRECTIVE = 1 << 16
    """A comment that controls diagnostics; see `directives`."""
    SECTION_DATE = 1 << 18
    """A date of the section."""
    SECTION_DEPENDENCY = 1 << 17
    """A field with dependencies of the section."""
    COMMENT = 1 << 19
    """An HTML block that begins with a comment."""
    MALFORMED_CHECKBOX = 1 << 20
    """Possibly a malformed checkbox; see `malformed_checkboxes`."""
    REPLACEMENT = 1 << 21
    """U+FFFD, outside of code blocks."""
    UNDERLINED = 1 << 23
    """A heading made by the line of dashes or equals signs below it."""
    CONFLICT = 1 << 22
    """A possible merge conflict marker, in code blocks too; see `conflict_markers`."""
    BLOCK = 1 << 24
    """Any block at all."""
    PROGRESS = 1 << 26
    """A progress field, or a table with a progress column."""
    DATE = 1 << 27
    """A place for dates outside of prose, or a row with a possible date; see `date_uses`."""
    LAST_UPDATE = 1 << 28
    """A field with the date of the last change."""
    BARE_FENCE = 1 << 25
    """A fence without an info string."""
    BROKEN_EXAMPLE = 1 << 29
    """A fence with an example that ends too early; see `nested_fences`."""
    NESTED_EXAMPLE = 1 << 30
    """A list item or a quote that holds such an example."""
    STATUS_LABEL = 1 << 31
    """A heading that states the status of the section around it: `## Status: Done`."""
    STATUS_ROW = 1 << 32
    """A row of two cells that states a status: `| Status | Done |`; see `key_values`."""
    MALFORMED_HEADING = 1 << 33
    """A line that is meant as a heading; see `malformed_headings`."""
    MATTER_FENCE = 1 << 34
    """Front matter, or a horizontal rule that may open it."""


def flags_of(block: Block) -> int:
    """Return the flags of one block, computed at the first call."""
    cache = cache_of(block)
    if cache.flags < 0:
        cache.flags = _compute_flags(block, cache.facts)
    return cache.flags


def _compute_flags(block: Block, found: Facts) -> int:
    flags = Flag.BLOCK | (Flag.ROW if block.kind == Kind.ROW else 0)
    if found.heading:
        flags |= 1 << (block.level - 1)
        flags |= Flag.UNDERLINED if found.heading.underlined else 0
        stated = read_heading_status(found.heading.title)
        flags |= Flag.STATUS_LABEL if stated and stated.is_label else 0
    if found.fields:
        flags |= Flag.FIELD
        has_checkbox = any(list_item.mark for list_item in found.list_items)
        if not has_checkbox and any(
            find_role(field.name) is Role.DEPENDS_ON for field in found.fields
        ):
            flags |= Flag.SECTION_DEPENDENCY
        if block.kind == Kind.FRONT_MATTER:
            states_status = is_task_front_matter(found.fields)
        else:
            states_status = any(find_role(field.name) is Role.STATUS for field in found.fields)
        if states_status:
            flags |= Flag.STATUS
        if any(find_role(field.name) is Role.PROGRESS for field in found.fields):
            flags |= Flag.PROGRESS
    if block.kind in {Kind.FRONT_MATTER, Kind.RULE}:
        flags |= Flag.MATTER_FENCE
    if found.row and find_status_value(block):
        flags |= Flag.STATUS_ROW
    if found.links:
        flags |= Flag.LINK
        if any(
            block.text.find("#", link.target_start, link.target_end) >= 0 for link in found.links
        ):
            flags |= Flag.ANCHOR_LINK
    if any(list_item.mark for list_item in found.list_items):
        flags |= Flag.TASK
    if found.damage:
        flags |= Flag.DAMAGE
    if found.details or may_contain_details_tags(block):
        flags |= Flag.DETAILS
    if block.kind == Kind.TABLE:
        roles = roles_of_table(block)
        flags |= Flag.WORK_TABLE if roles.kind is TableKind.STATUS else 0
        flags |= Flag.PROGRESS if Role.PROGRESS in roles.roles else 0
    if is_legend_head(block):
        flags |= Flag.LEGEND
    if found.directives:
        flags |= Flag.DIRECTIVE
    text = block.text
    if block.kind == Kind.HTML and text.lstrip().startswith("<!--"):
        flags |= Flag.COMMENT
    if may_contain_malformed_checkbox(text):
        flags |= Flag.MALFORMED_CHECKBOX
    if has_malformed_heading(block):
        flags |= Flag.MALFORMED_HEADING
    if "\ufffd" in text and block.kind not in {Kind.FENCE, Kind.CODE}:
        flags |= Flag.REPLACEMENT
    if find_conflict_markers(text):
        flags |= Flag.CONFLICT
    if block.kind == Kind.FENCE:
        flags |= Flag.BARE_FENCE if is_bare_fence(text) else 0
        flags |= Flag.BROKEN_EXAMPLE if breaks_off_example(text) else 0
    elif block.children and ("```" in text or "~~~" in text) and find_nested_examples(block):
        flags |= Flag.NESTED_EXAMPLE
    if may_contain_dates(block, found):
        flags |= Flag.DATE
        if has_last_update(block, found):
            flags |= Flag.LAST_UPDATE
        if block.kind != Kind.ROW and any(use.is_of_section for use in find_date_uses(block)):
            flags |= Flag.SECTION_DATE
    return flags


FLAGS: Measure[Block, int] = Measure(0, lambda _, block: flags_of(block), or_)
