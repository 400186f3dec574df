from __future__ import annotations

import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.text.mojibake import Damage, find_damage, find_mojibake, repair

if TYPE_CHECKING:
    from pathlib import Path

_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"


def _damaged(text: str, *, lost: bool) -> str:
    """Return `text` as decoded by a program that takes UTF-8 for Windows-1252."""
    return "".join(
        ("" if lost else chr(byte)) if byte in _UNDEFINED else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


_WORDS = st.sampled_from(["Done", "In progress", "P1", "the", "5", "x-y", "`code`", "**bold**"])
_ACCENTED = st.sampled_from(
    ["café", "déjà", "naïve", "über", "Straße", "Öffnung", "École", "ação", "mañana", "żółć",
     "księgą", "Übersicht", "señor", "Größe", "façade", "привет", "мир", "задача", "中文", "任务"]
)  # fmt: skip
_SYMBOLS = st.sampled_from(
    [*"✅🎯📅📋🔴🟠🟡🟢🚀📦🔧💡🐛📝🔍⚡☑✔✓★→↔↑↓≥≤≠•…–—™©®½№└├│─■▶⛔⭕⚙", "⚠️", "🛠️"]
)
_WHOLE = st.one_of(
    _WORDS, _ACCENTED, _SYMBOLS, st.sampled_from(["“quoted”", "it’s", "👨‍💻", "1️⃣", "5 × 3"])
)
# Of the originals with a byte that Windows-1252 lacks, those that can be told from what is left.
_LOSSY = st.sampled_from(
    ["❌", "←", "⏳", "⏰", "❓", "⭐", "⭐⭐⭐", "☐", "⚠️", "❤️", "⏱️", "⏸️", "🏆", "🏗️", "🏷️", "🛠️", "👩‍💻",
     "1️⃣", "“quoted”", "“it’s ❌”", "┌──┐"]
)  # fmt: skip
_DEFINED = st.one_of(
    _WORDS,
    st.one_of(_ACCENTED, _SYMBOLS).filter(lambda text: not set(text.encode()) & set(_UNDEFINED)),
)


def _lines(piece: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    line = st.lists(piece, max_size=8).map(" ".join)
    return st.lists(line, max_size=4).map("\n".join)


@given(_lines(_WHOLE))
def test_complete_sequences_are_repaired(original: str) -> None:
    damaged = _damaged(original, lost=False)
    assert repair(damaged) == original
    assert repair(original) == original


@given(_lines(st.one_of(_DEFINED, _LOSSY)))
def test_unambiguous_lossy_sequences_are_repaired(original: str) -> None:
    assert repair(_damaged(original, lost=True)) == original


@given(st.sampled_from(["✅", "🎯", "→", "❌", "└", "🔴", "✔", "café", "5 × 3", "⚠️", "voilà"]))
def test_damage_done_twice_is_repaired_at_once(original: str) -> None:
    twice = _damaged(_damaged(original, lost=True), lost=True)
    assert repair(f"- {twice} item") == f"- {original} item"


@given(_lines(st.one_of(_WHOLE, _LOSSY)), st.booleans())
def test_damage_has_exact_ranges_and_is_independent_of_other_lines(
    original: str, lost: bool
) -> None:
    text = _damaged(original, lost=lost)
    every = find_damage(text)
    for one, two in pairwise(every):
        assert one.end <= two.start
    found = [damage for damage in every if damage.repaired]
    for one, two in pairwise(found):
        assert one.end < two.start
    for damage in found:
        cut = text[damage.start : damage.end]
        assert not re.search(r"[0-9A-Za-z\r\n]", cut)
        assert damage.repaired != cut
    by_line: list[Damage] = []
    offset = 0
    for line in re.split(r"(?<=\n)", text):
        by_line += (
            Damage(offset + one.start, offset + one.end, one.repaired)
            for one in find_mojibake(line)
        )
        offset += len(line)
    assert found == by_line
    assert repair(repair(text)) == repair(text)


# Words that end in any accented letter, with everything that may follow a word.
_ENDS = [chr(c) for c in range(0xC0, 0x180) if chr(c).isalpha()] + ["éš", "áš", "ãž", "œ", "nº"]
_CLOSERS = [*"…’‘“”–—»«›‹™®©°²³¹•·", ".", ",", "…”", "”…", "»,", "!”", "?»", "\xa0»", "”\xa0"]
_NATURAL = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(["MAÇ", "IRM", "CAF", "SM", "A", "É"]),
              st.sampled_from([end for end in _ENDS if end.isupper()]), st.sampled_from(_CLOSERS)),
    st.builds("{}{}{}".format, st.sampled_from(["caf", "Tom", "voil", "pap", "«", "“p"]),
              st.sampled_from([end for end in _ENDS if end.islower()]), st.sampled_from(_CLOSERS)),
    st.sampled_from(["привет,", "«мир»", "任务完成了。", "「終わり」", "완료…", "Καλημέρα", "שלום", "مرحبا",
                     "สวัสดี", "नमस्ते", "✅", "⚠️", "👩‍💻", "🇫🇮", "1️⃣", "Ã", "à €", "« Â »", "“Ã”", "São",
                     "SÃO", "naïve", "Å–Ä–Ö", "Ä·Ö·Ü", "€5", "3×5", "10\xa0%", "ð", "þð", "Ð", "NIÑO…"]),
)  # fmt: skip


