from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.analysis.bullets import find_work
from backlog_ls.model.analysis.item_counts import CountedItem, list_counted
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.model.items.item import ItemKind
from backlog_ls.syntax.document import Document


def read(text: str, *, lists_work: bool = True) -> Backlog:
    return Backlog.read(Document.parse(text), lists_work=lists_work)


def list_bullets(backlog: Backlog) -> list[CountedItem]:
    return [item for item in list_counted(backlog) if item.kind is ItemKind.CARD]


def listed(text: str, *, lists_work: bool = True) -> dict[str, str]:
    """Return the list items that are work, with their statuses."""
    found = list_bullets(read(text, lists_work=lists_work))
    return {bullet.name: bullet.status.value for bullet in found}


def test_a_document_that_is_nothing_but_a_list() -> None:
    assert listed("- a\n- b\n") == {"a": "todo", "b": "todo"}
    assert listed("# Backlog\n\nSomething.\n\n1. a\n2. b\n") == {"a": "todo", "b": "todo"}
    assert listed("- a\n- b\n", lists_work=False) == {}


def test_a_comment_makes_it_a_backlog() -> None:
    text = "<!-- backlog-ls-role: backlog -->\n\n- a\n"
    assert listed(text, lists_work=False) == {"a": "todo"}
    assert listed(text.replace("backlog -->", "reference -->"), lists_work=False) == {}


def test_headings_decide() -> None:
    text = """\
# Backlog

## How to use this file

- add at the top

## Open items

- a

## Ideas

- b

### Parser

- c

#### Notes

- no

## Completed

- d

## T-1 Login

- no

## Phase 1 ✅

- no

## Phase 2

- e
"""
    assert listed(text) == {"a": "todo", "b": "todo", "c": "todo", "d": "done", "e": "todo"}


@pytest.mark.parametrize(
    "other",
    ["- [ ] task", "| Task | Status |\n|---|---|\n| x | Todo |\n| y | Done |", "**Status**: Todo"],
)
def test_topics_list_work_only_where_nothing_else_does(other: str) -> None:
    text = "# Plan\n\n## Parser\n\n- a\n\n## Other\n\n"
    assert listed(text) == {"a": "todo"}
    assert listed(text + other + "\n") == {}
    assert listed(text.replace("Parser", "Next") + other + "\n") == {"a": "todo"}


def test_what_is_no_item() -> None:
    text = """\
# Backlog

## Open items

- **Owner:** Ann
- a
  - a detail
- None
- Later:
  - b
- **Parser:**
  - c

"""
    assert listed(text) == {"a": "todo", "b": "todo", "c": "todo"}
    assert listed("# Backlog\n\n## Open items\n\n- [x](x.md)\n- [y](y.md)\n") == {}
    assert listed("# Backlog\n\n## Open items\n\n- a\n- [ ] b\n") == {}


@pytest.mark.parametrize("lead", ["Acceptance criteria:", "**1. Login**", "**Notes:**"])
def test_what_stands_before_a_list(lead: str) -> None:
    text = "# Backlog\n\n## Open items\n\nIntro.\n\n- a\n"
    assert listed(text) == {"a": "todo"}
    assert listed(text.replace("Intro.", lead)) == {}


def test_lists_with_a_status_throughout() -> None:
    before = "# Plan\n\n- [ ] task\n\n## Parser\n\n"
    assert listed(before + "- ✅ a\n- 🔄 b\n") == {"a": "done", "b": "in_progress"}
    assert listed(before + "- ✅ a\n- ❌ b\n") == {}  # advantages and disadvantages
    assert listed(before + "- ✅ a\n- b\n- c\n") == {}
    assert listed("# Plan\n\n## Features\n\n- ✅ a\n- ❌ b\n") == {}


def test_below_a_finished_phase() -> None:
    text = "# Plan\n\n## Phase 1 ✅\n\n- ✅ a\n- ✅ b\n\n## 1. Login ✅\n\n- ✅ c\n- ✅ d\n"
    assert listed(text) == {"a": "done", "b": "done"}


def test_certain_statuses_count_in_any_document() -> None:
    text = "# Notes\n\n- [done] a\n- **b** — in progress\n- c\n"
    assert listed(text, lists_work=False) == {"a": "done", "b": "in_progress"}


def test_labels_that_repeat_describe_items() -> None:
    text = (
        "# Plan\n\n## P1\n\nLogin\n\n- **Why**: x\n- **Size of it**: 1\n\nSearch\n\n- **Why**: y\n"
    )
    assert listed(text) == {}


def test_struck_items_are_dropped() -> None:
    assert listed("# Backlog\n\n## Open items\n\n- ~~a b~~\n- c\n") == {
        "a b": "cancelled",
        "c": "todo",
    }


def test_confidence() -> None:
    backlog = read("# Backlog\n\n- [done] a\n- b\n\n## Done\n\n- c\n")
    found = {
        item.name: item.confident
        for place, context in backlog.contexts()
        for item in find_work(backlog, place, context)
    }
    assert found == {"Backlog": True, "a": True, "b": False, "Done": True, "c": True}


