"""Nothing that a document can hold makes reading it slow, or fail.

Cost is counted in calls, since a count is the same on every machine. What regular expressions and
strings do inside is not seen by it: `benchmarks/hostile_input.py` measures time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from counting import calls
from hostile import PATTERNS

from backlog_ls.features.formatting.format import format_document
from backlog_ls.features.outline.document_symbols import document_symbols
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import edited
from backlog_ls.rules.engine.fixes import fixes_for
from backlog_ls.rules.engine.incremental import checked, rechecked
from backlog_ls.rules.engine.visible import reported
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.rules.engine.finding import Finding

SMALL = 1_000
LARGE = 8 * SMALL
MOST_GROWTH = 15
"""What is read at 8 times the size may cost so many times as much: lookups grow with logarithms, and
what is remembered of legends and details up to a bound. What is not linear grows 64 times."""

every_pattern = pytest.mark.parametrize("name", PATTERNS)

DUE = {
    "broken-anchor": ["links to anchors"],
    "broken-link": ["links to nothing", "reference definitions"],
    "accidental-heading": ["rules below words"],
    "unclosed-details": ["details", "details apart", "ends of details"],
    "tasks-in-html-block": ["hidden tasks"],
    "ragged-table-row": ["rows without cells", "pipes in a table"],
    "duplicate-feature": ["rows of one name", "tasks"],
    "invalid-status": ["rows of other names"],
    "malformed-checkbox": ["malformed checkboxes"],
    "dependency-cycle": ["a circle"],
    "merge-conflict": ["conflicts", "whole conflicts"],
    "nonportable-link": ["names of machines"],
    "mojibake": ["mojibake"],
    "replacement-character": ["lost characters"],
    "unused-suppression": ["comments of ours", "comments of ours in a line", "codes"],
}
"""Which patterns have which finding, however large they are."""


def view_of(text: str) -> View:
    return View(Backlog.read(Document.parse(text)), Workspace(), "/nowhere/BACKLOG.md")


def read(text: str) -> list[Finding]:
    view = view_of(text)
    return reported(view, checked(view))


def read_and_mend(text: str) -> None:
    view = view_of(text)
    for finding in reported(view, checked(view)):
        fixes_for(view, finding)


@pytest.fixture(autouse=True)
def _no_rule_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A rule that throws is left out, and logged."""
    yield
    assert not caplog.records, caplog.text


@every_pattern
def test_the_cost_grows_with_the_size(name: str) -> None:
    # What is read once, whatever the text (words, rules, patterns), is no part of the cost.
    read_and_mend(PATTERNS[name](LARGE))
    always = min(calls(read_and_mend, "") for _ in range(2))
    small = calls(read_and_mend, PATTERNS[name](SMALL)) - always
    large = calls(read_and_mend, PATTERNS[name](LARGE)) - always
    assert large <= MOST_GROWTH * max(small, SMALL // 10)


@every_pattern
def test_everything_can_be_asked_of_it(name: str) -> None:
    text = PATTERNS[name](SMALL)
    view = view_of(text)
    report = checked(view)
    for finding in reported(view, report)[:20]:
        for fix in fixes_for(view, finding):
            assert all(view.backlog.rope.at_key(edit.key) for edit in fix.edits)
    format_document(view)
    document_symbols(view)
    middle = len(text) // 2
    change = view.backlog.document.edit(middle, middle + 1, "x")
    backlog, affected = edited(view.backlog, change)
    again = rechecked(report, view._replace(backlog=backlog), change.delta, affected)
    fresh = read(text[:middle] + "x" + text[middle + 1 :])
    found = reported(view._replace(backlog=backlog), again)
    assert [each.code for each in found] == [each.code for each in fresh]


@pytest.mark.parametrize("code", DUE)
def test_what_is_wrong_is_said_all_the_same(code: str) -> None:
    for name in DUE[code]:
        assert code in {finding.code for finding in read(PATTERNS[name](SMALL))}, name


def test_patterns_are_as_long_as_they_are_asked_to_be() -> None:
    for name, pattern in PATTERNS.items():
        for size in (SMALL, 10 * LARGE):
            assert 0.5 * size <= len(pattern(size)) <= 1.5 * size, name
