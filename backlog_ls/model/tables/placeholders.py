"""Placeholders in empty lists: `None`, `_No open tasks._`, `(empty)`."""

from __future__ import annotations

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.words import words

_MAX_LENGTH = 120
"""Maximum length of a placeholder in code points."""


def is_placeholder(text: str) -> bool:
    """Tell whether the text of a list item says that the list is empty.

    If all of it is emphasized or in parentheses, the first word decides. Otherwise the whole text
    must match, because it may be a task (`No more flicker`).
    """
    if len(text) > _MAX_LENGTH:
        return False
    text = text.strip()
    start, end = strip_markup(text, 0, len(text))
    inner = text[start:end].strip()
    content = inner.strip("()（） ")
    bracketed = inner[:1] in {"(", "（"} and inner[-1:] in {")", "）"}
    if not content or _means_nothing(content):
        return bool(content)
    is_remark = bracketed or len(inner) < len(text)
    return is_remark and _means_nothing(content.split()[0])


def _means_nothing(text: str) -> bool:
    return strip_accents(normalize_name(text)) in words().nothing