@given(st.lists(_NATURAL, max_size=12).map(" ".join))
def test_ordinary_writing_is_not_damage(text: str) -> None:
    assert find_damage(text) == []


@given(
    st.text(st.characters(min_codepoint=0x80, max_codepoint=0x17F) | st.sampled_from("â€ðŸœï¸Ã \n"))
)
def test_any_text_is_accepted_and_only_damage_changes(text: str) -> None:
    found = find_mojibake(text)
    done = 0
    for damage in found:
        assert done <= damage.start < damage.end <= len(text)
        done = damage.end
    kept = [
        text[a:b]
        for a, b in zip(
            [0, *(d.end for d in found)], [*(d.start for d in found), None], strict=True
        )
    ]
    assert repair(text) == "".join(
        part + damage for part, damage in zip(kept, [*(d.repaired for d in found), ""], strict=True)
    )


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        # A0 as a no-break space, as a plain one, or gone: the typed space always stays
        ("## ðŸŸ\xa0 P1 - HIGH", "## 🟠 P1 - HIGH"),
        ("## ðŸŸ  P1 - HIGH", "## 🟠 P1 - HIGH"),
        ("## ðŸŸ P1 - HIGH", "## 🟠 P1 - HIGH"),
        ("| ðŸŸ     | P1 |", "| 🟠     | P1 |"),
        ("ðŸŸ  \nP1", "🟠  \nP1"),
        ("âš\xa0ï¸ In Progress", "⚠️ In Progress"),
        ("âš ï¸ In Progress", "⚠️ In Progress"),
        ("âšï¸ In Progress", "⚠️ In Progress"),
        ("âš Careful", "⚠ Careful"),
        # a lost byte with more than one possible original is left alone
        ("ðŸ“ Notes", "ðŸ“ Notes"),
        ("âœï¸ Edit", "âœï¸ Edit"),
        ("â— Point", "â— Point"),
        ("Ã", "Ã"),
        ("wellâ€known", "wellâ€known"),
        ("closedâ€ and no start", "closedâ€ and no start"),
        ("â€œone\ntwoâ€ three", "“one\ntwoâ€ three"),
        ("â€œwellâ€known", "“wellâ€known"),
        ("â€œoneâ€\xa0two", "“oneâ€\xa0two"),
        ("“mixedâ€, too", "“mixed”, too"),
        # a word that has lost a letter stays unchanged
        ("Ð·Ð°Ð´Ð°Ñ‡Ð° Ñ‚ÐµÑÑ‚", "задача Ñ‚ÐµÑÑ‚"),
        # two-character letters need a reason
        ("8 files Ã— 5KB", "8 files × 5KB"),
        ("IRMÃ—", "IRMÃ—"),
        ("MÃ©tricas, LÃ¶sung, CÃ³digo, LÃ\xadnea", "Métricas, Lösung, Código, Línea"),
        ("Ã— is a letter", "Ã— is a letter"),
        ("Äšky", "Äšky"),
        # a lone â, and a word that ends in one
        ("Aâ†’B", "A→B"),
        ("p ⛔ pâ›”", "p ⛔ pâ›”"),
        ("- â›” Stop", "- ⛔ Stop"),
        ("(â…”)", "(â…”)"),
        ("ðŸ‘©â€âš•ï¸", "👩‍⚕️"),
        ("ðŸŽ¯ xâ€â€”y", "🎯 xâ€â€”y"),
        ("â€œStopâ€â€”he said", "“Stop”—he said"),
        ("vâ³ â³x â³", "vâ³ â³x ⏳"),
        ("Â\xa0", "Â\xa0"),
        ("âœ… Â\xa0done", "✅ \xa0done"),
        ("Â© 2026, 5Â°C, Â§ 3", "© 2026, 5°C, § 3"),
        # whole sequences beside a mark that was never damaged
        ("âŒ˜ and âŒ— and âŒ…", "⌘ and âŒ— and âŒ…"),
        ("ï»¿# Title", "\ufeff# Title"),
        ("Ã¢Å“â€¦ Ã°Å¸Å½Â¯ Ã¢Å’", "✅ 🎯 ❌"),
        ("Ã¢Å¡Â\xa0Ã¯Â¸Â\x8f", "⚠️"),
    ],
)
def test_repair(damaged: str, repaired: str) -> None:
    assert repair(damaged) == repaired
    assert repair(repaired) == repaired


