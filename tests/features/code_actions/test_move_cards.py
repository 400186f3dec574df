"""Kanban cards: what holds for any board, and cards that are sections."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from cursor import CURSOR, view_of
from hypothesis import assume, given
from hypothesis import strategies as st
from undo import undo_edits

from backlog_ls.features.code_actions.set_status import (
    SET_STATUS,
    compute_status_edits,
    find_status_choices,
    find_status_choices_at_key,
)
from backlog_ls.features.overview.listing import list_items
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import apply_edits

BOARD = """\
---

kanban-plugin: board

---

## Backlog

- [ ] Colours
  - [ ] light
  - [ ] dark

  With a paragraph.
- [ ] Mail

## Doing

- [ ] Search

## Review

## Done

**Complete**
- [x] Log in


%% kanban:settings
```
{"kanban-plugin":"board"}
```
%%
"""


def set_to(text: str, *work: str) -> str:
    """`text` after a change of the status at its cursor; that can be undone."""
    at = text.index(CURSOR)
    view = view_of(text.replace(CURSOR, ""))
    edits = compute_status_edits(view, at, at, *work)
    before = view.backlog.document.text
    after = apply_edits(before, edits)
    assert apply_edits(after, undo_edits(before, edits)) == before
    return after


def statuses(text: str) -> dict[str, str]:
    found = list_items(Backlog.read(Document.parse(text)))
    return {
        each.data["name"]: each.data["status"]["canonical"]
        for each in found
        if each.data["kind"] != "section"
    }


SECTIONS = """\
# Work

## Backlog

### Colours

- priority: high

#### Shades

- [ ] light

### Mail

Words.

## Doing

## Done

### Log in
"""


@pytest.mark.parametrize("name", ["Colours", "Mail", "Log in"])
@pytest.mark.parametrize("column", ["Backlog", "Doing", "Done"])
@pytest.mark.parametrize("ends", [True, False])
def test_a_card_may_be_a_section(name: str, column: str, *, ends: bool) -> None:
    text = SECTIONS if ends else SECTIONS.rstrip()
    after = set_to(text.replace(name, f"{name}{CURSOR}", 1), SET_STATUS, column)
    columns = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", after, re.MULTILINE))
    assert f"### {name}\n" in columns[column] + "\n"
    assert sorted(re.findall(r".+", after)) == sorted(re.findall(r".+", text))
    assert "\n\n\n" not in after
    own, *_ = re.findall(rf"^### {name}\n(?:(?!##? |### ).*\n?)*", text + "\n", re.MULTILINE)
    assert own.rstrip() in after, "with all that is in it"


def test_a_card_can_be_set_to_the_columns_and_its_task_to_marks() -> None:
    view = view_of(BOARD)
    card, task = BOARD.index("Colours"), BOARD.index("light")
    columns = [choice.spelling for choice in find_status_choices(view, card, card)]
    assert columns == ["Backlog", "Doing", "Review", "Done"]
    assert [choice.spelling for choice in find_status_choices(view, task, task)] == ["[ ]", "[x]"]
    key = view.backlog.rope.at_offset(card).key
    assert find_status_choices_at_key(view, key) == find_status_choices(view, card, card)


def test_bullets_in_a_column_are_cards_whatever_it_is_called() -> None:
    text = "## Backlog\n\n- a\n\n## Review\n\n- b\n\n## Done\n\n- c\n"
    assert statuses(text) == {"a": "todo", "b": "review", "c": "done"}
    assert statuses(text.replace("Done", "Gone")) == {}


CARDS = st.lists(
    st.sampled_from(["- [ ] {}", "- [x] {}", "- {}", "* {}", "- [ ] {}\n\n  and more"]),
    max_size=3,
)
TITLES = ["Todo", "Doing", "Review", "Blocked", "Done"]


@given(
    st.lists(CARDS, min_size=5, max_size=5),
    st.sampled_from(["\n", "\n\n"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.data(),
)
def test_a_moved_card_has_the_status_of_its_column_and_nothing_is_lost(
    columns: list[list[str]], between: str, eol: str, ends: bool, data: st.DataObject
) -> None:
    number = 0
    parts = []
    for title, cards in zip(TITLES, columns, strict=True):
        named = []
        for card in cards:
            named.append(card.format(f"Card{number:02}"))
            number += 1
        parts.append(f"## {title}\n\n" + between.join(named))
    text = ("\n\n".join(parts) + "\n" * ends).replace("\n", eol)
    assume(number)
    name = f"Card{data.draw(st.integers(0, number - 1)):02}"
    title = data.draw(st.sampled_from(TITLES))
    before = statuses(text)
    after = set_to(text.replace(name, f"{name}{CURSOR}", 1), SET_STATUS, title)
    expected = {"Todo": "todo", "Doing": "in_progress"}.get(title, title.lower())
    now = statuses(after)
    ticked = f"[x] {name}" in after
    assert now.pop(name) == ("done" if ticked else expected)
    before.pop(name)
    assert now == before
    count = Counter(re.findall(r"\w+|[^\w\s]", text.replace("[x]", "[ ]")))
    assert Counter(re.findall(r"\w+|[^\w\s]", after.replace("[x]", "[ ]"))) - count <= Counter("-*")
