"""Bits that say what blocks hold, so that a search passes over what has none of them."""

from __future__ import annotations

from operator import or_

from backlog_ls.model.blocks.checkboxes import may_hold_odd_box
from backlog_ls.model.blocks.conflict_markers import conflict_markers
from backlog_ls.model.blocks.facts import Facts, reading
from backlog_ls.model.blocks.tags import may_hold_tags
from backlog_ls.model.items.date_uses import date_uses, may_state_dates, states_last_update
from backlog_ls.model.items.items import is_task_matter
from backlog_ls.model.items.legend import is_legend_head
from backlog_ls.model.tables.headers import Role, TableKind, header_role
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.tree import Measure


class Bit:
    """Bits of `BITS`: what a run of blocks holds, so that the rest is passed over unseen."""

    HEADING = 0b11_1111
    """One bit for each level: of level n it is bit n - 1."""
    FIELD = 1 << 6
    LINK = 1 << 7
    TASK = 1 << 8
    DAMAGE = 1 << 9
    DETAILS = 1 << 10
    """Perhaps a tag of details or of a summary, not only in HTML blocks; see `tags`."""
    LEGEND = 1 << 11
    ANCHOR_LINK = 1 << 12
    """A link that names an anchor, in this document or another."""
    WORK = 1 << 13
    """A table of work items with a status column."""
    STATUS = 1 << 14
    """A status field."""
    ROW = 1 << 15
    """A row of a table."""
    SUPPRESSION = 1 << 16
    """A comment meant for this program; see `directives`."""
    SECTION_DATE = 1 << 18
    """A date that speaks for the section."""
    SECTION_NEED = 1 << 17
    """A field that says what the section waits for."""
    COMMENTS = 1 << 19
    """A mark of Backlog.md where its comments begin or end; see `comments_mark`."""
    ODD_BOX = 1 << 20
    """Perhaps a checkbox with a slip in it; see `checkboxes`."""
    REPLACEMENT = 1 << 21
    """U+FFFD, outside of code blocks."""
    CONFLICT = 1 << 22
    """A line that may be a merge conflict's, in code blocks too; see `conflicts`."""
    BLOCK = 1 << 24
    """Any block at all."""
    PROGRESS = 1 << 26
    """A field or a table with a column that states progress."""
    DATE = 1 << 27
    """A place for dates outside of prose; of a row, perhaps a date; see `date_uses`."""
    LAST_UPDATE = 1 << 28
    """A field that says when something was last changed."""


_COMMENTS = pattern(r"[ \t]*<!-- COMMENTS:(BEGIN|END) -->")


def bits_of(block: Block) -> int:
    """Return the bits of one block; worked out at the first call, then remembered."""
    known = reading(block)
    if known.bits < 0:
        known.bits = _bits_of(block, known.facts)
    return known.bits


def comments_mark(block: Block) -> str:
    """Return `BEGIN` or `END` where `block`, HTML, is a mark that Backlog.md puts around comments."""
    mark = _COMMENTS.match(block.text)
    return mark[1] if mark else ""


def _bits_of(block: Block, found: Facts) -> int:
    bits = Bit.BLOCK | (Bit.ROW if block.kind == Kind.ROW else 0)
    if found.heading:
        bits |= 1 << (block.level - 1)
    if found.fields:
        bits |= Bit.FIELD
        boxed = any(entry.mark for entry in found.entries)
        if not boxed and any(header_role(field.name) is Role.DEPENDS_ON for field in found.fields):
            bits |= Bit.SECTION_NEED
        if block.kind == Kind.FRONT_MATTER:
            stated = is_task_matter(found.fields)
        else:
            stated = any(header_role(field.name) is Role.STATUS for field in found.fields)
        if stated:
            bits |= Bit.STATUS
        if any(header_role(field.name) is Role.PROGRESS for field in found.fields):
            bits |= Bit.PROGRESS
    if found.links:
        bits |= Bit.LINK
        if any(
            block.text.find("#", link.target_start, link.target_end) >= 0 for link in found.links
        ):
            bits |= Bit.ANCHOR_LINK
    if any(entry.mark for entry in found.entries):
        bits |= Bit.TASK
    if found.damage:
        bits |= Bit.DAMAGE
    if found.details or may_hold_tags(block):
        bits |= Bit.DETAILS
    if block.kind == Kind.TABLE:
        roles = roles_of(block)
        bits |= Bit.WORK if roles.kind is TableKind.STATUS else 0
        bits |= Bit.PROGRESS if Role.PROGRESS in roles.roles else 0
    if is_legend_head(block):
        bits |= Bit.LEGEND
    if found.directives:
        bits |= Bit.SUPPRESSION
    if block.kind == Kind.HTML and comments_mark(block):
        bits |= Bit.COMMENTS
    text = block.text
    if may_hold_odd_box(text):
        bits |= Bit.ODD_BOX
    if "\ufffd" in text and block.kind not in {Kind.FENCE, Kind.CODE}:
        bits |= Bit.REPLACEMENT
    if conflict_markers(text):
        bits |= Bit.CONFLICT
    if may_state_dates(block, found):
        bits |= Bit.DATE
        if states_last_update(block, found):
            bits |= Bit.LAST_UPDATE
        if block.kind != Kind.ROW and any(use.is_of_section for use in date_uses(block)):
            bits |= Bit.SECTION_DATE
    return bits


BITS: Measure[Block, int] = Measure(0, lambda _, block: bits_of(block), or_)
