"""GitHub's heading anchors.

GitHub does not specify them. The rules are those of its renderer, as in the package
`github-slugger`: the rendered text in lower case, without punctuation and symbols, with a hyphen for
each space. A slug that exists already gets the suffix ``-1``, ``-2`` and so on.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from backlog_ls.syntax.inline_text import normalize_label, render_text
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

MAX_TITLE_LENGTH = 2_000
"""Maximum length in code points of a heading whose markup is read."""
MAX_LABELS = 4
"""Maximum number of reference labels of a heading that may be defined independently.

Of more, either all count as defined or none."""

_DIGITS = "0123456789"
_MARKUP = pattern(r"[`\[\r\n]|<[A-Za-z/!?]|&[#\w]|(?<![^\W_])_|_(?![^\W_])")
"""What may make the text of a heading differ from its source in more than removed characters."""
_TEXT = r"(?:[^\[\]\\]|\\.){1,999}"
_LABEL = pattern(rf"(?<=\]\[){_TEXT}(?=\])|(?<=!\[){_TEXT}(?=\](?!\(|\[[^\[\]]+\]))")
"""The label of a reference, if the text of the heading depends on whether it is defined."""
_ALPHABETIC_SYMBOL = pattern(
    r"[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
"""Letters in circles and squares, the symbols that Unicode calls alphabetic."""
_KEPT = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"}


def slugify(title: str, definitions: Container[str] = ()) -> str:
    """Return the anchor of a heading, without a suffix.

    Args:
        title: its Markdown source.
        definitions: the normalized labels of the document's link reference definitions.
    """
    labels = find_labels(title)
    defined = tuple(label for label in labels if label in definitions)
    if len(labels) > MAX_LABELS and defined != labels:
        defined = ()
    return _slugify(title, defined)


def possible_slugs(title: str) -> list[str]:
    """Return the slugs of `title`: several if they depend on definitions."""
    labels = find_labels(title)
    if not labels:
        return [_slugify(title, ())]
    if len(labels) > MAX_LABELS:
        chosen: Iterable[tuple[str, ...]] = ((), labels)
    else:
        masks = product((False, True), repeat=len(labels))
        chosen = (
            tuple(label for label, used in zip(labels, mask, strict=True) if used) for mask in masks
        )
    return list(dict.fromkeys(_slugify(title, each) for each in chosen))


def find_labels(title: str) -> tuple[str, ...]:
    """Return the normalized labels on whose definition the slug of `title` depends."""
    if "][" not in title and "![" not in title:
        return ()
    return tuple(dict.fromkeys(map(normalize_label, _LABEL.findall(title))))


@lru_cache(maxsize=4096)
def _slugify(title: str, labels: tuple[str, ...]) -> str:
    text = title.strip(" \t\r\n")
    if _MARKUP.search(text) and len(text) <= MAX_TITLE_LENGTH:
        text = render_text(text, labels)
    return "".join("-" if char == " " else char for char in text.lower() if _is_kept(char))


def _is_kept(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in " -_"
    return unicodedata.category(char) in _KEPT or bool(_ALPHABETIC_SYMBOL.match(char))


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
