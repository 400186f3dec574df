"""A real document with one defect put into it, and the parts of documents where defects go."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import cell_span, find_items, is_work_table
from backlog_ls.model.tables.roles import Role, find_role, roles_of_table
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from real_documents import RealDocument

    from backlog_ls.model.blocks.fields import Field
    from backlog_ls.model.blocks.list_items import ListItem
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import Item
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.table import Row
    from backlog_ls.text.rope import Place


class Mutant(NamedTuple):
    """A document with a defect. Lines count from 0."""

    lines: dict[int, list[str]]
    """What stands in the place of lines of the document, with line ends."""
    at: tuple[int, ...]
    """The lines of the mutant, one of which the defect is to be found at."""

    def text(self, document: RealDocument) -> str:
        """Return the text of the mutant."""
        return "".join(line for _, new in self._parts(document) for line in new)

    def origins(self, document: RealDocument) -> list[int | None]:
        """Return for each line of the mutant the line of `document` that it was, if it was one."""
        found: list[int | None] = []
        for number, new in self._parts(document):
            here: list[int | None] = [None] * len(new)
            line = document.lines[number]
            if new:
                here[new.index(line) if line in new else 0] = number
            found += here
        return found

    def _parts(self, document: RealDocument) -> Iterator[tuple[int, list[str]]]:
        for number, line in enumerate(document.lines):
            yield number, self.lines.get(number, [line])


Make: TypeAlias = "Callable[[RealDocument, Random], Iterator[Mutant]]"


class Mutation(NamedTuple):
    """A way to make a defect."""

    name: str
    code: str
    """That the finding is to have."""
    make: Make
    follows: frozenset[str]
    """Codes of what is true of the mutant besides, so that it may be found too."""


MUTATIONS: list[Mutation] = []


def finds(code: str, *follows: str) -> Callable[[Make], Make]:
    """Make a function of a document, which yields mutants, a mutation whose defects have `code`."""

    def register(make: Make) -> Make:
        name = getattr(make, "__name__", "").replace("_", " ")
        MUTATIONS.append(Mutation(name, code, make, frozenset(follows)))
        return make

    return register


def changed(document: RealDocument, start: int, end: int, new: str) -> Mutant:
    """Return the mutant in which ``[start, end)``, within a line, reads `new`."""
    number, column = document.line_of(start), document.column_of(start)
    line = document.lines[number]
    text = line[:column] + new + line[column + end - start :]
    return Mutant({number: [text]}, (number,))


def inserted(document: RealDocument, number: int, *new: str, at: int = 0) -> Mutant:
    """Return the mutant with `new` lines before line `number`; the defect is in `new` number `at`."""
    lines = [line + document.line_end for line in new]
    if number < len(document.lines) and document.lines[number]:
        return Mutant({number: [*lines, document.lines[number]]}, (number + at,))
    last = number - 1
    before = document.lines[last]
    if not before.endswith(("\n", "\r")):
        before += document.line_end
    return Mutant({last: [before, *lines]}, (number + at,))


def both(one: Mutant, other: Mutant) -> Mutant:
    """Return the mutant with two changes, the `other` of which stands below and adds no lines."""
    more = sum(len(new) - 1 for new in one.lines.values())
    return Mutant({**one.lines, **other.lines}, (*one.at, *(line + more for line in other.at)))


class Table(NamedTuple):
    """A table with its rows."""

    head: Place[Block]
    roles: TableRoles
    rows: list[tuple[Place[Block], Row, Context]]


def tables(document: RealDocument) -> Iterator[Table]:
    """Yield the tables that stand in no other block."""
    found: list[Table] = []
    for place, context in document.view.backlog.contexts():
        row = facts_of(place.piece).row
        if place.piece.kind == Kind.TABLE:
            found.append(Table(place, roles_of_table(place.piece), []))
        elif place.piece.kind == Kind.ROW and row and found:
            found[-1].rows.append((place, row, context))
    yield from found


class Task(NamedTuple):
    """A list item with a box."""

    place: Place[Block]
    number: int
    """Among the list items of its block."""
    entry: ListItem

    @property
    def words(self) -> str:
        """What it says, behind the box."""
        return self.place.piece.text[self.entry.text_start : self.entry.text_end]

    @property
    def mark_at(self) -> int:
        """Where the mark in its box stands in the document."""
        return self.place.offset + self.entry.mark_at


def tasks(document: RealDocument) -> Iterator[Task]:
    """Yield the list items that have a box and say something, also in quotes."""
    for place in document.view.backlog.rope.places():
        if place.piece.kind in {Kind.ITEM, Kind.QUOTE}:
            yield from tasks_in(place)


def tasks_in(place: Place[Block]) -> Iterator[Task]:
    """Yield those of one block."""
    for number, entry in enumerate(facts_of(place.piece).list_items):
        if entry.mark and entry.text_start < entry.text_end:
            yield Task(place, number, entry)


class Section(NamedTuple):
    """A heading with what stands up to the next one."""

    heading: Place[Block]
    item: Item
    context: Context
    body: list[Place[Block]]
    last: int
    """The line after it."""

    @property
    def title(self) -> str:
        """The heading without its marks."""
        found = facts_of(self.heading.piece).heading
        return found.title if found else ""

    @property
    def first(self) -> int:
        """The line after the heading."""
        return self.heading.line + 1

    def fields(self, role: Role) -> Iterator[tuple[Place[Block], Field]]:
        """Yield its fields of that role, not those of list items."""
        for place in self.body:
            if place.piece.kind == Kind.PARAGRAPH:
                for field in facts_of(place.piece).fields:
                    if find_role(field.name) is role:
                        yield place, field

    def has(self, role: Role) -> bool:
        """Tell whether any field in it has that role."""
        found = (
            find_role(field.name) for each in self.body for field in facts_of(each.piece).fields
        )
        return role in found


def sections(document: RealDocument) -> Iterator[Section]:
    """Yield the sections with a heading of one line."""
    backlog = document.view.backlog
    for place, context in backlog.contexts():
        heading = facts_of(place.piece).heading
        if heading and not heading.underlined:
            stop = backlog.body_end(place)
            body = [backlog.rope.at_index(index) for index in range(place.index + 1, stop)]
            last = body[-1] if body else place
            end = last.line + last.piece.newlines
            yield Section(place, find_items(place.piece)[0], context, body, end)


class Named(NamedTuple):
    """An item with an id."""

    place: Place[Block]
    ident: str
    start: int
    """Of the id, in the document."""
    end: int
    """Of its first line's text, in the document; of a row, where its dependencies begin."""
    stop: int
    """Where these end; for a task the same as `end`."""


