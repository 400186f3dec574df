from __future__ import annotations

import sys
import unicodedata
from types import SimpleNamespace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.names import normalize as module
from backlog_ls.model.names.normalize import FoldedStatus, fold, fold_status, unaccented

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
    fold(text)
    fold_status(text)
    unaccented(text)


@given(texts)
def test_memo_makes_no_difference(text: str) -> None:
    assert fold(text) == module._fold(text)
    assert fold_status(text) == module._fold_status(text)


@given(plain, st.sampled_from([" ", "-", "_", " - ", "  ", " – ", "\u2011", "\u00a0"]))
def test_separators_case_and_forms_make_no_difference(names: list[str], separator: str) -> None:
    reference = fold(" ".join(names))
    assert fold(separator.join(names)) == reference
    assert fold(separator.join(names).upper().lower()) == reference
    assert fold(separator.join(names).upper()) == reference


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
    assert fold(wrapping.format(name)) == fold(name) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"), ("C", "C#"), ("List<String>", "List<Int>"), ("🇩🇪 release", "🇫🇷 release"),
        ("A → B", "B → A"), ("1️⃣ step", "2️⃣ step"), ("Phase (1)", "Phase (2)"), ("❶ x", "❷ x"),
    ],
)  # fmt: skip
def test_what_tells_names_apart_is_kept(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_name_of_emoji_and_markup_only_is_empty() -> None:
    assert fold("**🚀** ✔️") == ""


def test_entities_and_escapes_are_resolved() -> None:
    assert fold(r"Import &amp; export \| sync") == fold("import & export | sync")


def test_full_width_and_ideographic_forms_are_unified() -> None:
    assert fold("ＡＰＩ（新）") == fold("api(新)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Done", FoldedStatus("done")),
        ("In-Progress", FoldedStatus("in progress")),
        ("**In_Progress**", FoldedStatus("in progress")),
        ("✅ COMPLETED", FoldedStatus("completed", ("✅",), emoji_first=True)),
        ("`Done` ✔️", FoldedStatus("done", ("✔",))),
        ("✅", FoldedStatus("", ("✅",), emoji_first=True)),
        ("👩🏽‍💻 Doing", FoldedStatus("doing", ("👩‍💻",), emoji_first=True)),
        (":white_check_mark: Done", FoldedStatus("done", ("✅",), emoji_first=True)),
        ("Open (partial — see #2)", FoldedStatus("open", tail="partial see #2")),
        ("Done; not released", FoldedStatus("done", tail="not released")),
        ("Done - released", FoldedStatus("done", tail="released")),
        ("Done – released", FoldedStatus("done", tail="released")),
        ("Done—released", FoldedStatus("done", tail="released")),
        ("Done, released", FoldedStatus("done", tail="released")),
        ("Blocked: no key", FoldedStatus("blocked", tail="no key")),
        ("Done<br>2026", FoldedStatus("done", tail="2026")),
        ("已完成（核心）", FoldedStatus("已完成", tail="核心")),
        ("(core complete)", FoldedStatus("core complete")),
        ("~~Todo~~ **Done**", FoldedStatus("done")),
        ("~~Dropped~~", FoldedStatus("dropped")),
        ("[Done](a.md)", FoldedStatus("done")),
        ("Done?", FoldedStatus("done?")),
        ("v0.2, 1,5 days", FoldedStatus("v0.2", tail="1,5 days")),
        ("", FoldedStatus("")),
    ],
)
def test_parts_of_a_status(text: str, expected: FoldedStatus) -> None:
    assert fold_status(text) == expected


@pytest.mark.parametrize("text", ["âœ… COMPLETED", "âœ…COMPLETED"])
def test_a_status_in_the_wrong_encoding_is_understood(text: str) -> None:
    assert fold_status(text).key == "completed"
    assert fold_status(text).emoji == "✅"


def test_clean_text_never_loads_the_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "backlog_ls.text.mojibake", None)
    assert module._fold_status("Tâche terminée ✅ – bâtiment").word == "tâche terminée"


def test_accents_are_stripped_and_sounds_are_kept() -> None:
    assert unaccented("terminé") == "termine"
    assert unaccented("завершён") == "завершен"
    assert unaccented("完了した が") == "完了した が"
    assert unaccented("완료") == "완료"


@pytest.mark.parametrize(
    "unit",
    ["[", "[a](", "[a](x(y)", "[[a|", "<!--", "<b ", "~~a", "(", "&amp", "\\", "âœ…", "✅\u200d", "a\u0301\u0316",
     "**_", " - ", ": ", "\U0001f1e9", ":a"],
)  # fmt: skip
def test_hostile_text_takes_time_in_proportion(unit: str) -> None:
    # A quadratic scan of this size would run for minutes.
    text = unit * (200_000 // len(unit))
    unaccented(fold(text))
    fold_status(text)


def test_long_runs_of_combining_marks_are_not_ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    # NFKC and NFD sort a run of marks in quadratic time.
    lengths: list[int] = []

    def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        lengths.append(len(text))
        return unicodedata.normalize(form, text)

    monkeypatch.setattr(module, "unicodedata", SimpleNamespace(normalize=normalize))
    for length in (10, 100_000):
        text = "a" + "\u0301\u0316" * length
        unaccented(fold(text))
        fold_status(text)
    assert 10 < max(lengths) <= 4_000


def test_typographic_quotes_are_plain_ones() -> None:
    assert fold("Won’t ‘really’ “do”") == fold("Won't 'really' \"do\"")
