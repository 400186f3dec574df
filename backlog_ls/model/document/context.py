"""The context of a block: all that its meaning depends on outside its own text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.statuses.heading_status import section_status
from backlog_ls.model.tables.roles import roles_of
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.model.document.scope import Above, Scope
    from backlog_ls.model.statuses.status import Status
    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.block import Block


class Section(NamedTuple):
    """A heading that a block stands under.

    What its title says is no part of it, but for a status: a letter typed there gives the blocks
    below no other context.
    """

    level: int
    key: int


class Context(NamedTuple):
    """All that a block's meaning depends on outside its own text.

    Two equal contexts give a block equal meaning, and the blocks after it equal contexts again: that
    is where the re-reading after an edit may stop.
    """

    sections: tuple[Section, ...]
    vocabularies: tuple[Vocabulary, ...]
    """Those in force, the one that counts last."""
    legends: tuple[tuple[int, int], ...]
    """The level and the head of each legend in force: how far it will reach is part of what is."""
    column: Status | None
    """The status that the title of a section around it is, as of a column of cards."""
    cards: bool
    """Whether that is the innermost section."""
    details: tuple[int, ...]
    """The blocks that opened the ``<details>`` around it."""
    lead: int
    """The block before its table's rows or its list; 0 without one."""
    roles: TableRoles | None
    """What the columns of its table are for; None outside a table."""
    columns: int
    """How many columns its table has; 0 outside one."""

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The declared statuses in force, or None where none are declared."""
        return self.vocabularies[-1] if self.vocabularies else None


def context_after(
    scope: Scope,
    vocabulary_of: Callable[[int], Vocabulary | None],
    declared: Vocabulary | None,
) -> Context:
    """Return the context of the block after `scope`.

    Args:
        scope: what all blocks before it leave behind.
        vocabulary_of: gives the vocabulary of the legend whose head has a key.
        declared: the vocabulary that counts before any legend.
    """
    vocabularies = (*(vocabulary_of(above.key) for above in scope.legends), declared)
    return Context(
        tuple(Section(above.level, above.key) for above in scope.headings),
        tuple(vocabulary for vocabulary in vocabularies if vocabulary),
        tuple((above.level, above.key) for above in scope.legends),
        *_column(scope.headings),
        tuple(above.key for above in scope.opened),
        **led_by(scope.lead),
    )


def _column(headings: tuple[Above, ...]) -> tuple[Status | None, bool]:
    """Return the status that the innermost of `headings` with such a title is, and if it is last."""
    for above in reversed(headings):
        status = column_status(above.block)
        if status is not None:
            return status, above is headings[-1]
    return None, False


def column_status(heading: Block) -> Status | None:
    """Return the status that the title of `heading` is, as over a column of cards; else None."""
    found = facts(heading).heading
    stated = section_status(found.title) if found else None
    return stated.status if stated and stated.whole and not stated.weak else None


class _Led(TypedDict):
    lead: int
    roles: TableRoles | None
    columns: int


def led_by(lead: Above | None) -> _Led:
    """Return what a context has of the block that leads into a table or a list."""
    if lead is None:
        return {"lead": 0, "roles": None, "columns": 0}
    if lead.block.kind != Kind.TABLE:
        return {"lead": lead.key, "roles": None, "columns": 0}
    header = facts(lead.block).row
    columns = len(header.cells) if header else 0
    return {"lead": lead.key, "roles": roles_of(lead.block), "columns": columns}
