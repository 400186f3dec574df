"""Ids: which words are, which are not, and which are the same."""

from __future__ import annotations

import pytest

from backlog_ls.model.items.dependencies import needs_in
from backlog_ls.model.names.ids import find_idents, ident_key, is_ident, leading_ident, notation
from backlog_ls.syntax.document import Document

IDS = ["P0.1", "TASK-12", "T001", "OBS-003", "FT-M-05.06", "back-257", "US-12.3", "T012a"]


@pytest.mark.parametrize("ident", IDS)
def test_ids_are_found_wherever_they_stand(ident: str) -> None:
    for text in (ident, f"see {ident}, then", f"[{ident}](x.md)", f"(**{ident}**)", f"{ident}: x"):
        (found,) = find_idents(text, 0, len(text))
        assert text[found.start : found.end] == found.text == ident
    assert is_ident(ident)
    assert leading_ident(f"**{ident}**: name", 0, 99).text == ident


@pytest.mark.parametrize(
    "text",
    [
        "v1.2",
        "#12",
        "T001.md",
        "docs/M-01",
        "a@T001",
        "x.T001",
        "e-21-foo-bar",
        "12",
        "T",
        "2026-01-05",
    ],
)
def test_what_is_no_id(text: str) -> None:
    assert not list(find_idents(text, 0, len(text)))


@pytest.mark.parametrize("text", ["T001-T004", "T001–T004", "T001 - T004"])
def test_both_ends_of_a_range(text: str) -> None:
    assert [found.text for found in find_idents(text, 0, len(text))] == ["T001", "T004"]
    assert not leading_ident(text, 0, len(text)).text


@pytest.mark.parametrize("text", ["ORCH-2c 3a (part)", "UTF-8-like", "a T001"])
def test_no_name_begins_with_an_id(text: str) -> None:
    assert not leading_ident(text, 0, len(text)).text


def test_spellings_of_one_id() -> None:
    assert ident_key("T-007") == ident_key("t7") == ident_key("T_07")
    assert ident_key("T1.10") != ident_key("T1.1")
    assert notation(ident_key("FT-M-05.06")) == notation(ident_key("FT-M-1.2")) == "ftm#.#"


def needed(text: str) -> list[tuple[str, bool]]:
    found = []
    for block in Document.parse(text).rope:
        found += [(block.text[n.start : n.end], n.blocks) for n in needs_in(block)]
    return found


def test_where_needs_are_written() -> None:
    assert needed("- [ ] x (depends on T1, T2 and T3)\n") == [
        ("T1", False),
        ("T2", False),
        ("T3", False),
    ]
    assert needed("- [ ] x, blocked by: **TASK-1**\n") == [("TASK-1", True)]
    assert needed("**Blocked by**: P0.1 (locks)\n") == [("P0.1", True)]
    assert needed("- [ ] x\n  - Abhängig von: T1-T3\n") == [("T1", False), ("T3", False)]
    assert needed("---\nid: T1\ndependencies: [T2, T3]\n---\n") == [("T2", False), ("T3", False)]


def test_where_none_are() -> None:
    assert not needed("- [ ] x, see T1\n")
    assert not needed("```\ndepends on T1\n```\n")
    assert not needed("- [ ] undepends on T1\n")
