"""A faster block parser for markdown-it that selects rules by the first character of a line.

The rules are markdown-it's own. markdown-it tries all of them at every line and goes through the
lines of a paragraph twice, because it may become a setext heading. But most lines begin with a
character that only the rules for tables and paragraphs accept. Tests check that the result is the
same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import (
    blockquote,
    code,
    fence,
    heading,
    hr,
    html_block,
    list_block,
    reference,
)

from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.table import parse_delimiter, split_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.rules_block import StateBlock

    Rule = Callable[[StateBlock, int, int, bool], bool]

# The rules that can interrupt a paragraph, a table or a block quote, by first character and in
# markdown-it's order.
_INTERRUPTING_RULES: dict[str, tuple[Rule, ...]] = {
    "`": (fence,),
    "~": (fence,),
    ">": (blockquote,),
    "*": (hr, list_block),
    "-": (hr, list_block),
    "_": (hr,),
    "+": (list_block,),
    **dict.fromkeys("0123456789", (list_block,)),
    "<": (html_block,),
    "#": (heading,),
}
_OPENING_RULES = {**_INTERRUPTING_RULES, "[": (reference,)}


class BlockParser(ParserBlock):
    """The parser, for `MarkdownIt.block`."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler.at("table", parse_table, {"alt": ["paragraph", "reference"]})

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 (markdown-it's names)
        """Push the tokens of the lines ``[startLine, endLine)``, as markdown-it does."""
        line = startLine
        deepest = state.md.options.maxNesting
        gap = False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = endLine
                break
            _parse_block(state, line, endLine)
            state.tight = not gap
            line = state.line
            # A paragraph in a nested list may have consumed the blank line after it.
            gap = gap or (line - 1 < endLine and state.isEmpty(line - 1))
            if line < endLine and state.isEmpty(line):
                gap = True
                line += 1
                state.line = line


def _parse_block(state: StateBlock, line: int, end: int) -> None:
    if parse_table(state, line, end, False):
        return
    if state.is_code_block(line):
        code(state, line, end, False)
        return
    letter = state.src[state.bMarks[line] + state.tShift[line]]
    if not any(rule(state, line, end, False) for rule in _OPENING_RULES.get(letter, ())):
        _parse_paragraph(state, line, end)


def _parse_paragraph(state: StateBlock, start: int, end: int) -> None:
    """Push a paragraph or a setext heading as one token."""
    source, firsts, shifts = state.src, state.bMarks, state.tShift
    lasts, indents, indent = state.eMarks, state.sCount, state.blkIndent
    parent = state.parentType
    state.parentType = "paragraph"
    tag, line = "", start + 1
    while line < end:
        first = firsts[line] + shifts[line]
        if first >= lasts[line]:
            break
        # A line with more indentation is a continuation. A negative indent marks a lazy
        # continuation line of a quote, which is checked already.
        if indents[line] - indent <= 3:
            letter = source[first]
            if letter in "=-" and indents[line] >= indent and _is_underline(state, line, first):
                tag = "h1" if letter == "=" else "h2"
                break
            if indents[line] >= 0 and (
                _is_interrupted(state, line, end) or parse_table(state, line, end, True)
            ):
                break
        line += 1
    state.parentType = parent
    state.line = line + bool(tag)
    token = state.push("heading" if tag else "paragraph", tag or "p", 0)
    token.map = [start, state.line]


def _is_underline(state: StateBlock, line: int, first: int) -> bool:
    last = state.skipCharsStr(first, state.src[first])
    return state.skipSpaces(last) >= state.eMarks[line]


def _is_interrupted(state: StateBlock, line: int, end: int) -> bool:
    """Tell whether a line ends the paragraph or table above it, other than as a table header."""
    letter = state.src[state.bMarks[line] + state.tShift[line]]
    return any(rule(state, line, end, True) for rule in _INTERRUPTING_RULES.get(letter, ()))


def parse_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a table as one token, as defined by GFM 0.29 section 4.10 and markdown-it's own rule."""
    within = state.env["within"] if start == state.level == 0 else None
    if within is Kind.ITEM:
        return False  # the list continues, which takes precedence over a table
    if within is Kind.ROW:
        line = start
    elif _opens_table(state, start, end):
        if silent:
            return True
        line = start + 2
    else:
        return False
    parent = state.parentType
    state.parentType = "table"
    while line < end:
        if (
            state.sCount[line] < state.blkIndent
            or state.isEmpty(line)
            or state.is_code_block(line)
            or _is_interrupted(state, line, end)
        ):
            break
        line += 1
    state.parentType = parent
    token = state.push("table", "", 0)
    token.map = [start, line]
    if state.level:
        firsts = [state.bMarks[i] + state.tShift[i] for i in range(start, line)]
        rfind = state.src.rfind
        token.meta = {"columns": [first - rfind("\n", 0, first) - 1 for first in firsts]}
    state.line = line
    return True


def _opens_table(state: StateBlock, start: int, end: int) -> bool:
    line = start + 1
    source = state.src
    low = state.bMarks[line] + state.tShift[line]
    high = state.eMarks[line]
    # The cheapest check first: most lines are not a delimiter row.
    if high - low < 2 or source[low] not in "|-:":
        return False
    if line >= end or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    if source[low + 1] not in "|-:" and (source[low] == "-" or source[low + 1] not in " \t"):
        return False
    alignments = parse_delimiter(source, low, high)
    if not alignments or state.is_code_block(start):
        return False
    low = state.bMarks[start] + state.tShift[start]
    high = state.eMarks[start]
    if source.find("|", low, high) < 0:
        return False
    return len(split_row(source, low, high).cells) == len(alignments)
