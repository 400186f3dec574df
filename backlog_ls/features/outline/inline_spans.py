"""The inline markup around a position: code spans, emphasis, links and their parts."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.facts import prose_ranges
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.text.pattern import pattern
from backlog_ls.text.spans import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block

Span = tuple[int, int]


class _Run(NamedTuple):
    """A run of delimiters that may open emphasis. The rest of it is in ``[start, end)``."""

    letter: str
    start: int
    end: int
    length: int
    """Length of the whole run."""
    is_either: bool
    """Whether it may both open and close emphasis."""


MAX_LENGTH = 4_000
"""Maximum number of code points of a paragraph or a cell that are searched for emphasis."""

MAX_TILDES = 2
"""Maximum number of tildes that strike a text (GFM 0.29, section 6.5)."""

_RUN = pattern(r"\\.|\*+|_+|~+")


def find_inline_spans(block: Block, offset: int) -> Iterator[Span]:
    """Yield the spans of inline markup around `offset`, with and without the markup.

    All offsets are code points in `block`. The order is not specified.
    """
    found = facts_of(block)
    for start, end in found.code_spans:
        if start <= offset <= end:
            yield start, end
            if block.text.startswith("`", start):
                ticks = end - start - len(block.text[start:end].lstrip("`"))
                yield start + ticks, end - ticks
    for link in found.links:
        if link.start <= offset <= link.end:
            yield link.start, link.end
            yield link.text_start, link.text_end
            yield link.target_start, link.target_end
    start, end = _text_around(block, offset)
    if end - start <= MAX_LENGTH:
        taken = [*found.code_spans]
        taken += [(each.text_end, each.end) for each in found.links if each.kind != LinkKind.WIKI]
        for span in find_emphasis(block.text, start, end, sorted(taken)):
            if span[0] <= offset <= span[1]:
                yield span


def _text_around(block: Block, offset: int) -> Span:
    """Return the cell or the paragraph around `offset`; an empty span without one."""
    found = facts_of(block)
    rows = [found.row] if found.row else []
    for table in found.nested_tables:
        rows += [table.header, *table.rows]
    cells = [cell for row in rows for cell in row.cells]
    spans = [(cell.text_start, cell.text_end) for cell in cells] or prose_ranges(block)
    if found.nested_tables:
        spans += prose_ranges(block)
    return next((span for span in spans if span[0] <= offset <= span[1]), (0, 0))


def find_emphasis(text: str, start: int, end: int, taken: list[Span]) -> Iterator[Span]:
    """Yield the spans of emphasis in ``text[start:end]``, each with and without its delimiters.

    Delimiters in one of `taken`, sorted spans, are text. See CommonMark 0.31, section 6.2, and for
    strikethrough GFM 0.29, section 6.5.
    """
    openers: list[_Run] = []
    for match in _RUN.finditer(text, start, end):
        letter, low, high = match.group()[0], *match.span()
        if letter == "\\" or covers(taken, low):
            continue
        opens, closes = _flanks(text, start, low, high, end)
        if letter == "~" and high - low > MAX_TILDES:
            continue
        closer = _Run(letter, low, high, high - low, opens and closes)
        while closes and low < high:
            at = _find_opener(openers, closer)
            if at is None:
                break
            opener = openers[at]
            size = min(2, high - low, opener.end - opener.start)
            yield opener.end - size, low + size
            yield opener.end, low
            del openers[at:]
            if opener.end - size > opener.start:
                openers.append(opener._replace(end=opener.end - size))
            low += size
        if opens and low < high:
            openers.append(closer._replace(start=low))


def _find_opener(openers: list[_Run], closer: _Run) -> int | None:
    """Return the index of the run that `closer` closes, or None."""
    for at in range(len(openers) - 1, -1, -1):
        opener = openers[at]
        if opener.letter != closer.letter:
            continue
        if closer.letter == "~":
            is_pair = opener.length == closer.length
        else:
            is_either = opener.is_either or closer.is_either
            is_pair = not is_either or bool(
                (opener.length + closer.length) % 3 or not closer.length % 3
            )
        if is_pair:
            return at
    return None


def _flanks(text: str, start: int, low: int, high: int, end: int) -> tuple[bool, bool]:
    """Return whether the run ``text[low:high]`` can open and close emphasis."""
    before = text[low - 1] if low > start else " "
    after = text[high] if high < end else " "
    left = not after.isspace() and (
        not _is_punctuation(after) or before.isspace() or _is_punctuation(before)
    )
    right = not before.isspace() and (
        not _is_punctuation(before) or after.isspace() or _is_punctuation(after)
    )
    if text[low] != "_":
        return left, right
    return left and (not right or _is_punctuation(before)), right and (
        not left or _is_punctuation(after)
    )


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
