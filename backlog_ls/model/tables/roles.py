"""The roles of table columns and the kind of a table, derived from its header row.

Only whole column titles count, in any language. A table that may list metrics, routes or test
results is `TableKind.OTHER`, and no rule applies to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.table import Row


class Role(str, Enum):
    """The role of a table column or a field."""

    STATUS = "status"
    NAME = "name"
    ID = "id"
    NUMBER = "number"
    """The number of the row, which is not an id."""
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
    """Items of work without a status column. The section may state their status."""
    LEGEND = "legend"
    POSSIBLE_STATUS = "possible status"
    """Things with a status (`Endpoint | Status`). In a backlog they are items, with low confidence."""
    POSSIBLE_FEATURES = "possible features"
    """What may be work, without a status column (`# | Slice | Size`). The same holds for them."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TableRoles:
    """The kind of a table and the roles of its columns. Columns are 0-based."""

    kind: TableKind
    roles: tuple[Role | None, ...]

    def column(self, role: Role) -> int | None:
        """Return the first column with `role`, or None."""
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


_MAX_TITLE_LENGTH = 60
"""Maximum length of a column title in code points."""

_MAX_SAMPLE = 64

_ROLE_OF_KIND: dict[str, Role] = {
    **{role.value: role for role in Role if role is not Role.MEANING},
    "title": Role.NAME,
    "description": Role.NOTES,
    "meaning": Role.MEANING,
}
"""Maps the kinds in the word files to roles. A title may have several kinds; the first match wins."""

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
def find_role(text: str) -> Role | None:
    """Return the role of a column or field with the title `text`, or None if it is unknown."""
    return _role(_kinds(text))


def roles_from_titles(titles: Sequence[str]) -> TableRoles:
    """Return the kind and the column roles of a table with these column titles."""
    return _table_roles(tuple(titles))


def are_work_statuses(spellings: Iterable[str]) -> bool:
    """Tell whether the texts of status cells (or of a legend) are statuses of work.

    At least one must state a status, and half of the non-empty ones must be known. Only the first 64
    non-empty texts are checked. This rules out HTTP codes, colours, priorities and user interface
    states, which may have the same column titles.
    """
    readings = [
        read_status(spelling) for spelling in islice(filter(str.strip, spellings), _MAX_SAMPLE)
    ]
    known = sum(reading.known or reading.status is not Status.UNKNOWN for reading in readings)
    stated = any(reading.status is not Status.UNKNOWN for reading in readings)
    return stated and 2 * known >= len(readings)


def _kinds(text: str) -> frozenset[str]:
    text = text.strip()
    if len(text) > _MAX_TITLE_LENGTH:
        return frozenset()
    headers = words().headers
    folded = strip_accents(normalize_name(text))
    kinds = headers.get(folded)
    if kinds is None and "(" in folded:
        kinds = headers.get(folded.partition("(")[0].strip())
    return kinds or frozenset()


def _role(kinds: frozenset[str]) -> Role | None:
    return next((role for kind, role in _ROLE_OF_KIND.items() if kind in kinds), None)


_PLANNED_ROLES = frozenset({Role.PRIORITY, Role.ESTIMATE, Role.DEPENDS_ON})
"""Columns of work that has yet to be done. Risks and decisions have owners and dates too."""
_NAME_ROLES = frozenset({None, Role.NAME, Role.MILESTONE, Role.GROUP, Role.PART, Role.NOTES})


@lru_cache(maxsize=512)
def possible_roles(
    headers: tuple[str, ...], *, listed: bool = False, in_column: bool = False
) -> TableRoles:
    """Return the roles in a backlog, where tables list work that would not be work elsewhere.

    Args:
        headers: The titles of the columns.
        listed: Whether the section of the table lists work.
        in_column: Whether it lists work in one status. Then anything beside a remark may be work.
    """
    certain = _table_roles(headers)
    if certain.kind is not TableKind.OTHER:
        return certain
    kinds = [_kinds(header) for header in headers]
    named = [not is_blank for is_blank in map(_is_blank, headers)]
    roles = [*certain.roles]
    if any(column_kinds & {"measure", "symbol"} for column_kinds in kinds):
        return certain
    name = certain.name
    if name is None:
        candidates = (
            column for column, role in enumerate(roles) if role in _NAME_ROLES and named[column]
        )
        name = next(candidates, None)
    if name is None or (kinds[name] & {"not_work"}):
        return certain
    is_first = all(
        role in {Role.ID, Role.NUMBER, Role.STATUS, Role.PRIORITY} for role in roles[:name]
    )
    roles[name] = Role.NAME
    if Role.STATUS in roles:
        kind = TableKind.POSSIBLE_STATUS if is_first else TableKind.OTHER
    else:
        remarks = sum(_is_remark(headers[at]) for at, role in enumerate(roles) if role is None)
        listed = listed or _is_work_title(headers[name])
        kind = _possible_kind(kinds, roles, name, remarks, is_first=is_first, listed=listed)
        others = [role for column, role in enumerate(roles) if column != name]
        if in_column and name == 0 and others == [Role.NOTES]:  # `Thing | Result`
            kind = TableKind.POSSIBLE_FEATURES
    return certain if kind is TableKind.OTHER else TableRoles(kind, tuple(roles))


