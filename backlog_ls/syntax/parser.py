"""Text to blocks, by markdown-it-py's block parser.

Only the block phase runs: inline content has no positions in markdown-it, so `inline` scans it
itself, later and only where a block holds something of interest.

markdown-it's table rule is replaced. The original makes three tokens for every cell, where all we
need is where the table stands; and ours can begin in the middle of a table, which is what lets
one edited row be parsed without the thousands before it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from backlog_ls.syntax.block import Block, Kind, Node
from backlog_ls.syntax.front_matter import REACH, front_matter_end
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
    """Return the blocks of `text`, whose texts joined are `text`. It never fails.

    Args:
        text: a document, or a run of its whole lines.
        at_start: whether `text` begins the document, where front matter can stand.
        within: `Kind.ROW` where `text` begins with a row of a table whose header stands before it,
            `Kind.ITEM` where it begins with an item of a list that began before.
    """
    blocks: list[Block] = []
    if at_start:
        end = front_matter_end(text[:REACH])
        if end:
            end = _after_blank_lines(text, end)
            blocks.append(Block(Kind.FRONT_MATTER, text[:end]))
            text = text[end:]
            at_start = False  # a byte order mark that stands here is a letter
    if not text:
        return blocks
    spans = _top_level(_tokens(text, at_start=at_start, within=within), within)
    starts = line_starts(text)
    bounds = [starts[span.line] for span in spans]
    bounds.append(len(text))
    if bounds[0] > 0:
        # Where front matter stands before, its blank lines have been taken already.
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
    # A server answers `initialize` before it has anything to parse; these 20 ms can wait till then.
    from markdown_it import MarkdownIt  # noqa: PLC0415 (see above)

    from backlog_ls.syntax.block_parser import BlockParser  # noqa: PLC0415 (it needs markdown-it)

    markdown = MarkdownIt("commonmark", {"inline_definitions": True})
    markdown.block = BlockParser()
    return markdown


def _tokens(text: str, *, at_start: bool, within: Kind | None) -> list[Token]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if at_start and text.startswith("\ufeff"):
        # A byte order mark is no character of the first line (CommonMark does not say, GitHub
        # drops it). One code point for another keeps every column.
        text = " " + text[1:]
    markdown = _markdown()
    tokens: list[Token] = []
    markdown.block.parse(text, markdown, {"within": within}, tokens)
    return tokens


def _top_level(tokens: Sequence[Token], within: Kind | None) -> list[Node]:
    """Return the nodes that become blocks: lists and tables taken apart."""
    spans: list[Node] = []
    position = 0
    while position < len(tokens):
        node, position = _node(tokens, position, 0)
        if node.kind == Kind.LIST:
            spans.extend(
                child._replace(children=() if _plain(child) else child.children)
                for child in node.children
            )
        elif node.kind == Kind.TABLE:
            first_row = node.line
            if not (within is Kind.ROW and node.line == 0):
                spans.append(Node(Kind.TABLE, node.line, node.line + 2, 0, (), ()))
                first_row += 2
            spans.extend(
                Node(Kind.ROW, line, line + 1, 0, (), ()) for line in range(first_row, node.end)
            )
        else:
            spans.append(node)
    return spans


def _plain(item: Node) -> bool:
    """Tell whether an item holds one paragraph or nothing, so that its text says it all."""
    return not item.children or (
        len(item.children) == 1 and item.children[0].kind == Kind.PARAGRAPH
    )


def _node(tokens: Sequence[Token], position: int, base: int) -> tuple[Node, int]:
    """Return the node that opens at `position`, and where the next one opens.

    Lines inside a top-level item or quote are counted from its own first line, `base`.
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
        return Node(kind, first, end, level, columns, ()), position
    if kind == Kind.HEADING:
        return Node(kind, first, end, level, (), ()), position + 2
    if (kind, token.level) in {(Kind.QUOTE, 0), (Kind.ITEM, 1)}:
        base = line  # what a block holds counts its lines from the block
    children: list[Node] = []
    while tokens[position].nesting >= 0:
        child, position = _node(tokens, position, base)
        children.append(child)
    return Node(kind, first, end, level, columns, tuple(children)), position + 1
