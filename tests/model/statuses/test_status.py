from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.statuses import status as module
from backlog_ls.model.statuses.remarks import is_optional
from backlog_ls.model.statuses.status import (
    Status,
    StatusReading,
    canonical_status,
    checkbox_status,
    is_known_status,
    is_limiting,
    is_partial_status,
    read_status,
)
from backlog_ls.model.words import words
from backlog_ls.model.words.loading import languages

TODO, IN_PROGRESS, REVIEW, BLOCKED = (
    Status.TODO,
    Status.IN_PROGRESS,
    Status.REVIEW,
    Status.BLOCKED,
)
DEFERRED, DONE, CANCELLED, UNKNOWN = (
    Status.DEFERRED,
    Status.DONE,
    Status.CANCELLED,
    Status.UNKNOWN,
)

SPELLINGS = [
    (Status(status), spelling)
    for path in languages()
    for status, spellings in json.loads(path.read_text("utf-8"))["statuses"].items()
    for spelling in spellings
]
DRESSES = [
    "{}",
    "**{}**",
    "`{}`",
    "✅ {}",
    "{} ❌",
    "{} (see below)",
    "{} — soon",
    "{} 2026-01-10",
    "__{}__",
]
FRAGMENTS = ["done", "not", "in progress", "60%", "3/7", "2026-01-10", "✅", "⏳", "(", ")", ",", "fully", "core",
             "部分", "完成", "未", "?", "/", "**", "[x]", " ", " - ", "blocked by", "â", "\0"]  # fmt: skip


def test_every_listed_spelling_is_understood() -> None:
    missed = [
        spelling for status, spelling in SPELLINGS if canonical_status(spelling) is not status
    ]
    assert missed == []


@given(
    st.sampled_from(SPELLINGS),
    st.sampled_from(DRESSES),
    st.sampled_from([str, str.upper, str.title]),
)
def test_every_listed_spelling_is_understood_with_any_decoration(
    listed: tuple[Status, str], dress: str, cased: type[str]
) -> None:
    status, spelling = listed
    reading = read_status(dress.format(cased(spelling)))
    assert (reading.status, reading.known) == (status, True)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join))
def test_any_text_is_accepted(text: str) -> None:
    reading = read_status(text)
    assert reading == module._read(text)
    assert (reading.status, reading.known, reading.partial) == (
        canonical_status(text),
        is_known_status(text),
        is_partial_status(text),
    )


@given(
    st.sampled_from(SPELLINGS),
    st.sampled_from(["Ask Bob whether it is {} now", "{} or so says Bob"]),
)
def test_a_status_within_a_sentence_says_nothing(listed: tuple[Status, str], sentence: str) -> None:
    assert canonical_status(sentence.format(listed[1])) is UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("InProgress", IN_PROGRESS), ("ON_HOLD", DEFERRED), ("Won’t do", CANCELLED), ("wontfix", CANCELLED),
        ("Done ✅", DONE), ("Completed 2026-01-10", DONE), ("Completed Jan 2026", DONE), ("Done in v1.2", DONE),
        ("100% done", DONE), ("60% done", IN_PROGRESS), ("In progress 60%", IN_PROGRESS), ("Planned Q3", TODO),
        ("termine", DONE), ("Terminé", DONE), ("завершен", DONE), ("fully remediated", DONE),
        ("vollständig umgesetzt", DONE), ("全部完成", DONE), ("尚未完成", TODO), ("미구현", TODO),
        ("not done", TODO), ("not yet started", TODO), ("not yet merged", TODO), ("noch nicht fertig", TODO), ("NIET GEÏMPLEMENTEERD", TODO),
        ("Blocked by TASK-12", BLOCKED), ("blocked on the design", BLOCKED), ("Blocked: no key", BLOCKED),
        ("âœ… COMPLETED", DONE), ("âŒ Not Started", TODO), ("~~Todo~~ Done", DONE),
        ("[x]", DONE), ("`[ ]`", TODO), ("[~]", IN_PROGRESS), ("[?]", UNKNOWN),
        ("✅", DONE), ("✔️", DONE), ("🔄", IN_PROGRESS), ("⛔", BLOCKED), ("⏸️", DEFERRED), (":white_check_mark:", DONE),
        ("✅ LIVE", DONE), ("✅ all 5 examples run", DONE), ("✅ Not started", TODO),
    ],
)  # fmt: skip
def test_canonical_statuses(text: str, expected: Status) -> None:
    assert canonical_status(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "—", "Done?", "done by QA?", "Waiting on Bob's reply about API", "2 done", "3/7", "done 3/7", "120%",
        "Phase 1 completed", "Phase 1 COMPLETED - Phase 2 to come", "Done / In Progress", "Todo, blocked",
        "Ready", "Active", "PASS", "Part 2", "Core", "not fully done", "not partial", "✅ API 🔄 pages", "200", "tests ✅",
        "⏳", "🟢", "🔴", "📋", "🚧", "❌", "🟡", "✅ API / ⏳ pages", "❌ no", "Transitions to done",
    ],
)  # fmt: skip
def test_ambiguous_statuses(text: str) -> None:
    assert canonical_status(text) is UNKNOWN