@pytest.mark.parametrize(
    ("damaged", "lost"),
    [
        ("## ðŸ“ Notes", ["ðŸ“"]),
        ("ðŸ” Search ✅", ["ðŸ”"]),
        ("Ð’Ñ€ÐµÐ¼Ñ: 2", ["Ð’Ñ€ÐµÐ¼"]),
        ("âœ… done ðŸ“ here", ["ðŸ“"]),
        ("âœ… done", []),
        ("well\u00e2€known, Ð’Ñ", []),
    ],
)
def test_unrepairable_damage_is_found(damaged: str, lost: list[str]) -> None:
    found = find_damage(damaged)
    assert [damaged[d.start : d.end] for d in found if not d.repaired] == lost
    assert [d for d in found if d.repaired] == find_mojibake(damaged)


def test_spans() -> None:
    assert find_mojibake("a âš\xa0ï¸ b â† c") == [Damage(2, 7, "⚠️"), Damage(10, 12, "←")]


def test_time_is_linear_in_hostile_text() -> None:
    # Counted, not timed: line events of the module under test for twice the text.
    for piece in [
        "ð",
        "â",
        "ðŸ",
        "âŒ",
        "Ã©",
        "Ã–",
        "“â€x",
        "Ã¢Å“â€¦",
        "é…”",
        "Ð¿",
        "å…",
        "ï¸",
        "âš  ",
    ]:
        one, two = (_steps(piece * count) for count in (100, 200))
        assert two <= 2 * one + 50, piece


def _steps(text: str) -> int:
    steps = 0

    def count(*_: object) -> object:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)  # type: ignore[arg-type]  # a tracer that counts needs none of its arguments
    try:
        find_mojibake(text)
    finally:
        sys.settrace(before)
    return steps


def test_the_seed_is_repaired_and_nothing_else_changes(shared: Path) -> None:
    text = (shared / "seeds" / "omni-roadmap.md").read_bytes().decode()
    found = find_mojibake(text)
    counts = {key: sum(d.repaired == key for d in found) for key in {d.repaired for d in found}}
    assert counts == {
        "✅": 18, "❌": 8, "🎯": 4, "←": 3, "⚠️": 2, "×": 2,
        "🔴": 1, "🟠": 1, "🟡": 1, "🟢": 1, "📋": 1, "📅": 1,
    }  # fmt: skip
    repaired = repair(text)
    for line in [
        "## 🟠 P1 - HIGH",
        "# ← Explicit!",
        "**Status**: ❌ Not Started  \n",
        "8 files × 5KB",
    ]:
        assert line in repaired
    # ASCII text is unchanged, and no damage is left.
    assert re.sub(r"[^\x00-\x7f]", "", repaired) == re.sub(r"[^\x00-\x7f]", "", text)
    assert not re.search(r"[\x80-\u024f]", repaired.replace("×", ""))
    assert repair(repaired) == repaired


def test_only_damaged_documents_are_found(
    seeds: tuple[Path, ...], corpus: tuple[Path, ...]
) -> None:
    hits = {
        path.name: len(found)
        for path in seeds + corpus
        if (found := find_mojibake(path.read_bytes().decode("utf-8", "replace")))
    }
    assert hits == {"omni-roadmap.md": 43, "AUDIT_REPORT_2026-02-06.md": 2}
