"""UTF-8 text that was read as Windows-1252 and saved again: `âœ…` for ✅.

Windows-1252 has no character for the bytes 81, 8D, 8F, 90 and 9D. Programs either keep them as
C1 controls or drop them, so some sequences are *lossy*: ❌ (E2 9D 8C) becomes `âŒ`. A complete
sequence is decoded. A lossy sequence is looked up in a table of those that have only one plausible
original. Text that could be ordinary writing (`CAFÉ…”`, `IRMÃ”`, `« Â »`, `Tomáš“`) is left alone: a
missed repair costs little, a wrong one costs trust. Callers may pass any number of whole lines.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged range ``[start, end)`` of the text, in code points, and its repair."""

    start: int
    end: int
    repaired: str


def find_mojibake(text: str) -> list[Damage]:
    """Return the damaged ranges of `text` whose original is certain, in order and not adjacent.

    Adjacent sequences (an emoji and its variation selector, the letters of a word) form one range.
    Never raises. Takes time linear in the text.
    """
    return [damage for damage in find_damage(text) if damage.repaired]


def find_damage(text: str) -> list[Damage]:
    """Return what `find_mojibake` does, and the certain damage that cannot be repaired.

    `repaired` is empty for the latter: a word of another script that lost bytes, and most emoji.
    """
    if text.isascii() or _SUSPECT.search(text) is None:
        return []
    readings = _find_sequences(text)
    _weigh_scripts(text, readings)
    _weigh_neighbours(readings)
    _weigh_lines(text, readings)
    found = _merge_sequences(text, [each for each in readings if each.trust is _Trust.SURE])
    taken = {at for damage in found for at in range(damage.start, damage.end)}
    runs = _runs([each for each in readings if each.trust is _Trust.LOST])
    lost = [(run[0].start, run[-1].end) for run in runs]
    lost += [match.span() for match in _EMOJI.finditer(text) if match.start() not in taken]
    return sorted([*found, *(Damage(*span, "") for span in lost)], key=lambda each: each.start)


def repair(text: str) -> str:
    """Return `text` with all the repairs of `find_mojibake` applied."""
    parts: list[str] = []
    done = 0
    for damage in find_mojibake(text):
        parts += (text[done : damage.start], damage.repaired)
        done = damage.end
    parts.append(text[done:])
    return "".join(parts)


class _Trust(IntEnum):
    LOST = -2  # part of a damaged word that has lost letters
    NEVER = -1  # part of a word that may have lost letters
    JOINED = 0  # damage only if it touches a sure sequence
    LIKELY = 1  # damage if its line has a sure sequence
    SURE = 2


@dataclass(slots=True)
class _Sequence:
    """A sequence and its possible original. `trust` is adjusted by its surroundings."""

    start: int
    end: int
    repaired: str
    kind: str
    odd: bool  # contains a character that ordinary writing does not put after a letter
    trust: _Trust


_BYTE_OF: Final = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_CONTINUATION: Final = f"[{re.escape(''.join(map(chr, [*_BYTE_OF, *range(0x80, 0xC0)])))}]"

# Characters that ordinary writing puts right after a letter: closing punctuation, footnote marks,
# units and separate accents. So `é…”` is the end of a sentence, not an ideograph.
_FOLLOWS_LETTERS: Final = frozenset("…’‘“”•–—™›‹»«®©°²³¹·¯´¨§¶†‡\xa0\xad")
_SIGNS: Final = frozenset("®©°²³¹¨´¶§\xad")
_QUOTES: Final = frozenset("“”„«»‘’‚‹›")

