"""What the columns of a table hold, and what kind of table that makes it, from its header row.

Only whole column titles count, in any language. A table that may as well list metrics, routes or
test results is `TableKind.OTHER`: nothing is said about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Role(str, Enum):
    """What a column holds."""

    STATUS = "status"
    NAME = "name"
    ID = "id"
    NUMBER = "number"
    """The row's number, which is no id."""
    OWNER = "owner"
    PRIORITY = "priority"
    ESTIMATE = "estimate"
    DATE = "date"
    DUE = "due"
    STARTED = "started"
    FINISHED = "finished"
    MILESTONE = "milestone"
    GROUP = "group"
    """The epic, sprint, phase or area that an item is part of."""
    PART = "part"
    """The component, file or page that an item is about."""
    DEPENDS_ON = "depends_on"
    NOTES = "notes"
    TYPE = "type"
    PROGRESS = "progress"
    SYMBOL = "symbol"
    MEANING = "meaning"


class TableKind(str, Enum):
    """What a table lists."""

    STATUS = "status"
    """Items of work with their status."""
    FEATURES = "features"
    """Items of work without a status column: the section may state it."""
    LEGEND = "legend"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TableRoles:
    """What a table lists, and what each of its columns holds. Columns count from 0."""

    kind: TableKind
    roles: tuple[Role | None, ...]

    def column(self, role: Role) -> int | None:
        """Return the first column that holds `role`."""
        return self.roles.index(role) if role in self.roles else None

    @property
    def status(self) -> int | None:
        """The column of the status."""
        return self.column(Role.STATUS)

    @property
    def name(self) -> int | None:
        """The column of the item's name."""
        return self.column(Role.NAME)

    @property
    def id(self) -> int | None:
        """The column of the item's id."""
        return self.column(Role.ID)


_LONGEST = 60
"""Code points of a column title: what is longer is no title in any vocabulary."""

_SAMPLE = 64

_ROLE_OF_KIND: dict[str, Role] = {
    **{role.value: role for role in Role if role is not Role.MEANING},
    "title": Role.NAME,
    "description": Role.NOTES,
    "meaning": Role.MEANING,
}
"""From the kinds of the word files, in which one title may have several, first match first."""

_LEGEND_KINDS = frozenset({"symbol", "status", "meaning", "description", "notes"})
_WORK_ROLES = frozenset(
    {
        Role.ID,
        Role.OWNER,
        Role.PRIORITY,
        Role.ESTIMATE,
        Role.DATE,
        Role.DUE,
        Role.STARTED,
        Role.FINISHED,
        Role.MILESTONE,
        Role.GROUP,
        Role.DEPENDS_ON,
    }
)


@lru_cache(maxsize=1024)
def header_role(text: str) -> Role | None:
    """Return what a column with this title holds, or None where no language tells."""
    return _role(_kinds(text))


def table_roles(headers: Sequence[str]) -> TableRoles:
    """Return what a table with these column titles lists, and what its columns hold."""
    return _table_roles(tuple(headers))


def states_work(spellings: Iterable[str]) -> bool:
    """Tell whether these status cells (or entries of a legend with their meaning) are of work.

    At least one must state a status, and half of those that are not empty must be known. Only the
    first 64 are looked at. It tells HTTP codes, colours, priorities and the states of a user
    interface apart, whose column titles may be the same.
    """
    readings = [read_status(spelling) for spelling in islice(filter(str.strip, spellings), _SAMPLE)]
    known = sum(reading.known or reading.status is not Status.UNKNOWN for reading in readings)
    stated = any(reading.status is not Status.UNKNOWN for reading in readings)
    return stated and 2 * known >= len(readings)


def _kinds(text: str) -> frozenset[str]:
    text = text.strip()
    if len(text) > _LONGEST:
        return frozenset()
    headers = words().headers
    folded = unaccented(fold(text))
    kinds = headers.get(folded)
    if kinds is None and "(" in folded:
        kinds = headers.get(folded.partition("(")[0].strip())
    return kinds or frozenset()


def _role(kinds: frozenset[str]) -> Role | None:
    return next((role for kind, role in _ROLE_OF_KIND.items() if kind in kinds), None)


@lru_cache(maxsize=512)
def _table_roles(headers: tuple[str, ...]) -> TableRoles:
    kinds = [_kinds(header) for header in headers]
    roles = [_role(of) for of in kinds]
    if _is_legend(kinds):
        symbol_or_status = Role.SYMBOL if "symbol" in kinds[0] else Role.STATUS
        rest = [Role.MEANING if "meaning" in of else _role(of) for of in kinds[1:]]
        return TableRoles(TableKind.LEGEND, (symbol_or_status, *rest))
    name, identifier = _name_and_id(kinds)
    for column, role in enumerate(roles):
        if role is Role.NAME:
            roles[column] = Role.NOTES
    if name is not None:
        roles[name] = Role.NAME
    if identifier is not None:
        roles[identifier] = Role.ID
    return TableRoles(_work_kind(kinds, roles), tuple(roles))


def _is_legend(kinds: list[frozenset[str]]) -> bool:
    if not 2 <= len(kinds) <= 3 or not kinds[0] & {"symbol", "status"}:
        return False
    explained = any("meaning" in of for of in kinds[1:])
    named = "symbol" in kinds[0] and any("status" in of for of in kinds[1:])
    return (explained or named) and all(of & _LEGEND_KINDS for of in kinds[1:])


def _name_and_id(kinds: list[frozenset[str]]) -> tuple[int | None, int | None]:
    """Find the columns that name an item, where the best title decides: a task over a phase."""

    def first(*wanted: str) -> int | None:
        return next((column for column, of in enumerate(kinds) if of & {*wanted}), None)

    identifier = first("id")
    name, title = first("name"), first("title")
    if title is not None:
        # `Story | Title` and `Milestone | Title`: the first is what the item is called in short.
        short = name if name is not None else first("milestone", "group")
        if identifier is None and short == title - 1:
            return title, short
        return (title if name is None else name), identifier
    if name is not None:
        return name, identifier
    if identifier is not None:
        described = first("description")
        return (described if described is not None else first("part")), identifier
    group = first("milestone", "group")
    if group is None and first("number") is not None:
        group = first("part")
    return group, None


def _work_kind(kinds: list[frozenset[str]], roles: list[Role | None]) -> TableKind:
    strong = any(of & {"name"} for of in kinds) or (
        any("id" in of for of in kinds) and any("title" in of for of in kinds)
    )
    unrecognised = [of for of, role in zip(kinds, roles, strict=True) if role is None]
    measures = sum("measure" in of for of in unrecognised)
    if measures >= 2 or (not strong and any(of for of in unrecognised)):
        return TableKind.OTHER
    if Role.STATUS in roles:
        # An id behind the status is a reference to somewhere else.
        named = Role.NAME in roles or Role.ID in roles[: roles.index(Role.STATUS)]
        return TableKind.STATUS if named else TableKind.OTHER
    if strong and None not in roles and any(role in _WORK_ROLES for role in roles):
        return TableKind.FEATURES
    return TableKind.OTHER