def _possible_kind(
    kinds: list[frozenset[str]],
    roles: list[Role | None],
    name: int,
    remarks: int,
    *,
    is_first: bool,
    listed: bool,
) -> TableKind:
    """Return the kind of a table without a status column, whose items are named in column `name`.

    `remarks` counts the columns without a role whose title has a word for remarks.
    """
    others = [role for column, role in enumerate(roles) if column != name]
    numbered = Role.ID in roles or Role.NUMBER in roles
    planned = sum(role in _PLANNED_ROLES for role in others)
    unknown = others.count(None) - remarks
    if kinds[name] & {"name", "title"}:
        known = numbered or any(role in _WORK_ROLES for role in others)
        is_work = unknown <= 1 + numbered if known else listed and unknown <= 1
    elif not is_first:
        is_work = False
    elif kinds[name]:
        described = Role.ID in roles and bool(kinds[name] & {"description"}) and None not in others
        stepped = listed and numbered and unknown <= 0
        is_work = described or stepped or (planned >= 1 and (Role.ID in roles or planned >= 2))
    else:
        identified = Role.ID in roles[:name] and unknown <= 0
        is_work = identified or (planned >= 1 and (numbered or planned >= 2))
    return TableKind.POSSIBLE_FEATURES if is_work else TableKind.OTHER


def _is_blank(header: str) -> bool:
    return not normalize_name(header)


def _is_remark(header: str) -> bool:
    """Tell whether the first word of a column title, or its last one, names remarks: `Why not now`."""
    tokens = strip_accents(normalize_name(header)).split(" ")
    headers = words().headers
    return any("notes" in headers.get(token, ()) for token in {tokens[0], tokens[-1]})


def _is_work_title(header: str) -> bool:
    return strip_accents(normalize_name(header)) in words().work_titles


@lru_cache(maxsize=512)
def _table_roles(headers: tuple[str, ...]) -> TableRoles:
    kinds = [_kinds(header) for header in headers]
    roles = [_role(column_kinds) for column_kinds in kinds]
    if _is_legend(kinds):
        symbol_or_status = Role.SYMBOL if "symbol" in kinds[0] else Role.STATUS
        rest = [
            Role.MEANING if "meaning" in column_kinds else _role(column_kinds)
            for column_kinds in kinds[1:]
        ]
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
    explained = any("meaning" in column_kinds for column_kinds in kinds[1:])
    named = "symbol" in kinds[0] and any("status" in column_kinds for column_kinds in kinds[1:])
    return (explained or named) and all(column_kinds & _LEGEND_KINDS for column_kinds in kinds[1:])


def _name_and_id(kinds: list[frozenset[str]]) -> tuple[int | None, int | None]:
    """Return the columns of the name and the id. The best title wins: a task over a phase."""

    def first(*wanted: str) -> int | None:
        return next(
            (column for column, column_kinds in enumerate(kinds) if column_kinds & {*wanted}), None
        )

    identifier = first("id")
    name, title = first("name"), first("title")
    if title is not None:
        # `Story | Title` and `Milestone | Title`: the first column is the id.
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
    strong = any(column_kinds & {"name"} for column_kinds in kinds) or (
        any("id" in column_kinds for column_kinds in kinds)
        and any("title" in column_kinds for column_kinds in kinds)
    )
    unrecognised = [
        column_kinds for column_kinds, role in zip(kinds, roles, strict=True) if role is None
    ]
    measures = sum("measure" in column_kinds for column_kinds in unrecognised)
    if measures >= 2 or (not strong and any(column_kinds for column_kinds in unrecognised)):
        return TableKind.OTHER
    if Role.STATUS in roles:
        # An id after the status refers to something else.
        named = Role.NAME in roles or Role.ID in roles[: roles.index(Role.STATUS)]
        return TableKind.STATUS if named else TableKind.OTHER
    if strong and None not in roles and any(role in _WORK_ROLES for role in roles):
        return TableKind.FEATURES
    return TableKind.OTHER


def roles_of_table(
    table: Block,
    *,
    in_backlog: bool = False,
    in_work_section: bool = False,
    in_column: bool = False,
) -> TableRoles:
    """Return the column roles of `table`, a block of kind TABLE; see `possible_roles`."""
    titles = _titles(table.text, facts_of(table).row)
    if not in_backlog:
        return _table_roles(titles)
    return possible_roles(titles, listed=in_work_section, in_column=in_column)


def roles_of_header(text: str, header: Row | None) -> TableRoles:
    """Return the column roles for the row `header` in the block text `text`."""
    return _table_roles(_titles(text, header))


def _titles(text: str, header: Row | None) -> tuple[str, ...]:
    cells = header.cells if header else ()
    return tuple(text[cell.text_start : cell.text_end] for cell in cells)