# Lossy image → the original without and with a variation selector after it; "" if several originals
# are common. Left out because both are ambiguous: `ðŸ“` (📝 📁 📍 📐), `ðŸ”` (🔍 🔐), `â—` (● ❗),
# `âœï¸` (✏️ ✍️), `â•` (═ ╝).
_LOSSY: Final = {
    "âŒ": ("❌", "❌"),
    "âš": ("⚠", "⚠"),  # A0 was trimmed, or became a space: see _SPACED
    "â†": ("←", ""),
    "â“": ("❓", "❓"),
    "â³": ("⏳", "⏳"),
    "â°": ("⏰", "⏰"),
    "â\xad": ("⭐", ""),  # with a selector as likely ⏭
    "â˜": ("☐", ""),
    "â¤": ("", "❤"),
    "â±": ("", "⏱"),
    "â¸": ("", "⏸"),
    "ðŸŸ": ("🟠", ""),  # A0
    "ðŸ†": ("🏆", ""),
    "ðŸ—": ("", "🏗"),
    "ðŸ·": ("", "🏷"),
    "ðŸ›": ("", "🛠"),  # A0; without a selector as likely 🐛
}
# If A0 became a plain space, that space belongs to the sequence. This is certain only right before
# a selector, and if two spaces separate the symbol from a word: one of them was typed.
_SPACED: Final = r"(?:âš|ðŸ›) (?=ï¸)|(?:âš|ðŸŸ) (?= [^\s|])"
_LOST_SELECTOR: Final = "ï¸"
_LOST_PUNCTUATION: Final = "â€"
_LOST_CORNER: Final = "â”"
_SEQUENCE: Final = pattern(
    f"(?P<two>[Â-ß]{_CONTINUATION})"
    f"|(?P<whole>(?:ð[Ÿ\x9f]|[à-ï]){_CONTINUATION}{{2}})"
    f"|{_SPACED}|{_LOST_SELECTOR}|{_LOST_PUNCTUATION}|{_LOST_CORNER}|{'|'.join(_LOSSY)}"
    "|[“”]"
)
_SUSPECT: Final = pattern(f"[Â-ð]{_CONTINUATION}")
_LEAD: Final = pattern("[Â-ï]")
_EMOJI: Final = pattern(f"ð[Ÿ\x9f]{_CONTINUATION}{{0,2}}")  # two letters that no language joins
# The beginning of ✔, └ or 🔴 damaged twice, and a partly repaired rest, which no repair may leave.
_HALFWAY: Final = pattern(r"(?:Ã¢|Ã°Å¸)[^\x00-\x7f]{0,3}\Z")
_UNFINISHED: Final = pattern("ð[Ÿ\x9f]|â[€œŒš]")
# The repair of a neighbour must not complete a sequence that stays undecided.
_STRAY: Final = pattern(f"[âð]{_CONTINUATION}{{0,2}}\\Z")
_MARK: Final = pattern(_CONTINUATION)
_LINE_END: Final = pattern(r"[\r\n]")

# `âŒ—` may be ⌗, or ❌ before an undamaged dash. Of the complete sequences that consist of a lossy one
# and punctuation, these are the characters that people use.
_WELL_USED: Final = frozenset("⌘⌚⌛⌥⌨⌫→↔↑↓↩↗↖↙⚒⚓⚔⚕⚖⚗⚙⚛⚠⚫⭕★☑☔☕🟠🟩🟫🆒🆓🆔🆕🆖🆗🆙🗑🗒🗓🗞🛑🛒🛠🛡")


def _find_sequences(text: str) -> list[_Sequence]:
    readings: list[_Sequence] = []
    opened = -1  # end of an opening “ on this line whose ” is still missing
    seen = 0
    for match in _SEQUENCE.finditer(text):
        start, end = match.span()
        if opened >= 0 and _LINE_END.search(text, seen, start):
            opened = -1
        seen = end
        joined = readings[-1] if readings and readings[-1].end == start else None
        if match[0] in {"“", "”"}:  # undamaged, but it opens or closes a quotation
            opened = end if match[0] == "“" else -1
            continue
        if match["two"]:
            reading = _two_bytes(text, start, end)
        elif match[0] == "â€\xa0" and opened >= 0:
            continue  # † in a quotation, or its end before a no-break space
        elif match["whole"]:
            reading = _whole(text, start, end, joined)
        elif match[0] == _LOST_PUNCTUATION and _closes_quote(text, opened, start, end):
            reading = _sure(start, end, "”")
        else:
            reading = _lossy(text, start, end, joined)
        if reading is not None:
            readings.append(reading)
            if reading.repaired in {"“", "”"}:
                opened = end if reading.repaired == "“" else -1
    return readings


def _sure(start: int, end: int, repaired: str) -> _Sequence:
    return _Sequence(start, end, repaired, "symbol", odd=True, trust=_Trust.SURE)


def _decoded(image: str) -> str:
    """Decode the bytes behind `image`; "" if they are not UTF-8 (overlong, a surrogate)."""
    try:
        return image.translate(_BYTE_OF).encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _two_bytes(text: str, start: int, end: int) -> _Sequence | None:
    lead, mark = text[start], text[start + 1]
    original = _decoded(lead + mark)
    before = text[start - 1 : start]
    odd = mark not in _FOLLOWS_LETTERS
    trust = _Trust.JOINED
    if lead in "ÐÑ":
        kind = "cyrillic"
        if not before.isupper():
            trust = _Trust.LIKELY
    elif lead in "ÎÏ":
        kind = "greek"
    elif lead in "ÃÂÄÅÆË":
        kind = "latin"
        odd = odd and not (lead in "ÄÅ" and mark in "šžŠŽ")  # Slovak, Estonian
        if lead in "ÃÂ" and original >= "\xa0":
            trust = _west_european(text, start, end, odd=odd)
        elif lead in "ÄÅ" and not before.isupper():
            letters = before.islower() or (odd and text[end : end + 1].islower())
            trust = _Trust.SURE if letters else _Trust.LIKELY if odd else _Trust.JOINED
    else:
        return None
    return _Sequence(start, end, original, kind, odd, trust)