LINES = [
    "- a",
    "- b — done",
    "- [planned] c",
    "- ✅ d",
    "  - [done] e",
    "  - **1.1: P**",
    "  - **1.2: Q** done",
    "- **Tasks**:",
    "- User stories:",
    "## 3. Login",
    "- Later:",
    "- [ ] task",
    "- ~~f~~",
    "1. **G**: x",
    "# Backlog",
    "## Open items",
    "## Done",
    "## Notes",
    "### Parser",
    "Intro:",
    "**Still open:**",
    "**Status**: Todo",
    "**P0-1. K.** Text",
    "\n**2. L** — done\n",
    "",
    "<!-- backlog-ls-role: backlog -->",
    "| Task | Status |\n|---|---|\n| x | Todo |",
]
documents = st.lists(st.sampled_from(LINES), max_size=12).map(lambda lines: "\n".join(lines) + "\n")


@given(documents, st.data())
def test_after_any_edit_a_document_lists_what_a_fresh_one_does(
    text: str, data: st.DataObject
) -> None:
    backlog = read(text)
    list_counted(backlog)
    for _ in range(3):
        text = backlog.document.text
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        new = data.draw(
            st.sampled_from(["", "x", "\n", "- g\n", "## Next\n", "- [ ] h\n", "[done] "])
        )
        backlog = update_backlog(backlog, backlog.document.edit(start, end, new)).backlog
        fresh = Backlog.read(backlog.document, lists_work=True)
        assert backlog.lists_work
        assert backlog.index == fresh.index
        assert list_counted(backlog) == list_counted(fresh)


@given(documents)
def test_the_index_is_the_same_whatever_the_path(text: str) -> None:
    assert read(text).index == read(text, lists_work=False).index


def test_tasks_of_an_item_are_listed() -> None:
    text = "# Backlog\n\n## T-1 Login\n\n**Goal:** x\n\n**{}:**\n\n1. Form\n2. Mail\n\n**Acceptance:**\n\n- [ ] x\n"
    assert listed(text.format("Tasks")) == {"Form": "todo", "Mail": "todo"}
    assert listed(text.format("Remarks")) == {}
    assert listed(text.format("Tasks").replace("Acceptance", "Later")) == {}
    assert listed(text.format("Tasks").replace("T-1 Login", "T-1 Login ✅")) == {}


def test_what_a_finished_phase_lists_is_done() -> None:
    assert listed("# Roadmap\n\n## ✅ Phase 1: Base — Done\n\n- a\n- b\n") == {
        "a": "done",
        "b": "done",
    }
    assert listed("# Roadmap\n\n## ✅ Login — Done\n\n- a\n- b\n") == {}


def test_the_first_part_of_a_title_may_be_a_status() -> None:
    text = "# Roadmap\n\n## Deferred — external dependencies\n\n- a\n"
    assert listed(text) == {"a": "deferred"}
    assert listed(text.replace("Deferred", "Verified done")) == {"a": "done"}
    assert listed(text.replace("Deferred", "Parser")) == {}


def test_an_emoji_in_brackets_is_a_status() -> None:
    assert listed("# Todo\n\n- [✅] a\n- [ ] b\n") == {"a": "done"}


def test_a_label_of_actions_introduces_them() -> None:
    text = "# Roadmap\n\n## Phase 8\n\n- **Goal**: x\n- **Action**:\n  - a\n  - b\n"
    assert listed(text) == {"a": "todo", "b": "todo"}


def test_numbered_parts_of_an_item_are_items() -> None:
    text = """\
# Backlog

## Features

- **1: Screen**
  - **1.1: Clock**  Done<br>
    Details.
  - **1.2: Board**
    - **1.2.1: Cards**
    - **1.2.2: Piles**
  - **Why**: people asked
- **2: Sound**
  - loud
  - **2.1: Effects**
"""
    assert listed(text) == {
        "1: Screen": "todo",
        "1.1: Clock": "done",
        "1.2: Board": "todo",
        "1.2.1: Cards": "todo",
        "1.2.2: Piles": "todo",
        "2: Sound": "todo",
    }


@pytest.mark.parametrize("label", ["**User stories**:", "User stories:", "**Aufgaben:**"])
def test_a_list_item_that_only_says_items_introduces_them(label: str) -> None:
    text = f"# Backlog\n\n## EPIC 1: Search\n\n- **Goal**: x\n- {label}\n  1. a\n  2. **b**, c\n"
    assert listed(text) == {"a": "todo", "b": "todo"}
    assert listed(text.partition("  1.")[0]) == {}
    assert listed(text.replace("Search", "Search — done")) == {}
    assert listed(text.replace("EPIC 1: Search", "Notes")) == {}
    assert listed(text.replace(label, "**Remarks**:")) == {}
    assert listed(text, lists_work=False) == {}


def test_a_label_with_a_status_lists_parts_of_open_work() -> None:
    text = "# Backlog\n\n## Login (in progress)\n\n**{}:**\n\n- a\n\n**Design notes:**\n\n- b\n"
    assert listed(text.format("Shipped (v1)")) == {"a": "done"}
    assert listed(text.format("Still open / later")) == {"a": "todo"}
    assert listed(text.format("How")) == {}
    assert listed(text.format("Shipped").replace("in progress", "done")) == {}


def test_a_few_tagged_list_items_do_not_make_the_others_details() -> None:
    tagged = "# Backlog\n\n## Bugs\n\n- T-1: a\n- T-2: b\n- T-3: c\n\n## Parser\n\n"
    assert "x0" not in listed(tagged + "".join(f"- x{n}\n" for n in range(3)))
    assert "x0" in listed(tagged + "".join(f"- x{n}\n" for n in range(16)))
