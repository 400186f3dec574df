"""Comments for this program: ``<!-- backlog-ls-disable-next-line broken-link -->``.

Rule codes follow the verb, separated by spaces or commas. Without a code, the directive applies to
all rules. Text after `` -- `` is the reason and is ignored.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.text.lines import line_starts
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DIRECTIVE_PREFIX = "backlog-ls-"
DISABLE = "disable"
DISABLE_NEXT_LINE = "disable-next-line"
ENABLE = "enable"
VERBS = (DISABLE, DISABLE_NEXT_LINE, ENABLE)
ROLE = "role"
"""The verb that declares the role of the document: ``<!-- backlog-ls-role: backlog -->``."""

_COMMENT = pattern(rf"<!--\s*{DIRECTIVE_PREFIX}([\w-]*):?")
_REASON = pattern(r"(?<=\s)--(?=\s)")
_CODE = pattern(r"[^\s,]+")
_RAW = pattern(r"[ \t]*<(?:script|pre|style|textarea)\b", re.IGNORECASE)


class DirectiveWord(NamedTuple):
    """A word of a comment. ``[start, end)`` are code points in the block."""

    text: str
    start: int
    end: int


class Directive(NamedTuple):
    """A comment for this program. ``[start, end)`` are code points in the block."""

    start: int
    end: int
    verb: DirectiveWord
    """The verb without `DIRECTIVE_PREFIX`: one of `VERBS`, or an unknown word."""
    codes: tuple[DirectiveWord, ...]
    """The rule codes; empty means all rules."""


def read_directives(block: Block, spans: Iterable[tuple[int, int]]) -> tuple[Directive, ...]:
    """Return the directives in `block`, in the order of its text.

    Args:
        block: Any block. Code blocks contain no comments.
        spans: The code spans and comments of its paragraphs and tables, as in `Facts.code_spans`.
    """
    text = block.text
    if block.kind == Kind.HTML:
        found = list(_comments(text, 0, len(text)))
    else:
        found = [span for span in spans if text.startswith("<!--", span[0])]
        if block.children:
            for start, end in _html_parts(block):
                found += _comments(text, start, end)
            found.sort()
    return tuple(filter(None, (_directive(text, start, end) for start, end in found)))


def is_directive_comment(block: Block, directives: tuple[Directive, ...]) -> bool:
    """Tell whether `block` consists only of `directives`, so that it does not separate blocks."""
    if block.kind != Kind.HTML or not directives:
        return False
    bounds = [0, *(at for each in directives for at in (each.start, each.end)), len(block.text)]
    return not any(block.text[a:b].strip() for a, b in zip(bounds[::2], bounds[1::2], strict=True))


def _comments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the comments in ``text[start:end]``, an HTML block."""
    if _RAW.match(text, start, end):
        return
    while (start := text.find("<!--", start, end)) >= 0:
        closing = text.find("-->", start + 4, end)
        if closing < 0:
            return
        yield start, closing + 3
        start = closing + 3


def _html_parts(block: Block) -> Iterator[tuple[int, int]]:
    """Yield the HTML blocks inside a list item or a quote."""
    starts = line_starts(block.text)
    starts.append(len(block.text))
    waiting: list[NestedBlock] = list(block.children)
    while waiting:
        node = waiting.pop()
        if node.kind == Kind.HTML:
            yield starts[node.line], starts[min(node.end, len(starts) - 1)]
        waiting += node.children


def _directive(text: str, start: int, end: int) -> Directive | None:
    opening = _COMMENT.match(text, start, end - 3)
    if opening is None:
        return None
    stop = end - 3
    reason = _REASON.search(text, opening.end(), stop)
    if reason:
        stop = reason.start()
    codes = (
        DirectiveWord(match.group(), match.start(), match.end())
        for match in _CODE.finditer(text, opening.end(), stop)
    )
    verb = DirectiveWord(opening[1], opening.start(1), opening.end(1))
    return Directive(start, end, verb, tuple(codes))
