"""Signifiers of Obsidian Tasks and inline fields of Dataview, with exact ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.signifiers import split_signifiers
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.date_uses import find_date_uses
from backlog_ls.model.items.items import find_items
from backlog_ls.syntax.document import Document


def read(text: str) -> list[tuple[str, str]]:
    block = Document.parse(text).rope.at_index(0).piece
    return [
        (each.kind.value, text[each.value_start : each.value_end])
        for each in facts_of(block).signifiers
    ]


@pytest.mark.parametrize(
    ("line", "name", "found"),
    [
        ("Login 📅 2026-03-01", "Login", [("due", "2026-03-01")]),
        ("Login 🗓️2026-03-01", "Login", [("due", "2026-03-01")]),
        (
            "Login ⏫ 🔁 every week ➕ 2026-01-01 🛫 2026-01-02 ⏳ 2026-01-03 📅 2026-01-04",
            "Login",
            [
                ("priority", "⏫"),
                ("recurrence", "every week"),
                ("created", "2026-01-01"),
                ("started", "2026-01-02"),
                ("scheduled", "2026-01-03"),
                ("due", "2026-01-04"),
            ],
        ),
        ("Login 🆔 a-1 ⛔ b2, c_3", "Login", [("id", "a-1"), ("depends_on", "b2, c_3")]),
        (
            "Login #home ✅ 2026-01-01 #later ❌ 2026-01-02 ^link-1",
            "Login #home",
            [("finished", "2026-01-01"), ("cancelled", "2026-01-02")],
        ),
        ("Login 🏁 delete", "Login", [("on_completion", "delete")]),
        ("#home 📅 2026-01-01", "#home", [("due", "2026-01-01")]),
        ("📅 2026-01-01", "", [("due", "2026-01-01")]),
        ("Login 📅 2026-01-01 and more", "Login 📅 2026-01-01 and more", []),
        ("Login 📅 soon", "Login 📅 soon", []),
        ("Login 📅 2026-1-1", "Login 📅 2026-1-1", []),
        ("Sell 🔺 to ⏬ 5", "Sell 🔺 to ⏬ 5", []),
        ("Login `⏫ 📅 2026-01-01`", "Login `⏫ 📅 2026-01-01`", []),
        ("Login [due:: 2026-03-01]", "Login", [("due", "2026-03-01")]),
        (
            "Login  [priority:: high]  (repeat:: every day),",
            "Login",
            [("priority", "high"), ("recurrence", "every day")],
        ),
        (
            "Login [dependsOn:: a1,b2] [ID:: c3] 📅 2026-01-01",
            "Login",
            [("depends_on", "a1,b2"), ("id", "c3"), ("due", "2026-01-01")],
        ),
        (
            "Read [due:: 2026-03-01] by (owner:: Ann) it",
            "Read [due:: 2026-03-01] by (owner:: Ann) it",
            [("due", "2026-03-01"), ("field", "Ann")],
        ),
        ("Login [completion:: 2026-01-01) x", "Login [completion:: 2026-01-01) x", []),
        ("Login [due:: x](https://example.org)", "Login [due:: x](https://example.org)", []),
        ("Login `[due:: 2026-01-01]` now", "Login `[due:: 2026-01-01]` now", []),
    ],
)
def test_a_line(line: str, name: str, found: list[tuple[str, str]]) -> None:
    text = f"- [ ] {line}\n"
    assert read(text) == found
    (item,) = find_items(Document.parse(text).rope.at_index(0).piece)
    assert item.name == name
    assert text[item.start : item.end] == name


def test_only_the_first_line_of_a_task_counts() -> None:
    assert read("- [ ] Login 📅 2026-01-01\n  or not ⏫\n") == [("due", "2026-01-01")]


def test_nested_tasks_and_quotes() -> None:
    text = "> - [ ] Login 📅 2026-01-01\n>   - [ ] Form ⏫\n"
    assert read(text) == [("due", "2026-01-01"), ("priority", "⏫")]
    block = Document.parse(text).rope.at_index(0).piece
    found = facts_of(block)
    items = [
        split_signifiers(found.signifiers, list_item, number)
        for number, list_item in enumerate(found.list_items)
    ]
    texts = [text[item.text_start : item.text_end] for item, _ in items]
    assert texts == ["Login ", "Form "]
    assert [len(own) for _, own in items] == [1, 1]


def test_a_date_states_the_status_of_a_card() -> None:
    text = "## Doing\n\n- Login ✅ 2026-01-01\n- Form 📅 2026-01-01\n- Board ❌ 2026-01-02\n"
    found = [
        (record.item.name, record.status.value)
        for record in read_records(Backlog.read(Document.parse(text)))
    ]
    assert found == [("Login", "done"), ("Form", "in_progress"), ("Board", "cancelled")]


def test_ids_and_dependencies_are_symbols() -> None:
    text = "- [ ] Draw 🆔 0a1b\n- [x] Dig [id:: dcf64c]\n- [ ] Build ⛔ 0a1b,dcf64c\n"
    index = Backlog.read(Document.parse(text)).index
    assert index.get(SymbolKind.ID, "0a1b")
    assert index.get(SymbolKind.ID, "dcf64c")
    assert index.get(SymbolKind.DEPENDENCY, "0a1b")
    assert index.get(SymbolKind.DEPENDENCY, "dcf64c")


def test_the_id_in_the_name_wins() -> None:
    (item,) = find_items(Document.parse("- [ ] T-1 Login 🆔 a1b2\n").rope.at_index(0).piece)
    assert (item.id, item.has_signified_id) == ("T-1", False)


def test_dates_in_inline_fields() -> None:
    text = "- [ ] Login [due:: 2026-03-01] (completion:: 2026-03-02) [created:: ] ⏳ 2026-01-01\n"
    uses = find_date_uses(Document.parse(text).rope.at_index(0).piece)
    assert [(use.role.value, text[use.start : use.end]) for use in uses] == [
        ("due", "2026-03-01"),
        ("finished", "2026-03-02"),
        ("date", "2026-01-01"),
    ]


PARTS = [
    *("Login", " ", "#x", "📅 2026-03-01", "✅2026-02-30", "⏫", "🆔 a1", "⛔ b2, c3", "^l-1"),
    *("🔁 every day", "[due:: 2026-01-01]", "(owner:: Ann)", "[id::", "]", "`", "\n  ", "::", ","),
]


@given(st.lists(st.sampled_from(PARTS), max_size=10).map("".join))
def test_ranges_are_in_order_and_within_the_text(line: str) -> None:
    text = f"- [ ] {line}\n"
    at = 0
    for piece in Document.parse(text).rope:
        for each in facts_of(piece).signifiers:
            assert at <= each.start <= each.value_start <= each.value_end <= each.end
            assert each.end <= len(piece.text)
            assert (
                piece.text[each.value_start : each.value_end].strip(" \t")
                == (piece.text[each.value_start : each.value_end])
            )
            at = each.end
        for item in find_items(piece):
            assert piece.text[item.start : item.end] == item.name


def test_long_lines_are_read_in_linear_time() -> None:
    for part in PARTS:
        read(f"- [ ] {part * 20_000}\n")
