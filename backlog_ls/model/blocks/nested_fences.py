"""Markdown examples that their own code blocks end too early.

A fence ends at the first bare fence that is long enough (CommonMark 0.31, section 4.5). Where an example
in Markdown holds a code block with fences of the same length, that is the end of the code block, and
the rest of the example is read as text of the document. Its author did not mean it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

_FENCE = pattern(r"[ \t>]*(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^\r\n`]*)")
_LINE_END = pattern(r"\r\n|\n|\r")
_MARKDOWN = frozenset({"markdown", "md", "mdx"})
"""Info strings of examples in Markdown."""


def breaks_off_example(fence: str) -> bool:
    """Return whether the block `fence` is an example in Markdown that ends inside of its code block."""
    lines = _LINE_END.split(fence.rstrip())
    first, last = (_FENCE.match(line) for line in (lines[0], lines[-1]))
    if first is None or last is None or len(lines) == 1:
        return False
    language = first["info"].partition(" ")[0].casefold()
    if language not in _MARKDOWN or last["info"].strip():
        return False
    inner = ""
    for line in lines[1:-1]:
        found = _FENCE.match(line)
        if found is None:
            continue
        has_info = bool(found["info"].strip())
        if not inner and has_info:
            inner = found["marks"]
        elif inner and not has_info and found["marks"].startswith(inner):
            inner = ""
    return bool(inner) and last["marks"].startswith(inner)


def is_bare_fence(fence: str) -> bool:
    """Return whether the block `fence` has no info string: such a fence ends an example."""
    found = _FENCE.match(fence)
    return found is not None and not found["info"].strip()


def find_nested_examples(block: Block) -> tuple[tuple[int, int], ...]:
    """Return the ranges of `block`, a list item or a quote, that belong to an example in it.

    They begin after the fence that ends too early, and reach to the bare fence that was meant to end
    the example. Offsets are code points.
    """
    starts = [*block.starts, len(block.text)]
    found: list[tuple[int, int]] = []
    _collect(block.text, starts, block.children, found)
    return tuple(found)


def _collect(
    text: str,
    starts: Sequence[int],
    siblings: tuple[NestedBlock, ...],
    found: list[tuple[int, int]],
) -> None:
    begin = -1
    for node in siblings:
        if node.kind != Kind.FENCE:
            _collect(text, starts, node.children, found)
            continue
        start, end = starts[node.line], starts[min(node.end, len(starts) - 1)]
        fence = text[start:end]
        if begin < 0 and breaks_off_example(fence):
            begin = end
        elif begin >= 0 and is_bare_fence(fence):
            found.append((begin, start))
            begin = -1
