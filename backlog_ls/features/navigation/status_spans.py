"""How a status is spelled: like the entry of the legend, with its words only, or its emoji only."""

from __future__ import annotations

from backlog_ls.model.names.normalize import EMOJI_CLUSTER, normalize_status
from backlog_ls.text.pattern import pattern

_VARIATION = pattern("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def find_spelling(text: str, spelling: str) -> tuple[int, int] | None:
    """Return where `text`, a use of a status, contains `spelling`, its words, or its emoji.

    None if it contains none of them: the use has the meaning that the legend explains instead.
    """
    at = text.casefold().find(spelling.casefold())
    if at >= 0 and len(text.casefold()) == len(text):
        return at, at + len(spelling)
    words = status_words(spelling)
    if words and normalize_status(text).word == normalize_status(words).word:
        head = status_words(text)
        at = text.find(head)
        return (at, at + len(head)) if head and at >= 0 else None
    signs = set(normalize_status(spelling).emojis)
    for sign in EMOJI_CLUSTER.finditer(text):
        if _VARIATION.sub("", sign[0]) in signs:
            return sign.span()
    return None


def status_words(spelling: str) -> str:
    """Return the words of a status, without its emoji, markup and remarks."""
    parts = (part.strip(" \t*_`~") for part in EMOJI_CLUSTER.split(spelling))
    for part in parts:
        if part:
            wanted = normalize_status(part).word
            for end in range(1, len(part) + 1):
                if normalize_status(part[:end]).word == wanted:
                    return part[:end]
    return ""


def replace_in_spelling(old: str, spelling: str, new: str) -> str:
    """Return `spelling` with its part `old`, the words or the emoji, replaced by `new`.

    If `new` has both, or is not of the same kind as `old`, it replaces all of `spelling`.
    """
    normalized, was = normalize_status(new), normalize_status(old)
    if old.casefold() == spelling.casefold() or bool(normalized.word) != bool(was.word):
        return new
    if was.word and not normalized.emojis:
        words = status_words(spelling)
        return spelling.replace(words, new, 1) if words else new
    if not was.word and len(normalized.emojis) == 1:
        for sign in EMOJI_CLUSTER.finditer(spelling):
            return spelling[: sign.start()] + new + spelling[sign.end() :]
    return new


def matching_part(old: str, spelling: str, new: str) -> str:
    """Return the part of `new` that replaces `old`, a part of `spelling`, when that becomes `new`."""
    if old.casefold() == spelling.casefold():
        return new
    if normalize_status(old).word:
        return status_words(new) or new
    signs: list[str] = EMOJI_CLUSTER.findall(new)
    return signs[0] if signs else new
