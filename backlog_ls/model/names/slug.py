"""GitHub's heading anchors.

GitHub has no specification for them. The rules are those of its renderer, as the package
`github-slugger` has them: lower case, punctuation and symbols dropped, each space a hyphen; a slug
that stands already gets ``-1``, ``-2`` and so on.
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
def slug(title: str) -> str:
    """Return the anchor of a heading with `title`, its Markdown source, where it stands first."""
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


def family(anchor: str) -> str:
    """Return what all anchors that could collide with `anchor` have in common.

    A second `Notes` is ``notes-1``, which a heading `Notes 1` may claim first: whoever counts needs
    to see them all, and no others.
    """
    end = start = len(anchor)
    while True:
        while start and anchor[start - 1] in _DIGITS:
            start -= 1
        if start in {0, end} or anchor[start - 1] != "-":
            return anchor[:end]
        end = start = start - 1


def numbered(slugs: Iterable[str]) -> list[str]:
    """Return the anchors of headings whose slugs are `slugs`, in the order of the document."""
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
