"""Cards move between the columns of a board, with all that is in them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from cursor import CURSOR, view_of
from hypothesis import given
from hypothesis import strategies as st
from refactoring import done, offered
from undoing import undone

from backlog_ls.features.code_actions.action import MOVE
from backlog_ls.features.code_actions.move.cards import card_at
from backlog_ls.features.code_actions.set_status import (
    CYCLE,
    DONE,
    SET,
    choices_at_key,
    status_choices,
    status_edits,
)
from backlog_ls.features.overview.listing import listed
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
    edits = status_edits(view, at, at, *work)
    before = view.backlog.document.text
    after = apply_edits(before, edits)
    assert apply_edits(after, undone(before, edits)) == before
    return after


def statuses(text: str) -> dict[str, str]:
    found = listed(Backlog.read(Document.parse(text)))
    return {
        each.data["name"]: each.data["status"]["canonical"]
        for each in found
        if each.data["kind"] != "section"
    }


def test_of_columns_that_mean_the_same_the_one_that_is_named() -> None:
    board = f"## Backlog\n\n- Col{CURSOR}ours\n\n## To do\n\n- Mail\n\n## Done\n"
    assert set_to(board, SET, "To do") == "## Backlog\n\n## To do\n\n- Mail\n- Colours\n\n## Done\n"
    assert set_to(board, SET, "todo") == board.replace(CURSOR, "")


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
    after = set_to(text.replace(name, f"{name}{CURSOR}", 1), SET, column)
    columns = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", after, re.MULTILINE))
    assert f"### {name}\n" in columns[column] + "\n"
    assert sorted(re.findall(r".+", after)) == sorted(re.findall(r".+", text))
    assert "\n\n\n" not in after
    own, *_ = re.findall(rf"^### {name}\n(?:(?!##? |### ).*\n?)*", text + "\n", re.MULTILINE)
    assert own.rstrip() in after, "with all that is in it"


def test_a_card_can_be_set_to_the_columns_and_its_task_to_marks() -> None:
    view = view_of(BOARD)
    card, task = BOARD.index("Colours"), BOARD.index("light")
    columns = [choice.spelling for choice in status_choices(view, card, card)]
    assert columns == ["Backlog", "Doing", "Review", "Done"]
    assert [choice.spelling for choice in status_choices(view, task, task)] == ["[ ]", "[x]"]
    key = view.backlog.rope.at_offset(card).key
    assert choices_at_key(view, key) == status_choices(view, card, card)


def test_a_card_takes_its_tasks_along() -> None:
    after = set_to(BOARD.replace("Colours", f"Col{CURSOR}ours"), SET, "Doing")
    card = "- [ ] Colours\n  - [ ] light\n  - [ ] dark\n\n  With a paragraph.\n"
    assert after == BOARD.replace(card, "").replace("- [ ] Search\n", f"- [ ] Search\n{card}")


@pytest.mark.parametrize("asked", ["Done", "done", "DONE"])
def test_a_card_is_ticked_where_the_others_are(asked: str) -> None:
    after = set_to(BOARD.replace("Mail", f"{CURSOR}Mail"), SET, asked)
    assert after == BOARD.replace("- [ ] Mail\n", "").replace(
        "- [x] Log in\n", "- [x] Log in\n- [x] Mail\n"
    )
    back = set_to(after.replace("Mail", f"Mail{CURSOR}"), SET, "Backlog")
    assert back == BOARD


def test_a_card_is_not_ticked_where_the_others_are_not() -> None:
    board = BOARD.replace("[x] Log in", "[ ] Log in")
    after = set_to(board.replace("Mail", f"{CURSOR}Mail"), SET, "done")
    assert "- [ ] Log in\n- [ ] Mail\n" in after


def test_an_empty_column_gets_its_first_card() -> None:
    after = set_to(BOARD.replace("Search", f"{CURSOR}Search"), SET, "Review")
    assert after == BOARD.replace("- [ ] Search\n\n", "").replace(
        "## Review\n", "## Review\n\n- [ ] Search\n"
    )


def test_bullets_in_a_column_are_cards_whatever_it_is_called() -> None:
    text = "## Backlog\n\n- a\n\n## Review\n\n- b\n\n## Done\n\n- c\n"
    assert statuses(text) == {"a": "todo", "b": "review", "c": "done"}
    assert statuses(text.replace("Done", "Gone")) == {}


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_cards_without_boxes_go_on_and_become_done(eol: str) -> None:
    text = "# T\n\n## Todo\n\n* a\n* b$0\n\n## Done\n\n- c\n\n- d\n".replace("\n", eol)
    expected = "# T\n\n## Todo\n\n* a\n\n## Done\n\n- c\n\n- d\n\n- b\n".replace("\n", eol)
    assert set_to(text, DONE) == expected
    assert set_to(text, CYCLE) == expected
    assert set_to(text, SET, "todo") == text.replace(CURSOR, "")


def test_a_box_is_still_only_ticked() -> None:
    text = BOARD.replace("Mail", f"Mail{CURSOR}")
    ticked = BOARD.replace("[ ] Mail", "[x] Mail")
    assert set_to(text, DONE) == set_to(text, SET, "[x]") == ticked
    nested = BOARD.replace("dark", f"dark{CURSOR}")
    assert set_to(nested, SET, "done") == BOARD.replace("[ ] dark", "[x] dark")


def test_the_columns_of_the_board_are_offered() -> None:
    moves = [
        each.title
        for each in offered(BOARD.replace("Mail", "Mail$0")).values()
        if each.kind == MOVE
    ]
    assert moves == ["Move to “Doing”", "Move to “Review”", "Move to “Done”"]
    after = done(BOARD.replace("Mail", "Mail$0"), "Move to “Doing”")
    assert statuses(after)["Mail"] == "in_progress"


@pytest.mark.parametrize(
    "text",
    [
        "## Todo\n\n- a$0\n",
        "## Todo\n\n- a$0\n\n# Other\n\n## Done\n\n- b\n",
        "## Todo\n\n### Now then\n\n- a$0\n\n## Done\n\n- b\n",
        "## Backlog\n\n- a$0\n\n## Review\n\n- b\n",
        "## Todo\n\nwords$0\n\n## Done\n\n- b\n",
    ],
)
def test_without_a_board_nothing_is_one(text: str) -> None:
    assert card_at(view_of(text.replace(CURSOR, "")), text.index(CURSOR)) is None


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
    if not number:
        return
    name = f"Card{data.draw(st.integers(0, number - 1)):02}"
    title = data.draw(st.sampled_from(TITLES))
    before = statuses(text)
    after = set_to(text.replace(name, f"{name}{CURSOR}", 1), SET, title)
    expected = {"Todo": "todo", "Doing": "in_progress"}.get(title, title.lower())
    now = statuses(after)
    ticked = f"[x] {name}" in after
    assert now.pop(name) == ("done" if ticked else expected)
    before.pop(name)
    assert now == before
    count = Counter(re.findall(r"\w+|[^\w\s]", text.replace("[x]", "[ ]")))
    assert Counter(re.findall(r"\w+|[^\w\s]", after.replace("[x]", "[ ]"))) - count <= Counter("-*")
