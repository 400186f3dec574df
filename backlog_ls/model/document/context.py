"""The context of a block: everything outside its own text that its meaning depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.model.document.scope import EnclosingBlock, Scope
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block


class EnclosingSection(NamedTuple):
    """A heading above a block.

    It does not include the title, so that typing in a title does not change the context of the
    blocks below it. A status in the title is part of the `Context`.
    """

    level: int
    key: int


class Context(NamedTuple):
    """Everything outside a block's own text that its meaning depends on.

    If the context of a block is the same before and after an edit, so are its meaning and the
    contexts of the following blocks. There, the update after an edit can stop.
    """

    sections: tuple[EnclosingSection, ...]
    vocabularies: tuple[Vocabulary, ...]
    """The vocabularies in force. The last one takes precedence."""
    legends: tuple[tuple[int, int], ...]
    """The level and the key of each legend in force. The level determines how far it reaches."""
    column_status: Status | None
    """The status of the kanban column: the innermost section whose title is a status."""
    cards: bool
    """Whether the kanban column is the innermost section, so that its list items are cards."""
    details: tuple[int, ...]
    """Keys of the blocks that opened the enclosing ``<details>``."""
    lead: int
    """Key of the block before its list, or of the header of its table; 0 without one."""
    roles: TableRoles | None
    """The roles of the columns of its table; None outside a table."""
    column_count: int
    """Number of columns of its table; 0 outside a table."""

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The vocabulary that takes precedence, or None if no statuses are declared."""
        return self.vocabularies[-1] if self.vocabularies else None


def context_after(
    scope: Scope,
    vocabulary_of: Callable[[int], Vocabulary | None],
    declared: Vocabulary | None,
) -> Context:
    """Return the context of the block after `scope`.

    Args:
        scope: The scope of all blocks before it.
        vocabulary_of: Returns the vocabulary of a legend, given the key of its head.
        declared: The vocabulary that takes precedence over legends.
    """
    vocabularies = (*(vocabulary_of(above.key) for above in scope.legends), declared)
    return Context(
        tuple(EnclosingSection(above.level, above.key) for above in scope.headings),
        tuple(vocabulary for vocabulary in vocabularies if vocabulary),
        tuple((above.level, above.key) for above in scope.legends),
        *_column(scope.headings),
        tuple(above.key for above in scope.open_details),
        **lead_context(scope.lead),
    )


def _column(headings: tuple[EnclosingBlock, ...]) -> tuple[Status | None, bool]:
    """Return the status of the innermost kanban column, and whether it is the last heading."""
    for above in reversed(headings):
        status = column_status(above.block)
        if status is not None:
            return status, above is headings[-1]
    return None, False


def column_status(heading: Block) -> Status | None:
    """Return the status if the title of `heading` is one, as for a kanban column; else None."""
    found = facts_of(heading).heading
    stated = read_heading_status(found.title) if found else None
    return stated.status if stated and stated.is_whole_title and not stated.is_ambiguous else None


class _LeadContext(TypedDict):
    lead: int
    roles: TableRoles | None
    column_count: int


def lead_context(lead: EnclosingBlock | None) -> _LeadContext:
    """Return the fields of a context that depend on the lead of a table or a list."""
    if lead is None:
        return {"lead": 0, "roles": None, "column_count": 0}
    if lead.block.kind != Kind.TABLE:
        return {"lead": lead.key, "roles": None, "column_count": 0}
    header = facts_of(lead.block).row
    return {
        "lead": lead.key,
        "roles": roles_of_table(lead.block),
        "column_count": len(header.cells) if header else 0,
    }
