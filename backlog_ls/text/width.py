"""Display width of a text in a monospaced font, in columns."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from backlog_ls.text.pattern import pattern

_ZWJ = "\u200d"
_VS16 = "\ufe0f"

# Only characters in such a run can combine with their neighbours; elsewhere every character has its
# own width. The optional first character is for keycaps.
_RUN = pattern(r"[#*0-9]?[^\x00-\x7f]+")


def display_width(text: str, *, ambiguous_wide: bool = False) -> int:
    """Return the number of columns of `text` in a terminal or an editor with a monospaced font.

    Follows UAX #11 for East Asian width and UTS #51 for emoji: a ZWJ sequence, a flag, a keycap
    and a character with VS16 take two columns; VS15 does not change the width of its base (UAX #11,
    section 4). A control character (including a tab) and a lone surrogate take one column, because
    editors show a placeholder. With `ambiguous_wide`, East Asian *ambiguous* characters (``°``,
    ``→``) take two columns.
    """
    if text.isascii():
        return len(text)
    width = len(text)
    for match in _RUN.finditer(text):
        run = match.group()
        width += _run_width(run, ambiguous_wide=ambiguous_wide) - len(run)
    return width


def _run_width(run: str, *, ambiguous_wide: bool) -> int:
    # wcwidth.wcswidth does not fit: its results for these sequences differ between the releases that
    # we support, it returns -1 for a control character, and it drops any character after a ZWJ.
    total = 0
    base, base_width = "", 0  # the cluster that the next character may join or widen
    joined = False
    for char in run:
        if "\U0001f1e6" <= char <= "\U0001f1ff":
            # Half a flag. The releases of wcwidth disagree on it.
            total += 1
            base, base_width, joined = "", 0, False
        elif char == _ZWJ:
            joined = _pictographic(base)
        elif joined and _pictographic(char):
            # Joined emoji are one glyph, which is as wide as its widest part.
            joined = False
            total += 2 - base_width
            base, base_width = char, 2
        elif char == _VS16:
            if base_width == 1 and _has_emoji_style(base):
                total += 1
                base_width = 2
        elif "\U0001f3fb" <= char <= "\U0001f3ff":
            # A skin tone without a base emoji is shown as a swatch.
            if not _pictographic(base):
                total += 2
                base, base_width = char, 2
        else:
            width = _char_width(char, ambiguous_wide)
            if width:
                total += width
                base, base_width, joined = char, width, False
            elif base_width == 1 and unicodedata.category(char) == "Mc":
                # A spacing mark takes a column of its own beside its letter.
                total += 1
                base_width = 2
    return total


@lru_cache(maxsize=8192)
def _char_width(char: str, ambiguous_wide: bool) -> int:
    if unicodedata.category(char) in {"Cc", "Cs"}:
        return 1
    # Importing wcwidth takes 18 ms, and files in plain ASCII do not need it.
    from wcwidth import wcwidth  # noqa: PLC0415

    width = max(0, wcwidth(char))
    if width == 1 and ambiguous_wide and unicodedata.east_asian_width(char) == "A":
        return 2
    return width


@lru_cache(maxsize=1024)
def _has_emoji_style(char: str) -> bool:
    """Tell whether Unicode's emoji-variation-sequences.txt lists `char` with VS16."""
    from wcwidth import wcswidth  # noqa: PLC0415 - see _char_width

    return wcswidth(char + _VS16) == 2


def _pictographic(char: str) -> bool:
    """Tell whether `char` can be part of a ZWJ sequence.

    The standard library lacks the property Extended_Pictographic (UTS #51), so this uses the blocks
    that contain it. The other characters of these blocks are never written with a ZWJ.
    """
    return (
        "\U0001f000" <= char <= "\U0001faff"
        or "\u2190" <= char <= "\u2bff"
        or char in {"©", "®", "‼", "⁉", "™", "ℹ", "〰", "〽", "㊗", "㊙"}
    )
