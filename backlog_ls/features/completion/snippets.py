"""Text with placeholders, as an LSP snippet or as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.status.choices import list_status_choices, most_common_markup
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.statuses.status import Status
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.features.cursor import Cursor
    from backlog_ls.model.document.backlog import Backlog

_SYNTAX = pattern(r"[\\$}]")
_LAST_NUMBER = pattern(r"\d+(?=\D*\Z)")
_MAX_STEPS = 1_000
_OPEN = (Status.TODO, Status.IN_PROGRESS)
_MAX_STATUS_LENGTH = 24
"""Maximum length of a status in code points."""


class Placeholder(NamedTuple):
    """A place to fill in."""

    words: str = ""
    """Shown there until something is typed."""


def to_snippet(parts: Iterable[str | Placeholder]) -> str:
    """Return `parts` as a snippet with tab stops (LSP 3.17, "Snippet Syntax")."""
    text = []
    number = 0
    for part in parts:
        if isinstance(part, Placeholder):
            number += 1
            words = escape_snippet(part.words)
            text.append(f"${{{number}:{words}}}" if words else f"${number}")
        elif part:
            if text and part[0].isdigit() and text[-1] == f"${number}":
                text[-1] = f"${{{number}}}"
            text.append(escape_snippet(part))
    return "".join(text)


def to_text(parts: Iterable[str | Placeholder]) -> str:
    """Return `parts` with empty placeholders."""
    return "".join("" if isinstance(part, Placeholder) else part for part in parts)


def escape_snippet(text: str) -> str:
    """Return `text` escaped for a snippet."""
    return _SYNTAX.sub(r"\\\g<0>", text)


def next_id(backlog: Backlog, ident: str) -> str:
    """Return the next unused id in the series of `ident`; empty if it has no number."""
    match = _LAST_NUMBER.search(ident)
    if match is None or len(match[0]) > 9:
        return ""
    number = int(match[0])
    for step in range(1, _MAX_STEPS):
        digits = str(number + step).zfill(len(match[0]) if match[0][0] == "0" else 0)
        found = ident[: match.start()] + digits + ident[match.end() :]
        key = normalize_id(found)
        if not backlog.index.get(SymbolKind.ID, key) and not backlog.index.get(
            SymbolKind.DEPENDENCY, key
        ):
            return found
    return ""


def first_open_status(cursor: Cursor, texts: list[str]) -> str:
    """Return the first status in use for a new item, with the markup of `texts`; may be empty."""
    choices = list_status_choices(cursor, texts)
    for status in _OPEN:
        for choice in choices:
            if choice.status is status and len(choice.spelling) <= _MAX_STATUS_LENGTH:
                before, after = most_common_markup(texts)
                return before + choice.spelling + after
    return ""
