"""Semantic tokens: statuses by what they mean, ids, dates, owners, and the names of what is done.

What a block shows depends on its text and its context alone, so it is remembered with the block, and
a keystroke works out only what it touched.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.effective_status import meant
from backlog_ls.model.blocks.facts import facts, reading
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.model.items.date_uses import date_uses
from backlog_ls.model.items.dependencies import may_hold_idents, needs_in
from backlog_ls.model.items.items import ItemKind, items_of, row_span
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Encoding, encode_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.items import StatusUse
    from backlog_ls.workspace.view import View


class TokenKind(IntEnum):
    """What a token is, in the order of the server's legend."""

    STATUS = 0
    ID = 1
    DATE = 2
    OWNER = 3
    ITEM = 4
    """The name of an item that is done or dropped."""


STATUSES = tuple(status for status in Status if status is not Status.UNKNOWN)
"""The modifiers, in the order of the server's legend: what the status means."""


class Token(NamedTuple):
    """A token. Code points in its block; it may go over several lines."""

    start: int
    end: int
    kind: TokenKind
    status: Status


_CLOSED = {Status.DONE, Status.CANCELLED}
_LINE = pattern(r"[^\r\n]+")
_SAYS = pattern(r"[^\s!-/:-@\[-`{-~]")
"""Anything but ASCII punctuation."""
_OWNER = pattern(r"(?<![\w@/.])@[A-Za-z0-9][\w-]{0,38}(?![\w@/])")
_LONGEST_OWNER = 60


def tokens_of(block: Block, context: Context) -> tuple[Token, ...]:
    """Return the tokens of `block` in their order; no two overlap."""
    found = facts(block)
    items = items_of(block, context.roles, cards=context.cards)
    uses: dict[int, StatusUse] = {use.start: use for use in declared_uses(block, context)}
    for item in items:
        if item.status and not (block.level == 1 and item.status.start == item.start):
            # `# Backlog` at the top names the document, no column of cards.
            uses.setdefault(item.status.start, item.status)
    wanted = [
        Token(use.start, use.end, TokenKind.STATUS, _meaning(use, context)) for use in uses.values()
    ]
    plain: list[tuple[int, int, TokenKind]] = []
    if may_hold_idents(block):
        ids = ((item.ident_start, item.ident_start + len(item.ident)) for item in items)
        plain += ((start, end, TokenKind.ID) for start, end in ids if start < end)
        plain += ((need.start, need.end, TokenKind.ID) for need in needs_in(block, context.roles))
    for dates in date_uses(block, context.roles):
        plain += ((date.start, date.end, TokenKind.DATE) for date in dates.dates)
    plain += ((*span, TokenKind.OWNER) for span in _owners(block, context))
    wanted += (Token(*each, Status.UNKNOWN) for each in plain)
    for item in items:
        status = meant(item, context, context.column)
        if item.kind is not ItemKind.SECTION and (status in _CLOSED or item.struck):
            closed = status if status in _CLOSED else Status.CANCELLED
            wanted.append(Token(item.start, item.end, TokenKind.ITEM, closed))
    if not wanted:
        return ()
    code = [span for span in found.code if block.kind != Kind.ROW]
    return tuple(_apart(wanted, code))


def _meaning(use: StatusUse, context: Context) -> Status:
    """Return what `use` means: the legend tells where no language does."""
    if use.status is not Status.UNKNOWN or context.vocabulary is None:
        return use.status
    term = context.vocabulary.find(use.text)
    return term.status if term else use.status


def _owners(block: Block, context: Context) -> Iterator[tuple[int, int]]:
    found = facts(block)
    column = context.roles.column(Role.OWNER) if context.roles and found.row else None
    span = row_span(found.row, column)
    if span and block.kind == Kind.ROW and span[0] < span[1] <= span[0] + _LONGEST_OWNER:
        yield span
    for field in found.fields:
        if header_role(field.name) is Role.OWNER:
            start, end = field.value_start, field.value_end
            if start < end <= start + _LONGEST_OWNER:
                yield start, end
    if found.entries and "@" in block.text:
        for match in _OWNER.finditer(block.text):
            yield match.span()


