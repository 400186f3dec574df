"""Parse text into blocks, using the block parser of markdown-it-py.

Only the block phase runs. markdown-it keeps no positions for inline content, so `syntax.inline`
scans that later, and only in blocks that need it.

The table rule of markdown-it is replaced. The original creates three tokens per cell, but only the
extent of the table is needed. The replacement can also begin in the middle of a table, so that an
edited row is parsed without the rows before it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from backlog_ls.syntax.block import Block, Kind, NestedBlock
from backlog_ls.syntax.front_matter import MAX_LENGTH, front_matter_end
from backlog_ls.text.lines import line_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_KINDS = {
    "heading_open": Kind.HEADING,
    "heading": Kind.HEADING,
    "paragraph": Kind.PARAGRAPH,
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "list_item_open": Kind.ITEM,
    "blockquote_open": Kind.QUOTE,
    "fence": Kind.FENCE,
    "code_block": Kind.CODE,
    "html_block": Kind.HTML,
    "hr": Kind.RULE,
    "definition": Kind.REFERENCE,
    "table": Kind.TABLE,
}


def parse(text: str, *, at_start: bool = True, within: Kind | None = None) -> list[Block]:
    """Return the blocks of `text`. Their concatenated texts equal `text`. Never raises.

    Args:
        text: A document, or consecutive whole lines of it.
        at_start: Whether `text` is the start of the document, where front matter is possible.
        within: `Kind.ROW` if `text` begins with a row of a table whose header is before `text`;
            `Kind.ITEM` if it continues a list that began before `text`.
    """
    blocks: list[Block] = []
    if at_start:
        end = front_matter_end(text[:MAX_LENGTH])
        if end:
            end = _after_blank_lines(text, end)
            blocks.append(Block(Kind.FRONT_MATTER, text[:end]))
            text = text[end:]
            at_start = False  # after front matter, U+FEFF is an ordinary character
    if not text:
        return blocks
    spans = _top_level_blocks(_tokenize(text, at_start=at_start, within=within), within)
    starts = line_starts(text)
    bounds = [starts[span.line] for span in spans]
    bounds.append(len(text))
    if bounds[0] > 0:
        # Only without front matter, which takes the blank lines after it.
        blocks.append(Block(Kind.BLANK, text[: bounds[0]]))
    blocks.extend(
        Block(span.kind, text[start:stop], span.level, span.children)
        for span, start, stop in zip(spans, bounds, bounds[1:], strict=False)
    )
    return blocks


def _after_blank_lines(text: str, end: int) -> int:
    while True:
        stop = end
        while stop < len(text) and text[stop] in " \t":
            stop += 1
        if stop == len(text):
            return stop
        if text[stop] not in "\r\n":
            return end
        end = stop + (2 if text.startswith("\r\n", stop) else 1)


@cache
def _markdown() -> MarkdownIt:
    # The import takes 20 ms. A server answers `initialize` before it needs a parser.
    from markdown_it import MarkdownIt  # noqa: PLC0415 (see above)

    from backlog_ls.syntax.block_parser import BlockParser  # noqa: PLC0415 (it needs markdown-it)

    markdown = MarkdownIt("commonmark", {"inline_definitions": True})
    markdown.block = BlockParser()
    return markdown


def _tokenize(text: str, *, at_start: bool, within: Kind | None) -> list[Token]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if at_start and text.startswith("\ufeff"):
        # A byte order mark is not part of the first line: GitHub drops it, and CommonMark does not
        # mention it. Replacing it by one code point keeps all columns.
        text = " " + text[1:]
    markdown = _markdown()
    tokens: list[Token] = []
    markdown.block.parse(text, markdown, {"within": within}, tokens)
    return tokens


def _top_level_blocks(tokens: Sequence[Token], within: Kind | None) -> list[NestedBlock]:
    """Return the nodes that become blocks, with lists and tables split up."""
    spans: list[NestedBlock] = []
    position = 0
    while position < len(tokens):
        node, position = _node(tokens, position, 0)
        if node.kind == Kind.LIST:
            spans.extend(
                child._replace(children=() if _is_single_paragraph(child) else child.children)
                for child in node.children
            )
        elif node.kind == Kind.TABLE:
            first_row = node.line
            if not (within is Kind.ROW and node.line == 0):
                spans.append(NestedBlock(Kind.TABLE, node.line, node.line + 2, 0, (), ()))
                first_row += 2
            spans.extend(
                NestedBlock(Kind.ROW, line, line + 1, 0, (), ())
                for line in range(first_row, node.end)
            )
        else:
            spans.append(node)
    return spans


def _is_single_paragraph(item: NestedBlock) -> bool:
    """Tell whether an item contains a single paragraph or nothing."""
    return not item.children or (
        len(item.children) == 1 and item.children[0].kind == Kind.PARAGRAPH
    )


def _node(tokens: Sequence[Token], position: int, base: int) -> tuple[NestedBlock, int]:
    """Return the node that opens at token `position`, and the position of the next node.

    Lines inside a top-level item or quote are relative to its first line, `base`.
    """
    token = tokens[position]
    kind = _KINDS[token.type]
    line, end = token.map or (0, 0)
    level = int(token.tag[1]) if kind == Kind.HEADING else 0
    columns: tuple[int, ...] = ()
    if kind == Kind.TABLE and token.meta:
        columns = tuple(token.meta["columns"])
    position += 1
    first, end = line - base, end - base
    if token.nesting == 0:
        return NestedBlock(kind, first, end, level, columns, ()), position
    if kind == Kind.HEADING:
        return NestedBlock(kind, first, end, level, (), ()), position + 2
    if (kind, token.level) in {(Kind.QUOTE, 0), (Kind.ITEM, 1)}:
        base = line
    children: list[NestedBlock] = []
    while tokens[position].nesting >= 0:
        child, position = _node(tokens, position, base)
        children.append(child)
    return NestedBlock(kind, first, end, level, columns, tuple(children)), position + 1
