"""The cost of completion, hover and navigation does not depend on the length of the document."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from call_count import count_calls
from cursor import at_cursor

from backlog_ls.features.completion.engine import complete
from backlog_ls.features.formatting.format import format_on_type
from backlog_ls.features.hover.hover import find_hover
from backlog_ls.features.navigation.definition import find_definition_at
from backlog_ls.features.navigation.highlight import find_highlights
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

SECTIONS = (100, 1_000)
"""Of about 80 KB and 800 KB: both are longer than the part near the cursor."""
MAX_RATIO = 1.6
"""Maximum ratio of the costs: in a longer document, the rope is a little deeper."""


def section(number: int) -> str:
    head = f"## Epic {number}: Part\n\n**Status**: Todo\n**Owner**: Ann\n**Due**: 2026-03-0{number % 9 + 1}\n\n"
    table = (
        "| ID | Task | Owner | Milestone | Due | Depends on | Status |\n|--|--|--|--|--|--|--|\n"
    )
    rows = "".join(
        f"| T-{number * 10 + row} | thing {number} {row} | Bo | M{row} | 2026-02-0{row + 1} "
        f"| T-{max(number * 10 + row - 1, 1)} | {'Done' if row % 2 else 'Todo'} |\n"
        for row in range(6)
    )
    tasks = "".join(f"- [ ] task {number} {row} @ann #ui\n" for row in range(4))
    return f"{head}{table}{rows}\n{tasks}\n"


@cache
def base(count: int) -> Backlog:
    parts = [section(number) for number in range(1, count)]
    backlog = Backlog.read(Document.parse("# Backlog\n\n" + "".join(parts)))
    backlog.drop_contexts()
    return backlog


def document(count: int, typed: str) -> tuple[View, int]:
    """A document with `typed` in its middle, and the offset of the cursor."""
    backlog = base(count)
    at = backlog.document.text.index(f"## Epic {count // 2}:")
    new = update_backlog(backlog, backlog.document.edit(at, at, typed.replace("$0", ""))).backlog
    return View(new, Workspace(()), "", today=date(2026, 2, 11)), at + typed.index("$0")


def check_cost(feature: Callable[[View, int], object], text: str) -> None:
    """Check that `feature` at the cursor in `text` costs the same in a long and a short document."""
    costs = []
    for count in SECTIONS:
        view, offset = document(count, text)
        feature(view, offset)
        costs.append(count_calls(feature, view, offset))
    assert costs[1] < costs[0] * MAX_RATIO + 200, costs


ROW = "| ID | Task | Owner | Milestone | Due | Depends on | Status |\n|--|--|--|--|--|--|--|\n"
PLACES = {
    "status cell": f"{ROW}| T-0 | x | | | | | $0 |\n\n",
    "status field": "## Here\n\n**Status**: $0\n\n",
    "dependency": f"{ROW}| T-0 | x | | | | $0 | |\n\n",
    "typed dependency": f"{ROW}| T-0 | x | | | | T-12$0 | |\n\n",
    "dependency phrase": "- [ ] x, blocked by $0\n\n",
    "milestone": f"{ROW}| T-0 | x | | $0 | | | |\n\n",
    "owner": f"{ROW}| T-0 | x | $0 | | | | |\n\n",
    "owner field": "## Here\n\n**Owner**: $0\n\n",
    "date": f"{ROW}| T-0 | x | | | $0 | | |\n\n",
    "date field": "## Here\n\n**Due**: $0\n\n",
    "person": "- [ ] x @$0\n\n",
    "label": "- [ ] x #$0\n\n",
    "row": f"{ROW}| T-0 | x | | | | | |\n$0\n\n",
    "mark": "- [$0\n\n",
    "title": "## Phase 2 (done)\n\n## Phase 3 ($0\n\n",
    "nested row": "- List\n\n  | Task | Status |\n  |--|--|\n  | a | Todo |\n  $0\n\n",
    "empty line": "words\n\n$0\n\n",
    "label of a reference": "See [it][$0\n\n[plan]: x.md\n\n",
    "HTML attribute": "words <a href='x$0'>\n\n",
    "words": "wo$0rds\n\n",
}


@pytest.mark.parametrize("typed", PLACES.values(), ids=PLACES.keys())
def test_the_cost_of_completion_does_not_depend_on_the_document(typed: str) -> None:
    check_cost(complete, typed)


SYMBOLS = {
    "status": f"{ROW}| T-0 | x | | | | | To$0do |\n\n",
    "name": f"{ROW}| T-0 | so$0me | | | | T-5 | Todo |\n\n",
    "id": "See T-1$02.\n\n",
    "date": "On 2026-02-1$01.\n\n",
    "owner": f"{ROW}| T-0 | some | B$0o | | | | Todo |\n\n",
    "heading": "## He$0re\n\n- [ ] x\n\n",
    "line of a heading": "$0## Here\n\n- [ ] x\n\n",
    "anchor": "## Hereabouts\n\nSee [it](#herea$0bouts).\n\n",
    "label": "See [it][pl$0an] and [plan].\n\n[plan]: x.md\n\n",
    "footnote": "See it[^n$0].\n\n[^n]: A note.\n\n",
    "address": "See [it](https://exam$0ple.org/).\n\n",
    "column": f"{ROW.replace('Status', 'Sta$0tus')}| T-0 | some | Bo | | | | Todo |\n\n",
    "words": "wo$0rds\n\n",
}


@pytest.mark.parametrize("text", SYMBOLS.values(), ids=SYMBOLS.keys())
def test_the_cost_of_a_hover_does_not_depend_on_the_document(text: str) -> None:
    check_cost(find_hover, text)


@pytest.mark.parametrize("feature", [find_definition_at, find_highlights])
@pytest.mark.parametrize("text", SYMBOLS.values(), ids=SYMBOLS.keys())
def test_the_cost_of_navigation_does_not_depend_on_the_document(
    text: str, feature: Callable[[View, int], object]
) -> None:
    check_cost(feature, text)


LISTS = {
    "item": "- [ ] x\n$0\n",
    "number": "1. x\n2. y\n$0\n",
    "empty item": "- x\n- \n$0\n",
    "quoted item": "> - x\n$0\n",
    "words": "words\n$0\n",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS.keys())
def test_the_cost_of_enter_does_not_depend_on_the_document(text: str) -> None:
    check_cost(lambda view, offset: format_on_type(view, offset, "\n"), text)


def test_the_cost_does_not_depend_on_the_number_of_rows() -> None:
    costs = []
    for count in (400, 8_000):
        rows = [f"| T-{row} | thing {row} | Bo | | | | Todo |\n" for row in range(1, count)]
        rows.insert(count // 2, "| T-0 | x | | | | | To$0 |\n")
        view, offset = at_cursor(ROW + "".join(rows))
        view.backlog.drop_contexts()
        both = []
        for at in (offset, offset - 4):
            complete(view, at)
            find_hover(view, at)
            both += [count_calls(complete, view, at), count_calls(find_hover, view, at)]
        head = ROW.index("Status")
        find_hover(view, head)
        costs.append([*both, count_calls(find_hover, view, head)])
    for small, large in zip(*costs, strict=True):
        assert large < small * MAX_RATIO + 200, costs