def _apart(wanted: list[Token], code: Iterable[tuple[int, int]]) -> Iterator[Token]:
    """Yield `wanted` in order; a name gives way to what stands in it, and all to code."""
    small = sorted(token for token in wanted if token.kind is not TokenKind.ITEM)
    taken: list[Token] = []
    for token in small:
        if token.start < token.end and (not taken or taken[-1].end <= token.start):
            taken.append(token)
    holes = sorted([*((token.start, token.end) for token in taken), *code])
    for name in (token for token in wanted if token.kind is TokenKind.ITEM):
        at = name.start
        for start, end in holes:
            if end <= at:
                continue
            if start >= name.end:
                break
            if at < start:
                taken.append(name._replace(start=at, end=start))
            at = max(at, end)
        if at < name.end:
            taken.append(name._replace(start=at))
    last = 0
    for token in sorted(taken):
        if token.start >= last:  # a task stands in another's name where that goes over lines
            yield token
            last = token.end


class Encoded(NamedTuple):
    """The tokens of a block as the protocol counts them (LSP 3.17, "Semantic Tokens")."""

    first: int
    """The line of the first token, from the block's first line."""
    last: int
    """That of the last one."""
    data: tuple[int, ...]
    """Five numbers for each token, but the first line of the first, which depends on the block's."""


_NONE = Encoded(0, 0, ())


def encoded_tokens(
    view: View, encoding: Encoding, first: int = 0, last: int | None = None
) -> list[int]:
    """Return the tokens on the lines `first` to `last`, inclusive, as the protocol counts them.

    Blocks that begin or end outside of these lines count whole. Linear in the blocks, but only new
    ones are read.
    """
    backlog = view.backlog
    start = backlog.rope.at_line(min(first, backlog.rope.newlines)).index if first else 0
    data: list[int] = []
    line = 0
    for place, context in backlog.contexts(start):
        if last is not None and place.line > last:
            break
        tokens = _remembered(place.piece, context, encoding)
        if tokens.data:
            data.append(place.line + tokens.first - line)
            data.extend(tokens.data)
            line = place.line + tokens.last
    return data


def _remembered(block: Block, context: Context, encoding: Encoding) -> Encoded:
    known = reading(block)
    wanted = encoding, context.roles, context.cards, context.vocabulary
    kept = known.tokens
    if kept is None or any(old is not new for old, new in zip(kept[0], wanted, strict=True)):
        known.tokens = kept = wanted, _encoded(block, context, encoding)
    encoded: Encoded = kept[1]
    return encoded


def _encoded(block: Block, context: Context, encoding: Encoding) -> Encoded:
    tokens = tokens_of(block, context)
    if not tokens:
        return _NONE
    text = block.text
    data: list[int] = []
    opening = line = column = number = 0
    starts = block.starts
    for token in tokens:
        modifiers = 1 << STATUSES.index(token.status) if token.status in STATUSES else 0
        for part in _LINE.finditer(text, token.start, token.end):
            start, end = part.span()
            while start < end and text[start] in " \t>":
                start += 1
            while end > start and text[end - 1] in " \t":
                end -= 1
            if start == end or (
                token.kind is TokenKind.ITEM and not _SAYS.search(text, start, end)
            ):
                continue  # an empty box, or what stands between two code spans
            while number + 1 < len(starts) and starts[number + 1] <= start:
                number += 1
            head = text[starts[number] : end]
            at = encode_column(head, start - starts[number], encoding)
            length = encode_column(head, end - starts[number], encoding) - at
            if data:
                data.append(number - line)
            else:
                opening = number
            data += at - column if data and number == line else at, length, token.kind, modifiers
            line, column = number, at
    return Encoded(opening, line, tuple(data)) if data else _NONE
