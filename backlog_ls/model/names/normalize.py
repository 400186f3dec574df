"""The forms in which names and statuses are compared.

Folding is for comparison only: its result never goes back into a document, and it carries no
positions. Every function here is linear in its argument.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re

_STATUS_LIMIT = 400
"""Code points of a status that are looked at: what is longer is prose, whose start decides."""

_MEMO_LIMIT = 200
"""Code points up to which results are remembered, so that the memory held stays small."""

_NORMALISE_LIMIT = 2000
"""Code points up to which NFKC is applied. Its ordering of combining marks is quadratic in the
length of a run of them, which no name needs and a hostile file may have."""

# Pictographs and the signs that people use like them. Left out on purpose: regional indicators
# (flags tell names apart), digits, arrows that stand in prose, and circled numbers.
_PICTOGRAPH = (
    "\u231a\u231b\u23e9-\u23fa\u25a0-\u25ff\u2600-\u2775\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c"
    "\u2b50\u2b55\U0001f000-\U0001f0ff\U0001f18e\U0001f191-\U0001f19a\U0001f300-\U0001faff"
)
_PRESENTATION = "\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
_EMOJI = pattern(f"[{_PICTOGRAPH}][{_PICTOGRAPH}{_PRESENTATION}\u200d]*")
EMOJI_CLUSTER = pattern(
    f"[{_PICTOGRAPH}][{_PRESENTATION}]*(?:\u200d[{_PICTOGRAPH}][{_PRESENTATION}]*)*"
)
# The same one after another; a skin tone is a pictograph too, which is to be said in one way only.
EMOJI_CLUSTERS = f"[{_PICTOGRAPH}][\ufe0e\ufe0f]*(?:\u200d[{_PICTOGRAPH}][\ufe0e\ufe0f]*)*"
_VARIATION = pattern(f"[{_PRESENTATION}]")
_INVISIBLE = pattern("[\u00ad\u200b-\u200d\u2060\u20e3\ufe0e\ufe0f\ufeff]")

_LINK = pattern(
    r"!?\[(?P<text>[^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]*\])"
    r"|\[\[(?:[^\[\]|]*\|)?(?P<wiki>[^\[\]|]*)\]\]"
)
_BREAK = pattern(r"<br\s?/?>")
# Known tags only: `List<String>` names another thing than `List<Int>`.
_TAG = pattern(
    r"</?(?:a|abbr|b|big|center|code|del|details|div|em|font|i|img|input|ins|kbd|mark|p|s|small"
    r"|span|strike|strong|sub|summary|sup|u)(?:\s[^<>]*)?/?>"
)
_ESCAPE = pattern(r"\\([!-/:-@\[-`{-~])")
# UTF-8 lead bytes of what stands in statuses, read as Windows-1252; `tâche` is no such thing.
_MOJIBAKE = pattern("[âðÃ][^\x00-\x7f]")
_SHORTCODE = pattern(r":([a-z_]+):")
_STRUCK = pattern(r"~~[^~]*~~")

_WORDS = str.maketrans(
    {
        **dict.fromkeys("*`~"),
        **dict.fromkeys("_-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00a0", " "),
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
    }
)
_OUTER = " .,:;!?|/·•・。、…"
_OUTER_OF_STATUS = _OUTER.replace("?", "")  # a question states nothing: `Done?` is not `Done`
_PAIRS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "«": "»", "「": "」", "『": "』"}
_NEEDS_PARSING = pattern(r"[<\[&\\]")
_SIMPLE_STATUS = pattern(r"[A-Za-z _*`]*\Z")

# A full stop is no cut (`v0.2`), a slash neither (`Done / In progress` is two statuses).
_CUT = pattern(
    r"[(;\u2014\u3001\u3002\n]|,(?!\d)|(?:\s-{1,2}|\s?\u2013|\s[\u00b7\u2022])(?=\s)"
    r"|:(?=\s|[^\x00-\x7f])"
)


@dataclass(frozen=True, slots=True)
class FoldedStatus:
    """What a status spelling says, apart from how it is written."""

    word: str
    """Its words, folded, up to the cut: `in progress`. Empty where only an emoji stands."""
    emojis: tuple[str, ...] = ()
    """Its emoji up to the cut, in order, without variation selectors and skin tones."""
    emoji_first: bool = False
    """Whether an emoji stands before the words, or no words stand."""
    tail: str = ""
    """What follows the cut, folded: the reason, the date, the reservation."""

    @property
    def emoji(self) -> str:
        """The first emoji, or an empty string."""
        return self.emojis[0] if self.emojis else ""

    @property
    def key(self) -> str:
        """What two spellings of one status have in common: the words, else the emoji."""
        return self.word or "".join(self.emojis)


def fold(text: str) -> str:
    """Return the form in which a name is compared; empty where only markup or emoji stand.

    Case, inline markup, emoji, outer punctuation, compatibility forms (NFKC), and the choice
    between `-`, `_` and a space make no difference.
    """
    return _fold_short(text) if len(text) <= _MEMO_LIMIT else _fold(text)


def fold_status(text: str) -> FoldedStatus:
    """Return the words, the emoji and the reservation that a status spelling consists of.

    The words are cut at `(`, `;`, `,`, an em dash, a line break, and where spaces surround them
    at a hyphen, an en dash, a middle dot, and after a colon. Struck text beside other text is an
    earlier status and is left out. Text read through the wrong encoding is understood.
    """
    return _fold_short_status(text) if len(text) <= _MEMO_LIMIT else _fold_status(text)


def unaccented(folded: str) -> str:
    """Return folded text without its accents, for people whose keyboard has none."""
    if folded.isascii() or len(folded) > _NORMALISE_LIMIT:
        return folded
    apart = unicodedata.normalize("NFD", folded)
    kept = "".join(char for char in apart if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", kept)


def _fold(text: str) -> str:
    if text.isascii() and not _NEEDS_PARSING.search(text):
        return _trim(_spaces(text.lower().translate(_WORDS)), _OUTER)
    plain = _BREAK.sub(" ", _without_markup(_normalise(text)))
    return _trim(_spaces(_INVISIBLE.sub("", _EMOJI.sub(" ", plain)).translate(_WORDS)), _OUTER)


def _fold_status(text: str) -> FoldedStatus:
    if _SIMPLE_STATUS.match(text):
        return FoldedStatus(_spaces(text.lower().translate(_WORDS)))
    text = text[:_STATUS_LIMIT]
    if not text.isascii() and _MOJIBAKE.search(text):
        from backlog_ls.text.mojibake import repair  # noqa: PLC0415 (rarely needed)

        text = repair(text)
    plain = _BREAK.sub("\n", _without_markup(_normalise(text)))
    if ":" in plain:
        plain = _SHORTCODE.sub(_emoji_of, plain)
    current = _STRUCK.sub("", plain)
    plain = (current if current.strip() else plain).strip(" *_`")
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    cut = _CUT.search(plain)
    head, tail = (plain[: cut.start()], plain[cut.end() :]) if cut else (plain, "")
    emojis = tuple(_VARIATION.sub("", cluster) for cluster in EMOJI_CLUSTER.findall(head))
    spelled = _INVISIBLE.sub("", _EMOJI.sub(" ", head)).translate(_WORDS)
    return FoldedStatus(
        word=_trim(_spaces(spelled), _OUTER_OF_STATUS),
        emojis=emojis,
        emoji_first=bool(emojis) and _EMOJI.match(head.lstrip(" *_`~")) is not None,
        tail=fold(tail).strip("()") if tail else "",
    )


_fold_short = lru_cache(maxsize=8192)(_fold)
_fold_short_status = lru_cache(maxsize=4096)(_fold_status)


def _normalise(text: str) -> str:
    if text.isascii() or len(text) > _NORMALISE_LIMIT:
        return text.casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _without_markup(text: str) -> str:
    """Replace links by their text, drop tags and comments, resolve entities and escapes."""
    if "<" in text:
        text = _TAG.sub("", _without_comments(text))
    if "[" in text:
        text = _LINK.sub(_link_text, text)
    if "&" in text and ";" in text:
        from html import unescape  # noqa: PLC0415 (a table of 2,000 names, rarely needed)

        text = unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text


def _without_comments(text: str) -> str:
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + 3
    return "".join(kept) + text[position:] if kept else text


def _emoji_of(match: re.Match[str]) -> str:
    return words().shortcodes.get(match[1], match[0])


def _link_text(match: re.Match[str]) -> str:
    return match["text"] if match["text"] is not None else match["wiki"]


def _spaces(text: str) -> str:
    return " ".join(text.split())


def _trim(text: str, outer: str) -> str:
    """Strip outer punctuation, and the bracket or quotation mark around the whole."""
    text = text.strip(outer)
    if text and text[0] in _PAIRS and text[-1] == _PAIRS[text[0]] and len(text) > 1:
        inner = text[1:-1]
        if text[0] not in inner and text[-1] not in inner:
            return inner.strip(outer)
    return text