@pytest.mark.parametrize("emoji", sorted(words().ambiguous_emojis))
def test_a_word_decides_over_an_ambiguous_emoji(emoji: str) -> None:
    assert canonical_status(emoji) is UNKNOWN
    assert is_known_status(emoji)
    assert {canonical_status(f"{emoji} Planned"), canonical_status(f"Planned {emoji}")} == {TODO}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Partial", IN_PROGRESS), ("PARTIALLY", IN_PROGRESS), ("Mostly done", IN_PROGRESS), ("almost done", IN_PROGRESS),
        ("(core complete)", IN_PROGRESS), ("done partially", IN_PROGRESS), ("partially blocked", BLOCKED),
        ("teilweise erledigt", IN_PROGRESS), ("Kern vollständig", IN_PROGRESS), ("部分已完成", IN_PROGRESS), ("Частично выполнено", IN_PROGRESS),
        ("Done (core only)", DONE), ("Fixed (partial — export deferred)", DONE), ("Open (partial)", TODO),
        ("✅ 90% done", IN_PROGRESS), ("Complete (80%)", DONE), ("已完成（部分）", DONE),
    ],
)  # fmt: skip
def test_partial_statuses(text: str, expected: Status) -> None:
    assert (canonical_status(text), is_partial_status(text)) == (expected, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("33%", IN_PROGRESS), ("🟡 33 %", IN_PROGRESS), ("🔴 0%", TODO), ("🟢 100%", DONE), ("✅ 80% (2 warnings)", IN_PROGRESS),
        ("🟡 (33%)", IN_PROGRESS), ("~50%", IN_PROGRESS), ("🟡 12,5 %", IN_PROGRESS), ("**100%**", DONE), ("0％", TODO),
        ("> 80%", UNKNOWN), ("80% coverage", UNKNOWN), ("101%", UNKNOWN), ("80% → 90%", UNKNOWN),
    ],
)  # fmt: skip
def test_a_share_is_a_status(text: str, expected: Status) -> None:
    assert canonical_status(text) is expected
    assert not is_partial_status(text) or expected is UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LÖST", DONE), ("Löst", DONE), ("Lost", UNKNOWN), ("KORJATTU", DONE), ("AVOIN", TODO), ("SULJETTU", DONE), ("解決", DONE),
        ("Færdig", DONE), ("Igangværende", IN_PROGRESS), ("Ikke påbegyndt", TODO), ("Ferdig", DONE), ("Pågår", IN_PROGRESS), ("Utsatt", DEFERRED),
        ("Klar", UNKNOWN), ("Ej påbörjad", TODO), ("Åtgärdad", DONE), ("TAMAMLANDI", DONE), ("Devam ediyor", IN_PROGRESS), ("Beklemede", UNKNOWN),
        ("Tehtud", DONE), ("Pooleli", IN_PROGRESS), ("Tegemata", TODO), ("เสร็จแล้ว", DONE), ("✅ เสร็จสิ้น", DONE), ("กำลังดำเนินการ", IN_PROGRESS),
        ("ยังไม่เริ่ม", TODO), ("สำเร็จ", UNKNOWN), ("Đã hoàn thành", DONE), ("ĐANG LÀM", IN_PROGRESS), ("Chưa bắt đầu", TODO), ("Tạm hoãn", DEFERRED),
        ("Hotovo", DONE), ("V řešení", IN_PROGRESS), ("Nezahájeno", TODO), ("Selesai", DONE), ("Sedang dikerjakan", IN_PROGRESS), ("후속", UNKNOWN),
    ],
)  # fmt: skip
def test_other_languages(text: str, expected: Status) -> None:
    assert canonical_status(text) is expected
    assert is_known_status(text) is (text != "Lost")


@pytest.mark.parametrize("text", ["Done", "Done (100%)", "Done (see #12)", "In progress", "Part 2"])
def test_whole_statuses(text: str) -> None:
    assert not is_partial_status(text)


@pytest.mark.parametrize(
    ("text", "known"),
    [("Ready", True), ("Later", True), ("DONE", True), ("⏳", True), ("Dnoe", False), ("404", False), ("✅ Dnoe", False)],
)  # fmt: skip
def test_known_words(text: str, known: bool) -> None:
    assert is_known_status(text) is known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("optional", True), ("Sync (optional)", True), ("[Stretch] Sync", True), ("Optional: sync", True),
        ("Sync — later", True), ("Abgleich (später)", True), ("同期（任意）", True),
        ("Optional fields in the form", False), ("Sync later pages", False), ("Make it (really) work", False),
    ],
)  # fmt: skip
def test_optional_names(text: str, expected: bool) -> None:
    assert is_optional(text) is expected


def test_checkbox_marks() -> None:
    assert [checkbox_status(mark) for mark in " xX/~->?"] == [
        TODO, DONE, DONE, IN_PROGRESS, IN_PROGRESS, CANCELLED, DEFERRED, UNKNOWN,
    ]  # fmt: skip


def test_limiting_remarks() -> None:
    texts = ["core only", "except the docs", "80%", "100%", "see #12"]
    assert [is_limiting(text) for text in texts] == [True, True, True, False, False]


def test_an_unknown_status_is_neither_known_nor_partial() -> None:
    assert read_status("Lorem ipsum") == StatusReading(UNKNOWN)


@pytest.mark.parametrize(
    "unit", ["done ", "✅", "(", "not ", "部分", "60% ", "[x]", "- ", "a\u0301\u0316"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    read_status(text)
    is_optional(text)
    is_limiting(text)