def _west_european(text: str, start: int, end: int, *, odd: bool) -> _Trust:
    """Return how certain it is that `Ã` or `Â` and the next character are one damaged character."""
    lead, mark = text[start], text[start + 1]
    before, after = text[start - 1 : start], text[end : end + 1]
    if odd or before.islower():
        return _Trust.SURE
    if before.isupper():
        # Métricas, Lösung: signs do not occur between two letters. IRMÃ” is Portuguese in capitals.
        inside = lead == "Ã" and mark in _SIGNS and after.islower()
        return _Trust.SURE if inside else _Trust.JOINED
    if lead == "Â" and (mark in "©®§" or (before.isdecimal() and mark in "°²³¹")):
        return _Trust.SURE
    if lead == "Ã" and after.islower() and mark not in "—’·\xa0":
        word = mark not in "–…" or text[end + 1 : end + 2].islower()
        return _Trust.SURE if word else _Trust.LIKELY
    # ×, ·, » between spaces or numbers: after a capital letter there would be text on the other side
    separate = all(side in {" ", "\t"} or side.isdecimal() for side in (before, after))
    signs = "—·\xa0" if lead == "Ã" else "·»«"
    return _Trust.SURE if separate and mark in signs else _Trust.LIKELY


def _whole(text: str, start: int, end: int, joined: _Sequence | None) -> _Sequence | None:
    image = text[start:end]
    original = _decoded(image)
    ambiguous = image[:-1] in _LOSSY and image[-1] in _FOLLOWS_LETTERS
    if ambiguous and original not in _WELL_USED:
        return None
    if image[0] == "ð" or original in {"\ufe0e", "\ufe0f", "\ufeff"}:
        return _sure(start, end, original) if original else None
    if image[0] != "â":
        return _wide(image, start, end, original)
    if original >= "\u2c00" or unicodedata.category(original) == "Cn":
        return None
    if "\u2028" <= original <= "\u202e":  # nobody types a line separator or a direction control
        return None
    if original not in "→↔" and _FOLLOWS_LETTERS.issuperset(image[1:]):
        # ⛔ and └ are likelier than a single â with two closing marks; ⅔ and Braille are not
        drawn = "\u2190" <= original < "\u2200" or "\u2460" <= original < "\u2800"
        before = text[start - 1 : start]
        if not (drawn or original == "⭕"):
            return None
        if joined is None and (before.isalpha() or before in _QUOTES):
            return None
    return _sure(start, end, original)


def _wide(image: str, start: int, end: int, original: str) -> _Sequence | None:
    """Decode an ideograph, kana, Hangul or Indic letter, which counts only as part of a word."""
    punctuation = "\u3000" <= original < "\u3040" or "\uff00" <= original < "\ufff0"
    if not (original and (punctuation or unicodedata.category(original)[0] in "LM")):
        return None
    first_odd, odd = (
        any(mark not in _FOLLOWS_LETTERS and not mark.isalpha() for mark in marks)
        for marks in (image[1], image[1:])
    )
    odd = odd or (image[2].isalpha() and not image[1].isalpha())  # a letter after a word's end
    trust = _Trust.LIKELY if first_odd else _Trust.JOINED
    return _Sequence(start, end, original, "wide", odd, trust)


