"""Semantic tokens: statuses by meaning, ids, dates, owners, and the names of closed items.

The tokens of a block depend only on its text and context. They are cached with the block, so that
after a keystroke only the changed blocks are read again.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.bullets import find_work
from backlog_ls.model.analysis.effective_status import declared_meaning
from backlog_ls.model.blocks.block_cache import cache_of, facts_of
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.model.items.date_uses import find_date_uses
from backlog_ls.model.items.dependency_uses import find_dependency_uses, may_contain_ids
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import cell_span_in_row, find_items
from backlog_ls.model.statuses.status import CLOSED_STATUSES, Status
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Encoding, encode_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import Item, StatusUse
    from backlog_ls.workspace.view import View


class TokenKind(IntEnum):
    """The token type, in the order of the server's legend."""

    STATUS = 0
    ID = 1
    DATE = 2
    OWNER = 3
    ITEM = 4
    """The name of a done or cancelled item."""


TOKEN_STATUSES = tuple(status for status in Status if status is not Status.UNKNOWN)
"""The statuses that are token modifiers, in the order of the server's legend."""


class Token(NamedTuple):
    """A token. Offsets are code points of its block. It may span several lines."""

    start: int
    end: int
    kind: TokenKind
    status: Status


_LINE = pattern(r"[^\r\n]+")
_HAS_WORDS = pattern(r"[^\s!-/:-@\[-`{-~]")
"""Anything but white space and ASCII punctuation."""
_OWNER = pattern(r"(?<![\w@/.])@[A-Za-z0-9][\w-]{0,38}(?![\w@/])")
_MAX_OWNER_LENGTH = 60


def find_tokens(
    block: Block, context: Context, items: tuple[Item, ...] | None = None
) -> tuple[Token, ...]:
    """Return the tokens of `block`, in order and without overlaps.

    Args:
        block: Any block.
        context: Its context.
        items: Its items; by default, those that are certain.
    """
    found = facts_of(block)
    if items is None:
        items = find_items(block, context.roles, cards=context.cards)
    uses: dict[int, StatusUse] = {use.start: use for use in find_status_uses(block, context)}
    for item in items:
        if item.status and not (block.level == 1 and item.status.start == item.start):
            # `# Backlog` at the top is the title of the document, not a status.
            uses.setdefault(item.status.start, item.status)
    wanted = [
        Token(use.start, use.end, TokenKind.STATUS, _read_meaning(use, context))
        for use in uses.values()
    ]
    plain: list[tuple[int, int, TokenKind]] = []
    if may_contain_ids(block):
        ids = ((item.id_start, item.id_start + len(item.id)) for item in items)
        plain += ((start, end, TokenKind.ID) for start, end in ids if start < end)
        plain += (
            (need.start, need.end, TokenKind.ID)
            for need in find_dependency_uses(block, context.roles)
        )
    for dates in find_date_uses(block, context.roles):
        plain += ((date.start, date.end, TokenKind.DATE) for date in dates.dates)
    plain += ((*span, TokenKind.OWNER) for span in _find_owners(block, context))
    wanted += (Token(*each, Status.UNKNOWN) for each in plain)
    for item in items:
        status = declared_meaning(item, context, context.column_status)
        if item.kind is not ItemKind.SECTION and (status in CLOSED_STATUSES or item.struck):
            closed = status if status in CLOSED_STATUSES else Status.CANCELLED
            wanted.append(Token(item.start, item.end, TokenKind.ITEM, closed))
    if not wanted:
        return ()
    code = [span for span in found.code_spans if block.kind != Kind.ROW]
    return tuple(_remove_overlaps(wanted, code))


def _read_meaning(use: StatusUse, context: Context) -> Status:
    """Return the meaning of `use`; from the legend if no language has the word."""
    if use.status is not Status.UNKNOWN or context.vocabulary is None:
        return use.status
    term = context.vocabulary.find_term(use.text)
    return term.status if term else use.status


