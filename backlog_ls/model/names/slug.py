"""GitHub's heading anchors.

GitHub does not specify them. The rules are those of its renderer, as in the package
`github-slugger`: lower case, no punctuation and symbols, a hyphen for each space. A slug that
exists already gets the suffix ``-1``, ``-2`` and so on.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGITS = "0123456789"
_LINE_END = pattern(r"\r\n|\n|\r")
_LINK = pattern(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_TAG = pattern(r"<[^<>]*>")
_EMPHASIS = pattern(r"(?<![\w\\])(_{1,3})(?=\S)([^_]*?\S)\1(?!\w)")
_KEPT = {"L", "M", "N"}


@lru_cache(maxsize=4096)
def slugify(title: str) -> str:
    """Return the anchor of a heading, without a suffix. `title` is its Markdown source."""
    text = " ".join(line.strip(" \t") for line in _LINE_END.split(title))
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "_" in text and "`" not in text:
        text = _EMPHASIS.sub(r"\2", text)
    return "".join("-" if char == " " else char for char in text.strip().lower() if _is_kept(char))


def _is_kept(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in " -_"
    return unicodedata.category(char)[0] in _KEPT or unicodedata.category(char) == "Pc"


def anchor_family(anchor: str) -> str:
    """Return `anchor` without numeric suffixes: what all anchors that may collide have in common.

    A second `Notes` is ``notes-1``, but a heading `Notes 1` may take that anchor first. So the
    anchors of a family must be numbered together.
    """
    end = start = len(anchor)
    while True:
        while start and anchor[start - 1] in _DIGITS:
            start -= 1
        if start in {0, end} or anchor[start - 1] != "-":
            return anchor[:end]
        end = start = start - 1


def unique_anchors(slugs: Iterable[str]) -> list[str]:
    """Return the anchors for `slugs` in document order, with suffixes for duplicates."""
    seen: dict[str, int] = {}
    result = []
    for base in slugs:
        anchor = base
        while anchor in seen:
            seen[base] += 1
            anchor = f"{base}-{seen[base]}"
        seen[anchor] = 0
        result.append(anchor)
    return result
