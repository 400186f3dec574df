"""How a use spells the status that a legend declares: as a whole, by its words or by its emoji."""

from __future__ import annotations

from backlog_ls.model.names.normalize import EMOJI_CLUSTER, fold_status
from backlog_ls.text.pattern import pattern

_VARIATION = pattern("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def spelled(text: str, spelling: str) -> tuple[int, int] | None:
    """Return where `text`, a use of a status, spells what is declared as `spelling`.

    None where it is meant by something else: by what the legend says of it.
    """
    at = text.casefold().find(spelling.casefold())
    if at >= 0 and len(text.casefold()) == len(text):
        return at, at + len(spelling)
    words = words_of(spelling)
    if words and fold_status(text).word == fold_status(words).word:
        head = words_of(text)
        at = text.find(head)
        return (at, at + len(head)) if head and at >= 0 else None
    signs = set(fold_status(spelling).emojis)
    for sign in EMOJI_CLUSTER.finditer(text):
        if _VARIATION.sub("", sign[0]) in signs:
            return sign.span()
    return None


def words_of(spelling: str) -> str:
    """Return the words of a status: what stands beside its emoji, without markup and remarks."""
    parts = (part.strip(" \t*_`~") for part in EMOJI_CLUSTER.split(spelling))
    for part in parts:
        if part:
            wanted = fold_status(part).word
            for end in range(1, len(part) + 1):
                if fold_status(part[:end]).word == wanted:
                    return part[:end]
    return ""


def respelled(old: str, spelling: str, new: str) -> str:
    """Return what `spelling` becomes if its part `old`, the words or the emoji, becomes `new`.

    What has both, or the other of them, is a new spelling as a whole.
    """
    folded, was = fold_status(new), fold_status(old)
    if old.casefold() == spelling.casefold() or bool(folded.word) != bool(was.word):
        return new
    if was.word and not folded.emojis:
        words = words_of(spelling)
        return spelling.replace(words, new, 1) if words else new
    if not was.word and len(folded.emojis) == 1:
        for sign in EMOJI_CLUSTER.finditer(spelling):
            return spelling[: sign.start()] + new + spelling[sign.end() :]
    return new


def in_form_of(old: str, spelling: str, new: str) -> str:
    """Return that part of `new` which takes the place of `old` where `spelling` becomes `new`."""
    if old.casefold() == spelling.casefold():
        return new
    if fold_status(old).word:
        return words_of(new) or new
    signs: list[str] = EMOJI_CLUSTER.findall(new)
    return signs[0] if signs else new
