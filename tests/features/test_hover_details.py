"""Hover over ids, dates, people and the titles of columns, and what an item is tied to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of, write

from backlog_ls.features.hover.hover import heading_section, hover
from backlog_ls.features.hover.status import count_status
from backlog_ls.features.outline.sections import outline
from backlog_ls.features.overview.progress import stated
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.names.normalize import fold_status

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 2, 11)


def said(text: str, root: Path | None = None, name: str = "BACKLOG.md") -> tuple[str, str] | None:
    """The words that a hover at `$0` is about, and what it says."""
    view, offset = at_cursor(text, root, name=name)
    found = hover(view._replace(today=TODAY), offset)
    if found is None:
        return None
    return view.backlog.document.text[found.start : found.end], found.text


PLAN = """\
# Plan

| ID  | Task   | Owner | Milestone | Status | Depends on |
| --- | ------ | ----- | --------- | ------ | ---------- |
| T-1 | Schema | Ann   | Alpha     | Done   |            |
| T-2 | Lo*g in | Ann, Bo | Beta   | Todo   | T-1, T-9   |
| T-3 | Export | Bo    | Beta      | Todo   | T-2        |

See T-2 and UTF-8.
"""


def test_an_item_shows_its_milestone_and_its_dependencies_both_ways() -> None:
    assert said(PLAN.replace("\n| T-2", "\n| T$0-2")) == (
        "T-2",
        (
            "`T-2` · **Lo\\*g in**\n\n- Plan · line 6 · `Todo`\n\nMilestone: Beta  \n"
            "Waits for: T-1 Schema (done)  \nWaiting for it: T-3 Export (todo)"
        ),
    )


def test_an_id_shows_its_item_wherever_it_stands() -> None:
    found = said(PLAN.replace("See T-2", "See T-$02"))
    assert found is not None
    assert found[0] == "T-2"
    assert found[1].startswith("`T-2` · **Lo\\*g in**\n\n- Plan · line 6")
    assert said(PLAN.replace("UTF-8", "UT$0F-8")) is None
    cell = said(PLAN.replace("| T-2        |", "| T$0-2        |"))
    assert cell is not None
    assert cell[0] == "T-2"


def test_places_are_links_that_an_editor_opens(tmp_path: Path) -> None:
    write(tmp_path, {"docs (x)/BACKLOG.md": ""})
    found = said(PLAN.replace("| T-3 ", "| T$0-3 "), tmp_path / "docs (x)")
    assert found is not None
    uri = (tmp_path / "docs (x)" / "BACKLOG.md").as_uri().replace("(", "%28").replace(")", "%29")
    assert f"- Plan · [line 7]({uri}#L7) · `Todo`" in found[1]


def test_an_id_of_another_document_leads_there(tmp_path: Path) -> None:
    write(tmp_path, {"TODO.md": "# All\n\n- [x] T-7 Elsewhere\n- [ ] T-8 b\n"})
    found = said("# A\n\nSee T-$07.\n", tmp_path)
    assert found is not None
    assert (
        found[1] == f"**T-7 Elsewhere**\n\n- [TODO.md]({(tmp_path / 'TODO.md').as_uri()}#L3) · done"
    )


def test_a_heading_has_its_milestone_and_dependencies() -> None:
    text = "## T-1 O$0ne\n\n**Milestone**: Alpha [x]\n**Depends on**: T-2\n\n- [x] a\n\n## T-2 Two\n\nb\n"
    assert said(text) == (
        "T-1 One",
        ("**T-1 One**\n\n▰▰▰▰▰▰▰▰▰▰ 1/1 · 100 %\n\nMilestone: Alpha \\[x\\]  \nWaits for: T-2 Two"),
    )


@pytest.mark.parametrize(
    ("line", "words", "text"),
    [
        ("**Due**: 2026-0$02-13", "2026-02-13", "**Friday, 13 February 2026** · in 2 days"),
        (
            "On 11 Feb$0ruary 2026, we",
            "11 February 2026",
            "**Wednesday, 11 February 2026** · today",
        ),
        ("**Due**: Q1$0 2026", "Q1 2026", "**1 January 2026 to 31 March 2026** · ends in 48 days"),
        ("- [ ] a 📅 2026-02$0-10", "2026-02-10", "**Tuesday, 10 February 2026** · yesterday"),
    ],
)
def test_a_date_has_its_weekday_and_how_far_off_it_is(line: str, words: str, text: str) -> None:
    assert said(f"# A\n\n{line}\n") == (words, text)


def test_a_date_that_does_not_exist_or_is_code_is_none() -> None:
    assert said("# A\n\n**Due**: 2026-02-3$00\n") is None
    assert said("# A\n\n`2026-02-1$00`\n") is None
    assert said("```\n2026-02-1$00\n```\n") is None


def test_an_owner_shows_what_is_open() -> None:
    found = said(PLAN.replace("Ann, Bo", "Ann, B$0o"))
    assert found == ("Bo", "**Bo**: 2 open items\n\n- Lo\\*g in · todo\n- Export · todo")
    found = said(PLAN.replace("| Ann   |", "| An$0n   |"))
    assert found == ("Ann", "**Ann**: 1 open item\n\n- Lo\\*g in · todo")
    text = "- [ ] a @bo\n  - [x] b @bo\n- [ ] c (@b$0o)\n- [ ] d @bob\n"
    assert said(text) == ("@bo", "**@bo**: 2 open items\n\n- a @bo · todo\n- c (@bo) · todo")
    assert said("- **Owner**: see (t$0he wiki)\n") is None
    assert said("Use @types/no$0de here.\n") is None
    assert said("Use @typ$0es/node here.\n") is None


def test_the_title_of_a_column_counts_its_values() -> None:
    assert said(PLAN.replace("Status", "Sta$0tus")) == (
        "Status",
        "**Status** · 3 rows\n\n- 2 × `Todo`\n- 1 × `Done`",
    )
    assert said(PLAN.replace("Depends on", "Depends $0on")) == (
        "Depends on",
        "**Depends on** · 3 rows",
    )
    table = "| Task | P |\n|--|--|\n| a | **1** |\n| b | 1 |\n| c | |\n"
    assert said(table.replace("P |", "$0P |")) == ("P", "**P** · 3 rows\n\n- 2 × `1`\n- 1 × empty")


def test_the_counts_of_the_index_are_those_of_a_walk(
    corpus: tuple[Path, ...], seeds: tuple[Path, ...]
) -> None:
    looked = 0
    for path in (*seeds, *corpus[:60]):
        view = view_of(path.read_bytes().decode("utf-8", "replace"))
        rope = view.backlog.rope
        if any(True for _ in rope.find(BITS, Bit.LEGEND, 0, len(rope))):
            continue
        texts = [use.text for _, use in stated(rope)]
        for text in set(texts):
            key = fold_status(text).key
            same, total = count_status(view.backlog, text, None)
            if key and total == len(texts) and len(fold_status(text).emojis) < 2:
                looked += 1
                assert same == sum(fold_status(other).key == key for other in texts), (path, text)
    assert looked > 20


def test_the_section_of_a_heading_is_that_of_the_outline(seeds: tuple[Path, ...]) -> None:
    looked = 0
    for path in seeds:
        backlog = view_of(path.read_bytes().decode("utf-8", "replace")).backlog
        if any(True for _ in backlog.rope.find(BITS, Bit.DETAILS, 0, len(backlog.rope))):
            continue
        for section in outline(backlog):
            place = backlog.rope.at_key(section.key)
            assert place is not None
            found = heading_section(backlog, place)
            assert found is not None
            looked += 1
            assert found._replace(end=0, parent=0) == section._replace(end=0, parent=0)
            assert backlog.document.text[section.end : found.end].strip() == ""
    assert looked > 20