def _find_owners(block: Block, context: Context) -> Iterator[tuple[int, int]]:
    found = facts_of(block)
    column = context.roles.column(Role.OWNER) if context.roles and found.row else None
    span = cell_span_in_row(found.row, column)
    if span and block.kind == Kind.ROW and span[0] < span[1] <= span[0] + _MAX_OWNER_LENGTH:
        yield span
    for field in found.fields:
        if find_role(field.name) is Role.OWNER:
            start, end = field.value_start, field.value_end
            if start < end <= start + _MAX_OWNER_LENGTH:
                yield start, end
    if found.list_items and "@" in block.text:
        for match in _OWNER.finditer(block.text):
            yield match.span()


def _remove_overlaps(wanted: list[Token], code: Iterable[tuple[int, int]]) -> Iterator[Token]:
    """Yield `wanted` in order, without overlaps.

    Item names are split around other tokens and code spans.
    """
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
        if token.start >= last:  # a task may be nested in the multi-line name of another
            yield token
            last = token.end


class EncodedTokens(NamedTuple):
    """The tokens of a block in the relative encoding of LSP 3.17, section Semantic Tokens."""

    first: int
    """The line of the first token, relative to the block."""
    last: int
    """The line of the last token, relative to the block."""
    data: tuple[int, ...]
    """Five numbers per token, without the line of the first token, which depends on the block."""


_NONE = EncodedTokens(0, 0, ())


def encode_tokens(
    view: View, encoding: Encoding, first: int = 0, last: int | None = None
) -> list[int]:
    """Return the encoded tokens of the lines `first` to `last`, 0-based and inclusive.

    Includes all tokens of blocks that are partly in these lines. Linear in the number of blocks,
    but only blocks without cached tokens are read.
    """
    backlog = view.backlog
    start = backlog.rope.at_line(min(first, backlog.rope.newlines)).index if first else 0
    data: list[int] = []
    line = 0
    for place, context in backlog.contexts(start):
        if last is not None and place.line > last:
            break
        listed = place.piece.kind in {Kind.ITEM, Kind.ROW, Kind.PARAGRAPH}
        items = find_work(backlog, place, context) if listed else None
        tokens = _encode_cached(place.piece, context, encoding, items)
        if tokens.data:
            data.append(place.line + tokens.first - line)
            data.extend(tokens.data)
            line = place.line + tokens.last
    return data


def _encode_cached(
    block: Block, context: Context, encoding: Encoding, items: tuple[Item, ...] | None
) -> EncodedTokens:
    known = cache_of(block)
    column = context.column_status
    wanted = encoding, context.roles, context.cards, context.vocabulary, column, len(items or ())
    kept = known.tokens
    if kept is None or any(old is not new for old, new in zip(kept[0], wanted, strict=True)):
        known.tokens = kept = wanted, _encode_block(block, context, encoding, items)
    encoded: EncodedTokens = kept[1]
    return encoded


def _encode_block(
    block: Block, context: Context, encoding: Encoding, items: tuple[Item, ...] | None
) -> EncodedTokens:
    tokens = find_tokens(block, context, items)
    if not tokens:
        return _NONE
    text = block.text
    data: list[int] = []
    opening = line = column = number = 0
    starts = block.starts
    for token in tokens:
        modifiers = 1 << TOKEN_STATUSES.index(token.status) if token.status in TOKEN_STATUSES else 0
        for part in _LINE.finditer(text, token.start, token.end):
            start, end = part.span()
            while start < end and text[start] in " \t>":
                start += 1
            while end > start and text[end - 1] in " \t":
                end -= 1
            if start == end or (
                token.kind is TokenKind.ITEM and not _HAS_WORDS.search(text, start, end)
            ):
                continue  # an empty checkbox, or punctuation between two code spans
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
    return EncodedTokens(opening, line, tuple(data)) if data else _NONE
