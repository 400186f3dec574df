from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.text.width import display_width

EXAMPLES = {
    "": 0,
    "Done": 4,
    "Tehtävä": 7,
    "日本語": 6,
    "状态: ok": 8,
    "한국": 4,
    "ﾊﾝｶｸ": 4,
    "e\u0301": 1,
    "\u1112\u1161\u11ab": 2,
    "कि": 2,
    "✅ Done": 7,
    "👍": 2,
    "👍🏽": 2,
    "🏽": 2,
    "👨‍👩‍👧": 2,
    "👨‍👩‍👧👨‍👩‍👧": 4,
    "🏃🏽‍♂️": 2,
    "👁️‍🗨️": 2,
    "❤‍🔥": 2,
    "🏳️‍🌈!": 3,
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": 2,
    "⚠": 1,
    "⚠️": 2,
    "⚠️⚠️": 4,
    "⚠︎": 1,
    "⌚": 2,
    "⌚︎": 2,
    "⌚️": 2,
    "🇫🇮": 2,
    "🇫🇮🇸🇪": 4,
    "🇫 🇮": 3,
    "1️⃣": 2,
    "1️⃣2️⃣ a": 6,
    "a️": 1,
    "ن\u200dب": 2,
    "é\u200d👩": 3,
    "👩\u200dé": 3,
    "👩\u200d🇫🇮": 4,
    "🇫🇮\u200d👩": 4,
    "\u200b\ufeff": 0,
    "a\tb": 3,
    "\x00é\x7f\x85": 4,
    "\ud800": 1,
    "\udc00a\ud83d": 3,
}


@pytest.mark.parametrize(("text", "width"), EXAMPLES.items())
def test_width(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "narrow", "wide"),
    [("→", 1, 2), ("20 °C", 5, 6), ("é", 1, 2), ("ä", 1, 1), ("e\u0301", 1, 1), ("☎️", 2, 2)],
)
def test_ambiguous_width_is_a_setting(text: str, narrow: int, wide: int) -> None:
    assert display_width(text) == narrow
    assert display_width(text, ambiguous_wide=True) == wide


@given(st.lists(st.text() | st.sampled_from(list(EXAMPLES))), st.booleans())
def test_widths_add_up_across_spaces(texts: list[str], wide: bool) -> None:
    # The layout of a table sums its cells' widths.
    widths = [display_width(text, ambiguous_wide=wide) for text in texts]
    assert display_width(" ".join(texts), ambiguous_wide=wide) == sum(widths) + max(
        0, len(texts) - 1
    )


@given(st.text(st.characters(), max_size=30), st.booleans())
def test_bounds(text: str, wide: bool) -> None:
    assert 0 <= display_width(text, ambiguous_wide=wide) <= 2 * len(text)
    letters = [char for char in text if unicodedata.east_asian_width(char) == "Na"]
    assert display_width("".join(letters)) == len(letters)


@pytest.mark.parametrize("unit", ["🇫", "\u200d", "👩\u200d", "\ufe0f", "1️⃣", "\u0301", "\u093f"])
def test_a_long_run_takes_linear_time(unit: str) -> None:
    # A quadratic scan would take minutes.
    assert display_width(unit * 200_000) <= 200_000 * 2 * len(unit)


def test_ascii_does_not_import_wcwidth() -> None:
    program = (
        "import sys; from backlog_ls.text.width import display_width\n"
        "assert display_width('plain') == 5 and 'wcwidth' not in sys.modules\n"
        "assert display_width('é') == 1 and 'wcwidth' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
