from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.items.bullets import BulletShape, Evidence, read_bullet


def describe(text: str) -> tuple[str, str, str, str]:
    """Return the name, the id, the status as written, and its meaning."""
    bullet = read_bullet(text, 0, len(text))
    stated = text[bullet.status_start : bullet.status_end]
    meaning = bullet.status.value if bullet.status else ""
    return text[bullet.start : bullet.end], bullet.id.text, stated, meaning


@pytest.mark.parametrize(
    ("text", "name", "ident", "stated", "meaning"),
    [
        ("[done] Sign-in", "Sign-in", "", "done", "done"),
        ("[shipped, 3f2a91c] Sign-in", "Sign-in", "", "shipped, 3f2a91c", "done"),
        ("`[planned]` Sign-in", "Sign-in", "", "planned", "todo"),
        ("**[WIP]** Sign-in", "Sign-in", "", "WIP", "in_progress"),
        ("(done) Sign-in", "Sign-in", "", "done", "done"),
        ("[完成] 登录", "登录", "", "完成", "done"),
        ("**Sign-in** — DONE", "Sign-in", "", "DONE", "done"),
        ("**Sign-in** — DONE. Merged in #12", "Sign-in", "", "DONE", "done"),
        ("**Sign-in:** in progress", "Sign-in", "", "in progress", "in_progress"),
        ("**Sign-in** (done)", "Sign-in", "", "done", "done"),
        ("**1.2: Sign-in**  Done<p>", "1.2: Sign-in", "", "Done", "done"),
        ("~~Sign-in~~ **Done** for this part", "Sign-in", "", "Done", "done"),
        ("**[In progress] Sign-in** (OAuth)", "Sign-in", "", "In progress", "in_progress"),
        ("**Sign-in** [done]", "Sign-in", "", "done", "done"),
        (
            "**Sprint 7** (May): 🔄 In Progress",
            "Sprint 7",
            "",
            "🔄 In Progress",
            "in_progress",
        ),
        ("`E1-S2`: `DONE` — Sign-in", "Sign-in", "E1-S2", "DONE", "done"),
        ("**E1-S2B**: DONE — Sign-in", "Sign-in", "E1-S2B", "DONE", "done"),
        ("T1: Sign-in — planned", "Sign-in", "T1", "planned", "todo"),
        ("OBS-3 Sign-in fails — READY", "Sign-in fails", "OBS-3", "READY", "todo"),
        ("**T1 Sign-in** (done)", "Sign-in", "T1", "done", "done"),
        ("[T1](x.md) Sign-in — done", "Sign-in", "T1", "done", "done"),
        ("[Sign-in](x.md) — done", "Sign-in", "", "done", "done"),
        ("~~Importer~~ ✅ solved in #166", "Importer", "", "✅ solved in #166", "done"),
        ("~~**Importer**~~ — ✅ **done** (v2)", "Importer", "", "✅ **done**", "done"),
    ],
)
def test_a_certain_status(text: str, name: str, ident: str, stated: str, meaning: str) -> None:
    assert describe(text) == (name, ident, stated, meaning)
    assert read_bullet(text, 0, len(text)).evidence is Evidence.STATED


@pytest.mark.parametrize(
    ("text", "name", "stated", "shape"),
    [
        ("✅ Sign-in", "Sign-in", "✅", BulletShape.SIGN),
        ("🚧 &nbsp; Sign-in", "Sign-in", "🚧", BulletShape.SIGN),
        ("✅ **Sign-in** (v2): with a key", "Sign-in", "✅", BulletShape.SIGN),
        ("**Sign-in** ✅", "Sign-in", "✅", BulletShape.SUFFIX),
        ("**✅ Sign-in** (v2): with a key", "Sign-in", "✅", BulletShape.SIGN),
        ("Sign-in (done)", "Sign-in", "done", BulletShape.SUFFIX),
        ("Sign-in - in progress", "Sign-in", "in progress", BulletShape.SUFFIX),
        ("DONE: Sign-in", "Sign-in", "DONE", BulletShape.BRACKET),
        ("DONE — Sign-in", "Sign-in", "DONE", BulletShape.BRACKET),
        ("[ready] Sign-in", "Sign-in", "ready", BulletShape.BRACKET),
    ],
)
def test_a_status_that_other_lists_have_too(
    text: str, name: str, stated: str, shape: BulletShape
) -> None:
    bullet = read_bullet(text, 0, len(text))
    assert bullet.evidence is Evidence.SIGNED
    assert bullet.shape is shape
    assert text[bullet.start : bullet.end] == name
    assert text[bullet.status_start : bullet.status_end] == stated


@pytest.mark.parametrize(
    ("text", "name", "ident"),
    [
        ("Sign-in with a key", "Sign-in with a key", ""),
        ("[docs] Sign-in", "Sign-in", ""),
        ("[test] Sign-in", "Sign-in", ""),  # a kind of work
        ("[high] Sign-in", "Sign-in", ""),
        ("**Sign-in** for all", "Sign-in", ""),
        ("API — Sign-in", "API — Sign-in", ""),
        ("~~Sign-in\n  with a key~~", "Sign-in\n  with a key", ""),
        ("[2026-07-25] **Sign-in** with a key", "Sign-in", ""),
        ("2026-07-25: Sign-in", "Sign-in", ""),
        ("**T1**: Sign-in", "Sign-in", "T1"),
        ("P0 Sign-in", "P0 Sign-in", ""),  # a priority
        ("GA4 property", "GA4 property", ""),  # may be a word
        ("**Sign-in**: with a key", "Sign-in", ""),
        ("**Sign-in**: missing fields", "Sign-in", ""),
        ("**Coverage**: 100%", "Coverage", ""),
        ("[x] Sign-in", "[x] Sign-in", ""),
        ("[docs](x.md) are old", "docs", ""),
        ("~~Importer~~", "Importer", ""),
    ],
)
def test_no_status(text: str, name: str, ident: str) -> None:
    assert describe(text) == (name, ident, "", "")


PARTS = [
    "[done]",
    "**",
    "~~",
    "`",
    "[",
    "](",
    ")",
    " — ",
    ": ",
    "T-1",
    "✅",
    "done",
    "a",
    " ",
    "\n",
]


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_spans_are_inside_the_text_and_do_not_overlap(text: str) -> None:
    bullet = read_bullet(text, 0, len(text))
    assert 0 <= bullet.start <= bullet.end <= len(text)
    assert 0 <= bullet.status_start <= bullet.status_end <= len(text)
    if bullet.status is not None:
        assert bullet.status_start < bullet.status_end
        assert bullet.status_end <= bullet.start or bullet.status_start >= bullet.end
    if bullet.id.text:
        assert text[bullet.id.start : bullet.id.end] == bullet.id.text


@pytest.mark.parametrize("part", ["**a", "~~a", "[a", "(a", "— ", "✅ ", "1111", "[done] ", "a: "])
def test_long_texts_take_linear_time(part: str) -> None:
    text = part * 20_000
    start = time.process_time()
    read_bullet(text, 0, len(text))
    assert time.process_time() - start < 1
