"""Which words are ids, and which ids are equal."""

from __future__ import annotations

import pytest

from backlog_ls.model.items.dependency_uses import find_dependency_uses
from backlog_ls.model.names.ids import (
    find_ids,
    find_ids_in_ranges,
    find_leading_id,
    find_leading_number,
    find_listed_ids,
    first_of_short_range,
    id_series,
    is_id,
    is_local_id,
    normalize_id,
)
from backlog_ls.syntax.document import Document

IDS = [
    "P0.1",
    "TASK-12",
    "T001",
    "OBS-003",
    "FT-M-05.06",
    "back-257",
    "US-12.3",
    "T012a",
    "E1-S2",
    "M0-T02A",
]


@pytest.mark.parametrize("ident", IDS)
def test_ids_are_found_anywhere(ident: str) -> None:
    for text in (ident, f"see {ident}, then", f"[{ident}](x.md)", f"(**{ident}**)", f"{ident}: x"):
        (found,) = find_ids(text, 0, len(text))
        assert text[found.start : found.end] == found.text == ident
    assert is_id(ident)
    assert find_leading_id(f"**{ident}**: name", 0, 99).text == ident


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
def test_texts_that_are_not_ids(text: str) -> None:
    assert not list(find_ids(text, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6.3.7", ["6.3.7"]),
        ("6.3.7, 6.3.8 and T-1", ["6.3.7", "6.3.8", "T-1"]),
        ("[6.3.7](#x), **6.4**", ["6.3.7", "6.4"]),
        ("6.3.7 (done)", ["6.3.7"]),
        ("T-1, 2.1.", ["T-1", "2.1"]),
        ("Node 20.1", []),
        ("6.3.7 of the plan", []),
        ("v1.2.3, 1.2.3.4.5.6", []),
        ("50.5%", []),
        ("2026.01.05", []),
    ],
)
def test_dotted_numbers_in_lists(text: str, found: list[str]) -> None:
    assert [ident.text for ident in find_listed_ids(text, 0, len(text))] == found
    assert [ident.text for ident in find_listed_ids(f"x 1.2 {text}", 6, 6 + len(text))] == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6.3.7 Login", "6.3.7"),
        ("**6.3.7**: Login", "6.3.7"),
        ("6.3. Login", "6.3"),
        ("6.3) Login", "6.3"),
        ("6 Login", ""),
        ("1.5x faster", ""),
        ("99.9 % uptime", ""),
        ("v1.2 Login", ""),
    ],
)
def test_dotted_number_of_a_heading(text: str, number: str) -> None:
    assert find_leading_number(text, 0, len(text)).text == number


def test_ids_that_mean_something_in_one_document_only() -> None:
    assert all(map(is_local_id, ("6.3.7", "#.#", "1.1a")))
    assert not any(map(is_local_id, ("t1", "0a1b", "p0.1", "#a#b", "m#.#")))


@pytest.mark.parametrize("priority", ["P0", "P1", "P2", "P3", "(P1)", "**P0**"])
def test_a_priority_is_no_id(priority: str) -> None:
    text = f"{priority} Login, {priority}"
    assert not find_leading_id(text, 0, len(text)).text
    assert not list(find_ids(text, 0, len(text)))


@pytest.mark.parametrize("text", ["T001-T004", "T001–T004", "T001 - T004"])
def test_both_ends_of_a_range(text: str) -> None:
    assert [found.text for found in find_ids(text, 0, len(text))] == ["T001", "T004"]
    nested = text.replace("T", "E1-S")
    assert [found.text for found in find_ids(nested, 0, len(nested))] == ["E1-S001", "E1-S004"]
    assert not find_leading_id(text, 0, len(text)).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M08-M12", ["m9", "m10", "m11"]),
        ("see T1.8\u2013T1.10.", ["t1.9"]),
        ("W12-14", ["w12", "w13", "w14"]),
        ("T1-X4", []),
        ("T9-T1", []),
        ("T1-T99999", []),
        ("TASK-12", []),
    ],
)
def test_ids_within_a_range(text: str, expected: list[str]) -> None:
    assert list(find_ids_in_ranges(text, 0, len(text))) == expected


def test_first_id_of_a_short_range() -> None:
    assert first_of_short_range("W12-14") == "W12"
    assert not first_of_short_range("TASK-12")
    assert not first_of_short_range("W14-12")


@pytest.mark.parametrize("text", ["ORCH-2c 3a (part)", "UTF-8-like", "a T001"])
def test_no_name_begins_with_an_id(text: str) -> None:
    assert not find_leading_id(text, 0, len(text)).text


def test_spellings_of_one_id() -> None:
    assert normalize_id("T-007") == normalize_id("t7") == normalize_id("T_07")
    assert normalize_id("T1.10") != normalize_id("T1.1")
    assert id_series(normalize_id("FT-M-05.06")) == id_series(normalize_id("FT-M-1.2")) == "ftm#.#"


def dependencies(text: str) -> list[tuple[str, bool]]:
    found = []
    for block in Document.parse(text).rope:
        found += [(block.text[n.start : n.end], n.is_blocker) for n in find_dependency_uses(block)]
    return found


def test_a_sentence_after_the_ids_says_something_else() -> None:
    after = "# Login\n\n**Depends on**: T1 (form), T2. Do before T3.\n"
    assert dependencies(after) == [("T1", False), ("T2", False)]
    assert dependencies("# Login\n\n**Depends on**: T1. T2.\n") == [("T1", False), ("T2", False)]


def test_places_of_dependencies() -> None:
    assert dependencies("- [ ] x (depends on T1, T2 and T3)\n") == [
        ("T1", False),
        ("T2", False),
        ("T3", False),
    ]
    assert dependencies("- [ ] x, blocked by: **TASK-1**\n") == [("TASK-1", True)]
    assert dependencies("**Blocked by**: P0.1 (locks)\n") == [("P0.1", True)]
    assert dependencies("- [ ] x\n  - Abhängig von: T1-T3\n") == [("T1", False), ("T3", False)]
    assert dependencies("---\nid: T1\ndependencies: [T2, T3]\n---\n") == [
        ("T2", False),
        ("T3", False),
    ]


def test_texts_without_dependencies() -> None:
    assert not dependencies("- [ ] x, see T1\n")
    assert not dependencies("```\ndepends on T1\n```\n")
    assert not dependencies("- [ ] undepends on T1\n")
