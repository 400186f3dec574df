"""Hover: properties of all hovers, and what is too large for a file of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.hover.hover import find_hover, heading_section
from backlog_ls.features.hover.status import count_status
from backlog_ls.features.outline.sections import find_sections
from backlog_ls.features.overview.table_rows import find_stated_statuses
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.names.normalize import normalize_status

if TYPE_CHECKING:
    from pathlib import Path


def hover_text(text: str) -> str:
    found = find_hover(*at_cursor(text))
    assert found is not None
    return found.text


def test_of_many_places_of_a_name_the_first_are_listed() -> None:
    text = "- [ ] Te$0sts\n" + "- [ ] tests\n" * 30
    assert hover_text(text).splitlines()[-2:] == ["- line 10 · todo", "- and 21 more"]


def test_0_and_100_percent_are_shown_only_when_nothing_or_everything_is_done() -> None:
    text = "# $0T\n\n" + "- [x] a\n" * 399 + "- [ ] b\n"
    assert "▰▰▰▰▰▰▰▰▰▱ 399 of 400 done · 99 %" in hover_text(text)
    assert "▰▱▱▱▱▱▱▱▱▱ 1 of 400 done · 1 %" in hover_text("# $0T\n\n- [x] a\n" + "- [ ] b\n" * 399)


@pytest.mark.parametrize(
    ("name", "title", "progress"),
    [
        ("omk-goal-todo.md", "OMK Goal", "144 of 148 done · 97 %"),
        ("omk-goal-todo.md", "Archive", "143 of 143 done · 100 %"),
        ("omk-goal-todo.md", "Phase 2 ", "14 of 14 done · 100 %"),
        ("opencraw-work-backlog.md", "Work Backlog", "25 of 82 done · 30 %"),
        ("opencraw-work-backlog.md", "Epic C", "5 of 9 done · 55 %"),
    ],
)
def test_progress_in_real_documents(shared: Path, name: str, title: str, progress: str) -> None:
    text = (shared / "seeds" / name).read_bytes().decode()
    found = find_hover(view_of(text), text.index(title))
    assert found is not None
    assert progress in found.text


@given(documents, st.floats(0, 1))
def test_a_hover_is_about_the_text_at_the_cursor(text: str, where: float) -> None:
    view = view_of(text)
    offset = int(where * len(text))
    found = find_hover(view, offset)
    if found is not None:
        assert 0 <= found.start <= offset < found.end <= len(text)
        assert found.text.strip()


def test_counts_from_the_index_equal_counts_over_all_blocks(
    corpus: tuple[Path, ...], seeds: tuple[Path, ...]
) -> None:
    compared = 0
    for path in (*seeds, *corpus[:60]):
        view = view_of(path.read_bytes().decode("utf-8", "replace"))
        rope = view.backlog.rope
        if any(True for _ in rope.find(FLAGS, Flag.LEGEND, 0, len(rope))):
            continue
        texts = [use.text for _, use in find_stated_statuses(rope)]
        for text in set(texts):
            key = normalize_status(text).key
            same, total = count_status(view.backlog, text, None)
            if key and total == len(texts) and len(normalize_status(text).emojis) < 2:
                compared += 1
                assert same == sum(normalize_status(other).key == key for other in texts), (
                    path,
                    text,
                )
    assert compared > 20


def test_the_section_of_a_heading_equals_that_of_the_outline(seeds: tuple[Path, ...]) -> None:
    compared = 0
    for path in seeds:
        backlog = view_of(path.read_bytes().decode("utf-8", "replace")).backlog
        if any(True for _ in backlog.rope.find(FLAGS, Flag.DETAILS, 0, len(backlog.rope))):
            continue
        for section in find_sections(backlog):
            place = backlog.rope.at_key(section.key)
            assert place is not None
            found = heading_section(backlog, place)
            assert found is not None
            compared += 1
            assert found._replace(end=0, parent=0) == section._replace(end=0, parent=0)
            assert backlog.document.text[section.end : found.end].strip() == ""
    assert compared > 20
