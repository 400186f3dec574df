"""No text of a document makes reading it slow or fail.

Cost is counted in calls, because the count is the same on every machine. It does not include the work
inside regular expressions and strings: `benchmarks/hostile_input.py` measures time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from call_count import count_calls
from hostile import PATTERNS

from backlog_ls.features.formatting.format import format_document
from backlog_ls.features.outline.document_symbols import build_document_symbols
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.rules.engine.fixes import find_fixes
from backlog_ls.rules.engine.incremental import check, update_after_edit
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.rules.engine.finding import Finding

SMALL = 1_000
LARGE = 8 * SMALL
MAX_GROWTH = 15
"""Maximum factor of the cost at 8 times the size: lookups are logarithmic, and what is stored about
legends and details is limited. Quadratic work has a factor of 64."""

every_pattern = pytest.mark.parametrize("name", PATTERNS)

EXPECTED_FINDINGS = {
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
"""The findings that patterns must have at any size."""


def view_of(text: str) -> View:
    return View(Backlog.read(Document.parse(text)), Workspace(), "/nowhere/BACKLOG.md")


def read(text: str) -> list[Finding]:
    view = view_of(text)
    return visible_findings(view, check(view))


def read_and_find_fixes(text: str) -> None:
    view = view_of(text)
    for finding in visible_findings(view, check(view)):
        find_fixes(view, finding)


@pytest.fixture(autouse=True)
def _no_rule_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Rules that raise are skipped and logged."""
    yield
    assert not caplog.records, caplog.text


@every_pattern
def test_the_cost_grows_with_the_size(name: str) -> None:
    # Loading words, rules and patterns once does not count.
    read_and_find_fixes(PATTERNS[name](LARGE))
    always = min(count_calls(read_and_find_fixes, "") for _ in range(2))
    small = count_calls(read_and_find_fixes, PATTERNS[name](SMALL)) - always
    large = count_calls(read_and_find_fixes, PATTERNS[name](LARGE)) - always
    assert large <= MAX_GROWTH * max(small, SMALL // 10)


@every_pattern
def test_all_features_work(name: str) -> None:
    text = PATTERNS[name](SMALL)
    view = view_of(text)
    report = check(view)
    for finding in visible_findings(view, report)[:20]:
        for fix in find_fixes(view, finding):
            assert all(view.backlog.rope.at_key(edit.key) for edit in fix.edits)
    format_document(view)
    build_document_symbols(view)
    middle = len(text) // 2
    change = view.backlog.document.edit(middle, middle + 1, "x")
    backlog, affected = update_backlog(view.backlog, change)
    again = update_after_edit(report, view._replace(backlog=backlog), change.delta, affected)
    fresh = read(text[:middle] + "x" + text[middle + 1 :])
    found = visible_findings(view._replace(backlog=backlog), again)
    assert [each.code for each in found] == [each.code for each in fresh]


@pytest.mark.parametrize("code", EXPECTED_FINDINGS)
def test_findings_are_still_reported(code: str) -> None:
    for name in EXPECTED_FINDINGS[code]:
        assert code in {finding.code for finding in read(PATTERNS[name](SMALL))}, name


def test_patterns_have_the_requested_length() -> None:
    for name, pattern in PATTERNS.items():
        for size in (SMALL, 10 * LARGE):
            assert 0.5 * size <= len(pattern(size)) <= 1.5 * size, name
