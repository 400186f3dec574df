"""How wide an editor shows a text, in cells of its grid."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from backlog_ls.text.pattern import pattern

_ZWJ = "\u200d"
_VS16 = "\ufe0f"

# wcwidth sums what a character is on its own. Only what stands in such a run can join with its
# neighbours; a digit counts with it for the sake of keycaps.
_RUN = pattern(r"[#*0-9]?[^\x00-\x7f]+")


def display_width(text: str, *, ambiguous_wide: bool = False) -> int:
    """Return the cells that `text` takes in a terminal or an editor with a monospaced font.

    Follows UAX #11 for East Asian width and UTS #51 for emoji: a ZWJ sequence, a flag, a keycap
    and a character with VS16 take two cells; VS15 leaves the width of its base (UAX #11, section
    4). A control character, tabs included, and a lone surrogate take one, as an editor shows a
    placeholder. `ambiguous_wide` gives East Asian *ambiguous* characters (``°``, ``→``) two cells.
    """
    if text.isascii():
        return len(text)
    width = len(text)
    for match in _RUN.finditer(text):
        run = match.group()
        width += _run_width(run, ambiguous_wide=ambiguous_wide) - len(run)
    return width


def _run_width(run: str, *, ambiguous_wide: bool) -> int:
    # Not wcwidth.wcswidth: its results for these sequences differ between the releases that we
    # accept, it gives -1 at a control character, and it swallows any character after a ZWJ.
    total = 0
    base, base_width = "", 0  # the cluster that a following character may join or widen
    joined = False
    for char in run:
        if "\U0001f1e6" <= char <= "\U0001f1ff":
            # Half a flag; wcwidth's releases disagree on it.
            total += 1
            base, base_width, joined = "", 0, False
        elif char == _ZWJ:
            joined = _pictographic(base)
        elif joined and _pictographic(char):
            # Joined emoji are one glyph, as wide as its widest part.
            joined = False
            total += 2 - base_width
            base, base_width = char, 2
        elif char == _VS16:
            if base_width == 1 and _has_emoji_style(base):
                total += 1
                base_width = 2
        elif "\U0001f3fb" <= char <= "\U0001f3ff":
            # A skin tone with nothing to colour is shown as a swatch.
            if not _pictographic(base):
                total += 2
                base, base_width = char, 2
        else:
            width = _char_width(char, ambiguous_wide)
            if width:
                total += width
                base, base_width, joined = char, width, False
            elif base_width == 1 and unicodedata.category(char) == "Mc":
                # A spacing mark needs room beside its letter, however the letter is wide.
                total += 1
                base_width = 2
    return total


@lru_cache(maxsize=8192)
def _char_width(char: str, ambiguous_wide: bool) -> int:
    if unicodedata.category(char) in {"Cc", "Cs"}:
        return 1
    # wcwidth takes 18 ms to import, which a file in plain ASCII need not pay.
    from wcwidth import wcwidth  # noqa: PLC0415

    width = max(0, wcwidth(char))
    if width == 1 and ambiguous_wide and unicodedata.east_asian_width(char) == "A":
        return 2
    return width


@lru_cache(maxsize=1024)
def _has_emoji_style(char: str) -> bool:
    """Whether Unicode's emoji-variation-sequences.txt has `char` with VS16."""
    from wcwidth import wcswidth  # noqa: PLC0415 - see _char_width

    return wcswidth(char + _VS16) == 2


def _pictographic(char: str) -> bool:
    """Whether `char` can stand in a ZWJ sequence.

    The blocks that hold Extended_Pictographic (UTS #51), not the property itself, which the
    standard library lacks: what else is in them is never written with a ZWJ.
    """
    return (
        "\U0001f000" <= char <= "\U0001faff"
        or "\u2190" <= char <= "\u2bff"
        or char in {"©", "®", "‼", "⁉", "™", "ℹ", "〰", "〽", "㊗", "㊙"}
    )
