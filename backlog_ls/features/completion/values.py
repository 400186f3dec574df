"""Completion of values that are used already: owners, priorities, types, parts, and labels in words."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Value, part_of, value_of
from backlog_ls.features.completion.matching import Option, offered
from backlog_ls.features.neighbourhood import NEAR
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.tables.headers import Role
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.completion.context import Cell, FieldSpot
    from backlog_ls.features.completion.items import CompletionList, Spot

REPEATED = frozenset(
    {Role.OWNER, Role.PRIORITY, Role.ESTIMATE, Role.GROUP, Role.PART, Role.TYPE, Role.MILESTONE}
)
"""Columns and fields in which a value comes again and again."""

LISTS = frozenset({Role.OWNER, Role.TYPE, Role.MILESTONE, Role.DEPENDS_ON})
"""Those in which several stand at once."""

_LONGEST = 40
"""Code points of a value: what is longer is prose."""
_MOST_BLOCKS = 2 * NEAR
_PRIORITIES = ("High", "Medium", "Low")
"""Where none is used yet."""
_PARTS = pattern(r"[,;&/+]")
_TYPED = pattern(r"(?<![\w@#/&.\\(\[])(?P<word>@[\w.-]{0,39}|#[^\W\d_]?[\w/-]{0,39})\Z")
_MENTION = pattern(r"(?<![\w@#/&.\\(\[`])@[A-Za-z0-9](?:[\w-]|\.(?=\w)){0,38}")
_TAG = pattern(r"(?<![\w@#/&.\\(\[`])#[^\W\d_][\w/-]{0,39}")
_REST = pattern(r"[\w/-]*")


def complete_repeated(spot: Spot, place: Cell | FieldSpot, role: Role) -> CompletionList:
    """Offer the values that others of this column or field have, the most used first."""
    in_matter = getattr(place, "in_matter", False)
    start, end = place.start, place.end
    if role in LISTS:
        start, end = part_of(spot, start, end)
    value = value_of(spot, start, end, in_table=hasattr(place, "row"))
    said = _parts(spot.text[place.start : place.end], role)
    old = spot.text[start:end].strip()
    others = {fold(text) for text in said if text != old}
    texts = place.texts(spot)
    used = [text for text in used_values(texts, role) if fold(text) not in others]
    if role is Role.OWNER:
        known = {fold(text) for text in used}
        used += [text for text in _words(spot, _MENTION) if fold(text) not in known | others]
    elif role is Role.PRIORITY and not used:
        used = list(_PRIORITIES)
    return offered(
        spot,
        value,
        (Option(text) for text in used),
        quoted=not in_matter or getattr(place, "quoted", False),
    )


def complete_mention(spot: Spot) -> CompletionList | None:
    """Offer the people (`@`) and labels (`#`) that the words near by name; None anywhere else."""
    match = _TYPED.search(spot.before)
    if match is None or spot.in_code(match.start()) or spot.place.piece.kind == Kind.HEADING:
        return None
    if match["word"] == "#" and not spot.before[: match.start()].strip(" \t>"):
        return None  # a heading begins
    rest = _REST.match(spot.text, spot.column)
    value = Value(match.start(), rest.end() if rest else spot.column)
    kind = _MENTION if match["word"][0] == "@" else _TAG
    found = [Option(word) for word in _words(spot, kind)]
    return offered(spot, value, found) if found else None


def used_values(texts: Iterable[str], role: Role) -> list[str]:
    """Return the values in `texts`, those of a column, the most used first."""
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        for part in _parts(text, role):
            key = fold(part) or part
            spellings.setdefault(key, Counter())[part] += 1
    nothing = words().nothing
    found = [
        (-uses.total() if hasattr(uses, "total") else -sum(uses.values()), number, uses)
        for number, (key, uses) in enumerate(spellings.items())
        if unaccented(key) not in nothing and any(char.isalnum() for char in key)
    ]
    return [uses.most_common(1)[0][0] for _, _, uses in sorted(found, key=lambda each: each[:2])]


def _parts(text: str, role: Role) -> Iterator[str]:
    for part in _PARTS.split(text) if role in LISTS else [text]:
        start, end = unwrapped(part, 0, len(part))
        if start < end and end - start <= _LONGEST:
            yield part[start:end]


def _words(spot: Spot, kind: re.Pattern[str]) -> list[str]:
    """Return the words near the cursor that `kind` finds outside of code, the most used first."""
    rope = spot.view.backlog.rope
    uses: Counter[str] = Counter()
    sign = "@" if kind is _MENTION else "#"
    for place in islice(rope.places(max(spot.place.index - NEAR, 0)), _MOST_BLOCKS):
        block = place.piece
        if sign not in block.text or block.kind in {Kind.FENCE, Kind.CODE, Kind.HTML}:
            continue
        code = facts(block).code
        for match in islice(kind.finditer(block.text), _MOST_BLOCKS):
            at = match.start()
            in_code = any(start <= at < end for start, end in code)
            if not in_code and not spot.has(place.offset + at):
                uses[match[0].rstrip(".-/")] += 1
    return [word for word, _ in uses.most_common()]