def _lossy(text: str, start: int, end: int, joined: _Sequence | None) -> _Sequence | None:
    image = text[start:end].rstrip(" ")
    before, after = text[start - 1 : start], text[end : end + 1]
    symbol_before = joined is not None and joined.kind == "symbol"
    if image == _LOST_SELECTOR:
        keycap = before != "" and before in "0123456789#*" and text.startswith("âƒ£", end)
        styles = symbol_before or keycap or unicodedata.category(before or "a") == "So"
        return _sure(start, end, "\ufe0f") if styles else None
    if image == _LOST_PUNCTUATION and _HALFWAY.search(text[max(0, start - 7) : start]):
        return _sure(start, end, "”")  # damaged twice: only ” can follow here
    if image == _LOST_PUNCTUATION:
        # A joiner that lost 8D, if it is between two emoji: ♀ ♂ ⚕ ✈ ❤ may follow besides `ðŸ`
        joins = symbol_before and text.startswith(("ðŸ", "â™", "âš", "âœ", "â¤"), end)
        return _sure(start, end, "\u200d") if joins else None
    if image == _LOST_CORNER:
        return _sure(start, end, "┐") if joined is not None and joined.repaired == "─" else None
    styled = text.startswith(_LOST_SELECTOR, end)
    original = _LOSSY[image][styled]
    alone = symbol_before or not (before.isalnum() or before in _QUOTES)
    alone = alone and not (after.isalnum() and after not in "âð") and after not in _QUOTES
    if original and (styled or alone or image[0] == "ð" or image == "âŒ"):
        return _sure(start, end, original)
    return None


def _closes_quote(text: str, opened: int, start: int, end: int) -> bool:
    """Tell whether `â€` is the ” (80 9D) that closes a “, not a joiner (80 8D) or hyphen (80 90)."""
    if opened in {-1, start}:
        return False
    after = text[end : end + 1]
    return not text[start - 1].isspace() and (not after.isalnum() or after in "âðÂ")


def _runs(readings: list[_Sequence], *, by_kind: bool = False) -> Iterator[list[_Sequence]]:
    run: list[_Sequence] = []
    for reading in readings:
        if run and (run[-1].end != reading.start or (by_kind and run[-1].kind != reading.kind)):
            yield run
            run = []
        run.append(reading)
    if run:
        yield run


def _weigh_scripts(text: str, readings: list[_Sequence]) -> None:
    """Trust adjacent letters of one script, unless their word has lost letters.

    A partly repaired word is worse than an untouched one: it no longer shows what happened to it.
    """
    starts = {reading.start for reading in readings}
    ends = {reading.end for reading in readings}
    for run in _runs(readings, by_kind=True):
        if run[0].kind in {"symbol", "latin"}:
            continue
        start, end = run[0].start, run[-1].end
        lost_before = start not in ends and _LEAD.search(text, max(0, start - 2), start)
        lost_after = end not in starts and _LEAD.match(text, end)
        certain = len(run) > (1 if any(reading.odd for reading in run) else 2)
        if lost_before or lost_after:
            _set_trust(run, _Trust.LOST if certain else _Trust.NEVER)
        elif certain:
            _set_trust(run, _Trust.SURE)


def _weigh_neighbours(readings: list[_Sequence]) -> None:
    """Trust a Latin letter that touches sure damage, or another letter that is odd."""
    for run in _runs(readings):
        latin = [reading for reading in run if reading.kind == "latin"]
        odd = len(latin) > 1 and any(reading.odd for reading in latin)
        if odd or any(reading.trust is _Trust.SURE for reading in run):
            _set_trust(latin, _Trust.SURE)


def _weigh_lines(text: str, readings: list[_Sequence]) -> None:
    line: list[_Sequence] = []
    for reading in readings:
        if line and _LINE_END.search(text, line[-1].end, reading.start):
            _weigh_line(line)
            line = []
        line.append(reading)
    _weigh_line(line)


def _weigh_line(line: list[_Sequence]) -> None:
    if any(reading.trust is _Trust.SURE for reading in line):
        _set_trust([reading for reading in line if reading.trust is _Trust.LIKELY], _Trust.SURE)


def _set_trust(readings: list[_Sequence], trust: _Trust) -> None:
    for reading in readings:
        reading.trust = trust


def _merge_sequences(text: str, sure: list[_Sequence]) -> list[Damage]:
    stretches: list[Damage] = []
    for run in _runs(sure):
        start, end = run[0].start, run[-1].end
        repaired = "".join(reading.repaired for reading in run)
        if len(repaired) > 1:
            repaired = _repaired_again(
                text[max(0, start - 1) : start], repaired, text[end : end + 1]
            )
        exposed = _STRAY.search(text[max(0, start - 3) : start]) and _MARK.match(repaired)
        if not exposed and not _UNFINISHED.search(repaired):
            stretches.append(Damage(start, end, repaired))
    return stretches


def _repaired_again(before: str, repaired: str, after: str) -> str:
    """Undo damage that was done twice, if the result of the first repair is damage as a whole.

    Each repair at least halves the range, so the total time stays linear.
    """
    found = find_mojibake(before + repaired + after)
    if len(found) == 1:
        [inner] = found
        if (inner.start, inner.end) == (len(before), len(before) + len(repaired)):
            return inner.repaired
    return repaired
