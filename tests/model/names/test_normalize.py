from __future__ import annotations

import sys
import unicodedata
from types import SimpleNamespace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.names import normalize as module
from backlog_ls.model.names.normalize import (
    NormalizedStatus,
    normalize_name,
    normalize_status,
    strip_accents,
)

FRAGMENTS = [
    "Done", "in", "progress", "Ärger", "ß", "完了", "が", "**", "__", "_", "*", "`", "~~", "-", " - ",
    " – ", "—", " ", "\t", "(", ")", "（", "[", "](", "[[", "]]", "|", "\\", "\\|", "<br>", "<b>",
    "<!--", "-->", "&amp;", ":", ";", ",", "✅", "✔️", "👩‍💻", "🇩🇪", "1️⃣", "\ufe0f", "\u200d", "\r\n",
    "\0", "\ud800", "âœ…", "100%", ":x:", "?", "\u0301",
]  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)
plain = st.lists(
    st.sampled_from(["Login", "page", "Übersicht", "API", "v2", "完了", "C++", "C#"]),
    min_size=1,
    max_size=4,
)


@given(texts)
def test_nothing_raises(text: str) -> None:
    normalize_name(text)
    normalize_status(text)
    strip_accents(text)


@given(texts)
def test_caching_makes_no_difference(text: str) -> None:
    assert normalize_name(text) == module._normalize_name(text)
    assert normalize_status(text) == module._normalize_status(text)


@given(plain, st.sampled_from([" ", "-", "_", " - ", "  ", " – ", "\u2011", "\u00a0"]))
def test_separators_case_and_forms_make_no_difference(names: list[str], separator: str) -> None:
    reference = normalize_name(" ".join(names))
    assert normalize_name(separator.join(names)) == reference
    assert normalize_name(separator.join(names).upper().lower()) == reference
    assert normalize_name(separator.join(names).upper()) == reference


@given(
    plain,
    st.sampled_from(
        ["**{}**", "__{}__", "*{}*", "_{}_", "`{}`", "~~{}~~", "[{}](a(b).md)", "[{}][ref]", "[[x|{}]]",
         "<b>{}</b>", "{}<br>", "<!-- a > b -->{}", "✅ {}", "{} 🔄", "✔️ {}", "👩‍💻 {}", "({})", "“{}”",
         "{}.", "{}:", "- {}", " {} "]
    ),
)  # fmt: skip
def test_markup_emoji_and_outer_punctuation_make_no_difference(
    names: list[str], wrapping: str
) -> None:
    name = " ".join(names)
    assert normalize_name(wrapping.format(name)) == normalize_name(name) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"), ("C", "C#"), ("List<String>", "List<Int>"), ("🇩🇪 release", "🇫🇷 release"),
        ("A → B", "B → A"), ("1️⃣ step", "2️⃣ step"), ("Phase (1)", "Phase (2)"), ("❶ x", "❷ x"),
    ],
)  # fmt: skip
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normalize_name(one) != normalize_name(other)


def test_a_name_of_emoji_and_markup_only_is_empty() -> None:
    assert normalize_name("**🚀** ✔️") == ""


def test_entities_and_escapes_are_decoded() -> None:
    assert normalize_name(r"Import &amp; export \| sync") == normalize_name(
        "import & export | sync"
    )


def test_full_width_and_ideographic_forms_are_unified() -> None:
    assert normalize_name("ＡＰＩ（新）") == normalize_name("api(新)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Done", NormalizedStatus("done")),
        ("In-Progress", NormalizedStatus("in progress")),
        ("**In_Progress**", NormalizedStatus("in progress")),
        ("✅ COMPLETED", NormalizedStatus("completed", ("✅",), emoji_first=True)),
        ("`Done` ✔️", NormalizedStatus("done", ("✔",))),
        ("✅", NormalizedStatus("", ("✅",), emoji_first=True)),
        ("👩🏽‍💻 Doing", NormalizedStatus("doing", ("👩‍💻",), emoji_first=True)),
        (":white_check_mark: Done", NormalizedStatus("done", ("✅",), emoji_first=True)),
        ("Open (partial — see #2)", NormalizedStatus("open", tail="partial see #2")),
        ("Done; not released", NormalizedStatus("done", tail="not released")),
        ("Done - released", NormalizedStatus("done", tail="released")),
        ("Done – released", NormalizedStatus("done", tail="released")),
        ("Done—released", NormalizedStatus("done", tail="released")),
        ("Done, released", NormalizedStatus("done", tail="released")),
        ("Blocked: no key", NormalizedStatus("blocked", tail="no key")),
        ("Done<br>2026", NormalizedStatus("done", tail="2026")),
        ("已完成（核心）", NormalizedStatus("已完成", tail="核心")),
        ("(core complete)", NormalizedStatus("core complete")),
        ("~~Todo~~ **Done**", NormalizedStatus("done")),
        ("~~Dropped~~", NormalizedStatus("dropped")),
        ("[Done](a.md)", NormalizedStatus("done")),
        ("Done?", NormalizedStatus("done?")),
        ("v0.2, 1,5 days", NormalizedStatus("v0.2", tail="1,5 days")),
        ("", NormalizedStatus("")),
    ],
)
def test_parts_of_a_status(text: str, expected: NormalizedStatus) -> None:
    assert normalize_status(text) == expected


@pytest.mark.parametrize("text", ["âœ… COMPLETED", "âœ…COMPLETED"])
def test_mojibake_in_a_status_is_repaired(text: str) -> None:
    assert normalize_status(text).key == "completed"
    assert normalize_status(text).emoji == "✅"


def test_clean_text_does_not_import_mojibake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "backlog_ls.text.mojibake", None)
    assert module._normalize_status("Tâche terminée ✅ – bâtiment").word == "tâche terminée"


def test_accents_are_stripped_and_voiced_marks_are_kept() -> None:
    assert strip_accents("terminé") == "termine"
    assert strip_accents("завершён") == "завершен"
    assert strip_accents("完了した が") == "完了した が"
    assert strip_accents("완료") == "완료"


@pytest.mark.parametrize(
    "unit",
    ["[", "[a](", "[a](x(y)", "[[a|", "<!--", "<b ", "~~a", "(", "&amp", "\\", "âœ…", "✅\u200d", "a\u0301\u0316",
     "**_", " - ", ": ", "\U0001f1e9", ":a"],
)  # fmt: skip
def test_hostile_text_takes_linear_time(unit: str) -> None:
    # A quadratic scan of this size would run for minutes.
    text = unit * (200_000 // len(unit))
    strip_accents(normalize_name(text))
    normalize_status(text)


def test_long_runs_of_combining_marks_are_not_ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    # NFKC and NFD sort a run of marks in quadratic time.
    lengths: list[int] = []

    def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        lengths.append(len(text))
        return unicodedata.normalize(form, text)

    monkeypatch.setattr(module, "unicodedata", SimpleNamespace(normalize=normalize))
    for length in (10, 100_000):
        text = "a" + "\u0301\u0316" * length
        strip_accents(normalize_name(text))
        normalize_status(text)
    assert 10 < max(lengths) <= 4_000


def test_typographic_quotes_are_plain_ones() -> None:
    assert normalize_name("Won’t ‘really’ “do”") == normalize_name("Won't 'really' \"do\"")
