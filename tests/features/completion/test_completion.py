"""Completion: properties of all items, and what is too large for a file of cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of, write
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.completion.dates import suggest_days
from backlog_ls.features.completion.engine import complete, resolve_completion
from backlog_ls.features.completion.items import CompletionItem, CompletionKind
from backlog_ls.features.completion.links import encode_path
from backlog_ls.features.completion.matching import is_prefix_of_word, quote_yaml
from backlog_ls.syntax.yaml_mapping import read_mapping
from backlog_ls.workspace.links.target import TargetKind, parse_target

if TYPE_CHECKING:
    from pathlib import Path

BEGINNINGS = [
    "",
    "| a | d",
    "**Status**: ",
    "](",
    "](#",
    "- [",
    "[[",
    "## a (",
    "| a | b",
    "**Due**: ",
    "Owner: @",
    "blocked by ",
    "**Depends on**: T",
    "[",
    "#",
    "@",
]
"""Texts behind which something is offered."""


@given(documents, st.floats(0, 1), st.sampled_from(BEGINNINGS))
def test_items_replace_text_around_the_cursor_on_its_line(
    text: str, where: float, typed: str
) -> None:
    at = int(where * len(text))
    text = text[:at] + typed + text[at:]
    offset = at + len(typed)
    view = view_of(text)
    document = view.backlog.document
    line = document.position_at(offset).line
    for item in complete(view, offset).items:
        assert item.start <= offset <= item.end <= len(text)
        assert document.position_at(item.start).line == document.position_at(item.end).line == line


def test_of_many_files_only_those_that_match_are_offered(tmp_path: Path) -> None:
    write(tmp_path, {f"notes/n{number:04}.md": "" for number in range(600)})
    found = complete(*at_cursor("[a](notes/n01$0)\n", tmp_path))
    assert found.incomplete
    assert len(found.items) == 100


file_names = st.text(st.sampled_from("aÜ .#%()[]<>\"'`:{}|*$?&-_"), min_size=1, max_size=8)


@given(st.lists(file_names.map(lambda name: f"{name}.md"), min_size=1, max_size=3))
def test_an_encoded_path_is_parsed_as_the_same_path(parts: list[str]) -> None:
    path = "/".join(parts)
    target = parse_target(encode_path(path))
    assert (target.kind, target.path, target.fragment) == (TargetKind.FILE, path, "")
    assert not set(encode_path(path)) & set(" ()<>")


def test_items_without_documentation_stay_as_they_are() -> None:
    view, _ = at_cursor("- [$0\n")
    box = CompletionItem("[x]", "x]", 0, 0, CompletionKind.CHECKBOX)
    assert resolve_completion(view, box) is box


def test_a_distant_id_is_found_by_its_digits() -> None:
    rows = "".join(f"- [ ] T-{number} task\n" for number in range(1, 2001))
    found = complete(*at_cursor(f"{rows}\n# X\n\nBlocked by: T-12$0\n")).items
    labels = [item.label for item in found]
    assert labels[0] == "T-12"
    assert set(labels[1:11]) == {f"T-12{digit}" for digit in range(10)}


def test_a_date_is_found_by_its_words_and_its_digits() -> None:
    view, offset = at_cursor(
        "| Task | Due | Status |\n|--|--|--|\n| a | 03.02.2026 | Todo |\n| b | $0 | Todo |\n"
    )
    first = complete(view._replace(today=date(2026, 2, 11)), offset).items[0]
    assert "today" in first.filter_text
    assert "11.02.2026" in first.filter_text


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_suggested_days_are_what_their_words_say(today: date) -> None:
    found = dict(suggest_days(today, future=True))
    assert found["next Friday"].weekday() == 4
    assert 1 <= (found["next Friday"] - today).days <= 13
    assert ("this Friday" in found) == (today.weekday() != 4)
    for words in ("end of month", "end of next month"):
        day = found[words]
        assert date.fromordinal(day.toordinal() + 1).day == 1
    assert found["end of month"].month == today.month


@given(st.text(st.sampled_from("a@#'\": ,[]-é"), min_size=1).map(str.strip).filter(bool))
def test_a_quoted_yaml_value_is_read_as_it_was(text: str) -> None:
    (scalar,) = read_mapping(f"a: {quote_yaml(text)}\n")
    written = f"a: {quote_yaml(text)}\n"[scalar.start : scalar.end]
    assert written.replace("''", "'") == text or written == text


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("lo", "Log in", True),
        ("IN", "Log in", True),
        ("og", "Log in", False),
        ("**P", "P1", True),
        ("x", "P1", False),
    ],
)
def test_typed_text_matches_the_beginning_of_a_word(typed: str, name: str, expected: bool) -> None:
    assert is_prefix_of_word(typed, [name]) is expected
