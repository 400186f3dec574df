"""Text with places to fill in: for clients that have tab stops, and for those that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.status.choices import choices_at, style_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.ids import ident_key
from backlog_ls.model.statuses.status import Status
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.features.completion.items import Spot
    from backlog_ls.model.document.backlog import Backlog

_SYNTAX = pattern(r"[\\$}]")
_LAST_NUMBER = pattern(r"\d+(?=\D*\Z)")
_MOST_TAKEN = 1_000
_OPEN = (Status.TODO, Status.IN_PROGRESS)
_LONGEST_STATUS = 24
"""Code points: what is longer says more than a status."""


class Blank(NamedTuple):
    """A place to fill in."""

    words: str = ""
    """Shown there until something is typed."""


def as_snippet(parts: Iterable[str | Blank]) -> str:
    """Return `parts` in LSP's syntax of snippets, with the tab stops in their order."""
    text = []
    number = 0
    for part in parts:
        if isinstance(part, Blank):
            number += 1
            words = snippet_text(part.words)
            text.append(f"${{{number}:{words}}}" if words else f"${number}")
        elif part:
            if text and part[0].isdigit() and text[-1] == f"${number}":
                text[-1] = f"${{{number}}}"
            text.append(snippet_text(part))
    return "".join(text)


def as_text(parts: Iterable[str | Blank]) -> str:
    """Return `parts` with nothing in the places to fill in."""
    return "".join("" if isinstance(part, Blank) else part for part in parts)


def snippet_text(text: str) -> str:
    """Return what stands for `text` in a snippet."""
    return _SYNTAX.sub(r"\\\g<0>", text)


def next_ident(backlog: Backlog, ident: str) -> str:
    """Return the id after `ident` in its series that no item has yet; empty where it has no number."""
    match = _LAST_NUMBER.search(ident)
    if match is None or len(match[0]) > 9:
        return ""
    number = int(match[0])
    for step in range(1, _MOST_TAKEN):
        digits = str(number + step).zfill(len(match[0]) if match[0][0] == "0" else 0)
        found = ident[: match.start()] + digits + ident[match.end() :]
        key = ident_key(found)
        if not backlog.index.get(SymbolKind.ID, key) and not backlog.index.get(SymbolKind.NEED, key):
            return found
    return ""


def first_status(spot: Spot, texts: list[str]) -> str:
    """Return the first status of those in use that an item begins with, in the style of `texts`."""
    choices = choices_at(spot, texts)
    for status in _OPEN:
        for choice in choices:
            if choice.status is status and len(choice.spelling) <= _LONGEST_STATUS:
                before, after = style_of(texts)
                return before + choice.spelling + after
    return ""
