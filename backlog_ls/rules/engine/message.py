"""Messages as they are shown."""

from __future__ import annotations

from backlog_ls.text.pattern import pattern

MAX_QUOTED = 80
"""Maximum length in code points of a text from the document in a message."""
_KEPT_AT_END = 25
_QUOTED = pattern(r"`([^`]*)`")


def shorten_quotes(message: str) -> str:
    """Return `message` with long quoted texts cut in the middle: paths differ at their end."""
    if len(message) <= MAX_QUOTED:
        return message
    return _QUOTED.sub(lambda found: f"`{_shorten(found[1])}`", message)


def _shorten(text: str) -> str:
    if len(text) <= MAX_QUOTED:
        return text
    head = text[: MAX_QUOTED - _KEPT_AT_END - 1].rstrip()
    return f"{head}…{text[-_KEPT_AT_END:].lstrip()}"
