"""Normalized forms of names and statuses, for comparison.

The results are never written to a document and carry no positions. Every function takes time linear
in the length of its argument.
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

_MAX_STATUS_LENGTH = 400
"""Maximum number of code points of a status that are read. A longer text is prose."""

_MAX_CACHED_LENGTH = 200
"""Maximum length in code points of a text whose result is cached, to limit memory."""

_NFKC_LIMIT = 2000
"""Maximum length in code points of a text to which NFKC is applied. Its ordering of combining marks
is quadratic in the length of a run of marks, which a hostile file may contain."""

# Pictographs and characters that are used like them. Left out on purpose: regional indicators
# (flags distinguish names), digits, arrows that are common in prose, and circled numbers.
_PICTOGRAPH = (
    "\u231a\u231b\u23e9-\u23fa\u25a0-\u25ff\u2600-\u2775\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c"
    "\u2b50\u2b55\U0001f000-\U0001f0ff\U0001f18e\U0001f191-\U0001f19a\U0001f300-\U0001faff"
)
_PRESENTATION = "\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
_EMOJI = pattern(f"[{_PICTOGRAPH}][{_PICTOGRAPH}{_PRESENTATION}\u200d]*")
EMOJI_CLUSTER = pattern(
    f"[{_PICTOGRAPH}][{_PRESENTATION}]*(?:\u200d[{_PICTOGRAPH}][{_PRESENTATION}]*)*"
)
# A sequence of clusters. Skin tones are in _PICTOGRAPH too; matching them in only one way keeps the
# pattern linear.
EMOJI_CLUSTERS = f"[{_PICTOGRAPH}][\ufe0e\ufe0f]*(?:\u200d[{_PICTOGRAPH}][\ufe0e\ufe0f]*)*"
_VARIATION = pattern(f"[{_PRESENTATION}]")
_INVISIBLE = pattern("[\u00ad\u200b-\u200d\u2060\u20e3\ufe0e\ufe0f\ufeff]")

_LINK = pattern(
    r"!?\[(?P<text>[^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]*\])"
    r"|\[\[(?:[^\[\]|]*\|)?(?P<wiki>[^\[\]|]*)\]\]"
)
_BREAK = pattern(r"<br\s?/?>")
# Only known tags: `List<String>` and `List<Int>` are different names.
_TAG = pattern(
    r"</?(?:a|abbr|b|big|center|code|del|details|div|em|font|i|img|input|ins|kbd|mark|p|s|small"
    r"|span|strike|strong|sub|summary|sup|u)(?:\s[^<>]*)?/?>"
)
_ESCAPE = pattern(r"\\([!-/:-@\[-`{-~])")
# UTF-8 lead bytes of characters in statuses, read as Windows-1252. `tâche` does not match.
_MOJIBAKE = pattern("[âðÃ][^\x00-\x7f]")
_SHORTCODE = pattern(r":([a-z_]+):")
_STRUCK = pattern(r"~~[^~]*~~")

_CHARACTER_MAP = str.maketrans(
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
_OUTER_OF_STATUS = _OUTER.replace("?", "")  # `Done?` is a question, not a status
_PAIRS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "«": "»", "「": "」", "『": "』"}
_NEEDS_PARSING = pattern(r"[<\[&\\]")
_SIMPLE_STATUS = pattern(r"[A-Za-z _*`]*\Z")

# A full stop (`v0.2`) and a slash (`Done / In progress` is two statuses) do not cut.
_CUT = pattern(
    r"[(;\u2014\u3001\u3002\n]|,(?!\d)|(?:\s-{1,2}|\s?\u2013|\s[\u00b7\u2022])(?=\s)"
    r"|:(?=\s|[^\x00-\x7f])"
)


@dataclass(frozen=True, slots=True)
class NormalizedStatus:
    """The normalized parts of a status as it is written."""

    word: str
    """The normalized words before the cut: `in progress`. Empty if there are only emoji."""
    emojis: tuple[str, ...] = ()
    """The emoji before the cut, in order, without variation selectors and skin tones."""
    emoji_first: bool = False
    """Whether an emoji precedes the words, or there are no words."""
    tail: str = ""
    """The normalized text after the cut: a reason, a date or a restriction."""

    @property
    def emoji(self) -> str:
        """The first emoji, or an empty string."""
        return self.emojis[0] if self.emojis else ""

    @property
    def key(self) -> str:
        """The form in which statuses are compared: the words, or else the emoji."""
        return self.word or "".join(self.emojis)


def normalize_name(text: str) -> str:
    """Return the form in which names are compared; empty if there is only markup or emoji.

    Case, inline markup, emoji, outer punctuation, compatibility forms (NFKC), and the choice
    between `-`, `_` and a space make no difference.
    """
    return _normalize_short_name(text) if len(text) <= _MAX_CACHED_LENGTH else _normalize_name(text)


def normalize_status(text: str) -> NormalizedStatus:
    """Split a status into its normalized words, emoji and tail.

    The words end at `(`, `;`, `,`, an em dash, a line break or a colon, and at a hyphen, an en dash
    or a middle dot with spaces around. Struck-through text beside other text is an earlier status
    and is ignored. Mojibake is repaired first.
    """
    return (
        _normalize_short_status(text)
        if len(text) <= _MAX_CACHED_LENGTH
        else _normalize_status(text)
    )


def strip_accents(folded: str) -> str:
    """Return normalized text without accents, which some people do not type."""
    if folded.isascii() or len(folded) > _NFKC_LIMIT:
        return folded
    decomposed = unicodedata.normalize("NFD", folded)
    kept = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", kept)


def _normalize_name(text: str) -> str:
    if text.isascii() and not _NEEDS_PARSING.search(text):
        return _trim(_collapse_spaces(text.lower().translate(_CHARACTER_MAP)), _OUTER)
    plain = _BREAK.sub(" ", _strip_markup(_casefold_nfkc(text)))
    return _trim(
        _collapse_spaces(_INVISIBLE.sub("", _EMOJI.sub(" ", plain)).translate(_CHARACTER_MAP)),
        _OUTER,
    )


def _normalize_status(text: str) -> NormalizedStatus:
    if _SIMPLE_STATUS.match(text):
        return NormalizedStatus(_collapse_spaces(text.lower().translate(_CHARACTER_MAP)))
    text = text[:_MAX_STATUS_LENGTH]
    if not text.isascii() and _MOJIBAKE.search(text):
        from backlog_ls.text.mojibake import repair  # noqa: PLC0415 (rarely used)

        text = repair(text)
    plain = _BREAK.sub("\n", _strip_markup(_casefold_nfkc(text)))
    if ":" in plain:
        plain = _SHORTCODE.sub(_emoji_of, plain)
    current = _STRUCK.sub("", plain)
    plain = (current if current.strip() else plain).strip(" *_`")
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    cut = _CUT.search(plain)
    head, tail = (plain[: cut.start()], plain[cut.end() :]) if cut else (plain, "")
    emojis = tuple(_VARIATION.sub("", cluster) for cluster in EMOJI_CLUSTER.findall(head))
    spelled = _INVISIBLE.sub("", _EMOJI.sub(" ", head)).translate(_CHARACTER_MAP)
    return NormalizedStatus(
        word=_trim(_collapse_spaces(spelled), _OUTER_OF_STATUS),
        emojis=emojis,
        emoji_first=bool(emojis) and _EMOJI.match(head.lstrip(" *_`~")) is not None,
        tail=normalize_name(tail).strip("()") if tail else "",
    )


_normalize_short_name = lru_cache(maxsize=8192)(_normalize_name)
_normalize_short_status = lru_cache(maxsize=4096)(_normalize_status)


def _casefold_nfkc(text: str) -> str:
    if text.isascii() or len(text) > _NFKC_LIMIT:
        return text.casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _strip_markup(text: str) -> str:
    """Replace links by their text, remove tags and comments, decode entities and escapes."""
    if "<" in text:
        text = _TAG.sub("", _strip_comments(text))
    if "[" in text:
        text = _LINK.sub(_link_text, text)
    if "&" in text and ";" in text:
        from html import unescape  # noqa: PLC0415 (a table of 2,000 names, rarely used)

        text = unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text


def _strip_comments(text: str) -> str:
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


def _collapse_spaces(text: str) -> str:
    return " ".join(text.split())


def _trim(text: str, outer: str) -> str:
    """Strip outer punctuation, and the brackets or quotation marks around the whole text."""
    text = text.strip(outer)
    if text and text[0] in _PAIRS and text[-1] == _PAIRS[text[0]] and len(text) > 1:
        inner = text[1:-1]
        if text[0] not in inner and text[-1] not in inner:
            return inner.strip(outer)
    return text
