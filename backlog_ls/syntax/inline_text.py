"""The text of inline Markdown as it is rendered: without markup, tags and images.

No positions are needed for that, so markdown-it's inline parser reads it (`syntax.inline` scans for
positions).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TEXT = {"text", "text_special", "code_inline"}
_FILTERED_TAG = pattern(
    r"</?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?![\w-])",
    re.IGNORECASE,
)
"""Tags that GitHub shows as text (GFM 0.29, section 6.11)."""
_BLANK = pattern(r"[ \t\r\n]+")


def render_text(source: str, labels: Iterable[str] = ()) -> str:
    """Return the text of inline Markdown, as in the `textContent` of its HTML.

    Images have no text. Line ends become line feeds.

    Args:
        source: the content of a paragraph or a heading.
        labels: the labels of link reference definitions, normalized.
    """
    tokens: list[Token] = []
    markdown = _markdown()
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    references = {label: {"href": "", "title": ""} for label in labels}
    markdown.inline.parse(source, markdown, {"references": references}, tokens)
    return "".join(map(_text_of, tokens))


def normalize_label(label: str) -> str:
    """Return the key by which `label` and that of its definition are compared.

    See CommonMark 0.31, section 4.7.
    """
    return _BLANK.sub(" ", label).strip(" ").lower().upper()


def _text_of(token: Token) -> str:
    if token.type in _TEXT:
        return token.content
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    is_shown = token.type == "html_inline" and _FILTERED_TAG.match(token.content)
    return token.content if is_shown else ""


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 (20 ms that few documents need)

    markdown = MarkdownIt("commonmark")
    # GitHub accepts any destination, and here none is used.
    markdown.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return markdown
