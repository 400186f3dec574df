"""Completion of values in use: owners, priorities, types, parts, and mentions and labels in text."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import (
    CursorCell,
    Replacement,
    list_part_at,
    replacement_at,
)
from backlog_ls.features.completion.matching import Option, match_options
from backlog_ls.features.neighbourhood import NEAR_BLOCKS
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.tables.roles import Role
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.completion.context import CursorField
    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor

REPEATED_ROLES = frozenset(
    {Role.OWNER, Role.PRIORITY, Role.ESTIMATE, Role.GROUP, Role.PART, Role.TYPE, Role.MILESTONE}
)
"""Columns and fields whose values repeat."""

LIST_ROLES = frozenset({Role.OWNER, Role.TYPE, Role.MILESTONE, Role.DEPENDS_ON})
"""Columns and fields that list several values."""

_MAX_VALUE_LENGTH = 40
"""Maximum length of a value in code points: longer text is prose."""
_MAX_BLOCKS = 2 * NEAR_BLOCKS
_PRIORITIES = ("High", "Medium", "Low")
"""For documents without priorities."""
_PARTS = pattern(r"[,;&/+]")
_TYPED = pattern(r"(?<![\w@#/&.\\(\[])(?P<word>@[\w.-]{0,39}|#[^\W\d_]?[\w/-]{0,39})\Z")
_MENTION = pattern(r"(?<![\w@#/&.\\(\[`])@[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,38}")
_TAG = pattern(r"(?<![\w@#/&.\\(\[`])#[^\W\d_][\w/-]{0,39}")
_REST = pattern(r"[\w/-]*")


def complete_repeated(
    cursor: Cursor, place: CursorCell | CursorField, role: Role
) -> CompletionList:
    """Offer the values of this column or field that are used elsewhere, most used first."""
    start, end = place.start, place.end
    if role in LIST_ROLES:
        start, end = list_part_at(cursor, start, end)
    value = replacement_at(cursor, start, end, in_table=isinstance(place, CursorCell))
    listed = _split_values(cursor.line_text[place.start : place.end], role)
    old = cursor.line_text[start:end].strip()
    others = {normalize_name(text) for text in listed if text != old}
    texts = place.other_values(cursor)
    used = [text for text in rank_values(texts, role) if normalize_name(text) not in others]
    if role is Role.OWNER:
        known = {normalize_name(text) for text in used}
        used += [
            text
            for text in _words_near(cursor, _MENTION)
            if normalize_name(text) not in known | others
        ]
    elif role is Role.PRIORITY and not used:
        used = list(_PRIORITIES)
    return match_options(
        cursor,
        value,
        (Option(text) for text in used),
        as_yaml=place.needs_yaml,
    )


def complete_mention(cursor: Cursor) -> CompletionList | None:
    """Offer the mentions (`@`) and labels (`#`) in the text near the cursor, or return None."""
    match = _TYPED.search(cursor.before)
    if match is None or cursor.is_code(match.start()) or cursor.place.piece.kind == Kind.HEADING:
        return None
    if match["word"] == "#" and not cursor.before[: match.start()].strip(" \t>"):
        return None  # a heading begins
    rest = _REST.match(cursor.line_text, cursor.column)
    value = Replacement(match.start(), rest.end() if rest else cursor.column)
    kind = _MENTION if match["word"][0] == "@" else _TAG
    found = [Option(word) for word in _words_near(cursor, kind)]
    return match_options(cursor, value, found) if found else None


def rank_values(texts: Iterable[str], role: Role) -> list[str]:
    """Return the values in `texts`, the cells of a column, most used first."""
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        for part in _split_values(text, role):
            key = normalize_name(part) or part
            spellings.setdefault(key, Counter())[part] += 1
    nothing = words().nothing
    found = [
        (-uses.total(), number, uses)
        for number, (key, uses) in enumerate(spellings.items())
        if strip_accents(key) not in nothing and any(char.isalnum() for char in key)
    ]
    return [uses.most_common(1)[0][0] for _, _, uses in sorted(found, key=lambda each: each[:2])]


def _split_values(text: str, role: Role) -> Iterator[str]:
    for part in _PARTS.split(text) if role in LIST_ROLES else [text]:
        start, end = strip_markup(part, 0, len(part))
        if start < end and end - start <= _MAX_VALUE_LENGTH:
            yield part[start:end]


def _words_near(cursor: Cursor, kind: re.Pattern[str]) -> list[str]:
    """Return the words near the cursor that match `kind`, outside of code, most used first."""
    rope = cursor.view.backlog.rope
    uses: Counter[str] = Counter()
    sign = "@" if kind is _MENTION else "#"
    for place in islice(rope.places(max(cursor.place.index - NEAR_BLOCKS, 0)), _MAX_BLOCKS):
        block = place.piece
        if sign not in block.text or block.kind in {Kind.FENCE, Kind.CODE, Kind.HTML}:
            continue
        code = facts_of(block).code_spans
        for match in islice(kind.finditer(block.text), _MAX_BLOCKS):
            at = match.start()
            in_code = any(start <= at < end for start, end in code)
            if not in_code and not cursor.is_on_line(place.offset + at):
                uses[match[0].rstrip(".-/")] += 1
    return [word for word, _ in uses.most_common()]