def named_rows(document: RealDocument) -> Iterator[list[Named]]:
    """Yield the rows with an id of each table of work with a column of dependencies."""
    for table in filter(lambda each: is_work_table(each.roles), tables(document)):
        waits, own = table.roles.column(Role.DEPENDS_ON), table.roles.id
        found = []
        for place, _, _ in table.rows:
            ident, needs = cell_span(place.piece, own), cell_span(place.piece, waits)
            if ident and needs and ident[0] < ident[1]:
                start, end = strip_markup(place.piece.text, *ident)
                text = place.piece.text[start:end]
                offset = place.offset
                found.append(
                    Named(place, text, offset + start, offset + needs[0], offset + needs[1])
                )
        yield found


def named_tasks(document: RealDocument) -> Iterator[list[Named]]:
    """Yield the tasks with an id of each list."""
    lists: dict[object, list[Named]] = {}
    for place, context in document.view.backlog.contexts():
        items = find_items(place.piece) if place.piece.kind == Kind.ITEM else ()
        if items and items[0].kind is ItemKind.TASK and items[0].id:
            start = place.offset + items[0].id_start
            end = place.offset + len(place.piece.text.splitlines()[0].rstrip())
            named = Named(place, items[0].id, start, end, end)
            lists.setdefault((context.lead, context.sections), []).append(named)
    yield from lists.values()


def pairs(items: list[Named], key: Callable[[str], str]) -> Iterator[tuple[Named, Named]]:
    """Yield neighbours whose ids, as `key` has them, differ."""
    for one, other in pairwise(items):
        if key(one.ident) != key(other.ident):
            yield one, other


_WORD = re.compile(r"[^\W\d_]{4,}")


def with_typo(text: str, random: Random) -> str | None:
    """Return `text` with two letters swapped, one lost or one doubled; None without a word."""
    words = list(_WORD.finditer(text))
    if not words:
        return None
    word = random.choice(words)
    at = random.randrange(word.start() + 1, word.end() - 1)
    one, two = text[at], text[at + 1]
    how = random.choice(["swapped", "doubled", "lost"])
    if how == "swapped" and one != two:
        return text[:at] + two + one + text[at + 2 :]
    if how == "doubled":
        return text[:at] + one + text[at:]
    return text[:at] + text[at + 1 :]
