"""What stands in a column of cards while it holds none: `None`, `_No open tasks._`, `(empty)`."""

from __future__ import annotations

from backlog_ls.model.blocks.markup import unwrapped
from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.model.words import words

_LONGEST = 120
"""Code points: what is longer says something."""


def is_placeholder(text: str) -> bool:
    """Tell whether the list item `text` says that there is nothing to list.

    A first word that says so is enough where all of it is in emphasis or in parentheses; else it is
    perhaps a task (`No more flicker`).
    """
    if len(text) > _LONGEST:
        return False
    text = text.strip()
    start, end = unwrapped(text, 0, len(text))
    inner = text[start:end].strip()
    said = inner.strip("()（） ")
    bracketed = inner[:1] in {"(", "（"} and inner[-1:] in {")", "）"}
    if not said or _says_nothing(said):
        return bool(said)
    aside = bracketed or len(inner) < len(text)
    return aside and _says_nothing(said.split()[0])


def _says_nothing(text: str) -> bool:
    return unaccented(fold(text)) in words().nothing
