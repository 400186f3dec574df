"""Checks a document edit by edit, and compares the result with a check from scratch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.rules.engine.incremental import Report, check, update_after_edit
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.index import Symbol
    from backlog_ls.rules.engine.finding import Finding

WORKSPACE = Workspace()


def make_view(backlog: Backlog) -> View:
    return View(backlog, WORKSPACE, "/nowhere/BACKLOG.md")


class CheckedBacklog(NamedTuple):
    backlog: Backlog
    report: Report

    @staticmethod
    def read(text: str) -> CheckedBacklog:
        backlog = Backlog.read(Document.parse(text))
        return CheckedBacklog(backlog, check(make_view(backlog)))

    def edit(self, start: int, end: int, text: str) -> CheckedBacklog:
        change = self.backlog.document.edit(start, end, text)
        backlog, affected = update_backlog(self.backlog, change)
        return CheckedBacklog(
            backlog, update_after_edit(self.report, make_view(backlog), change.delta, affected)
        )

    def comparable_findings(self) -> list[tuple[object, ...]]:
        """Return the findings with offsets instead of block keys, which differ between two parses."""
        return sorted(map(self._comparable, self.report.findings()), key=repr)

    def comparable_visible_findings(self) -> list[tuple[object, ...]]:
        """Return those that are shown. The report remembers which of them are worth showing."""
        found = visible_findings(make_view(self.backlog), self.report, merge=False)
        return sorted(map(self._comparable, found), key=repr)

    def _comparable(self, finding: Finding) -> tuple[object, ...]:
        related = tuple(
            (self._offset(other.key) + other.start, other.message) for other in finding.related
        )
        at = self._offset(finding.key)
        return (finding.code, at + finding.start, at + finding.end, finding.message, related)

    def _offset(self, key: int) -> int:
        place = self.backlog.rope.at_key(key)
        assert place is not None, "a finding in a removed block"
        return place.offset

    def symbols(self) -> dict[Symbol, list[int]]:
        index = self.backlog.index
        return {
            subject: [self._offset(key) for key in index.get(*subject)]
            for subject in index.symbols()
        }


def check_equal(incremental: CheckedBacklog, text: str) -> None:
    fresh = CheckedBacklog.read(text)
    assert incremental.symbols() == fresh.symbols()
    assert incremental.comparable_findings() == fresh.comparable_findings()
    assert incremental.comparable_visible_findings() == fresh.comparable_visible_findings()


def check_edits(text: str, changes: Iterable[tuple[float, int, str]]) -> None:
    """Check `text` after each of `changes`.

    A change is a position (as a fraction of the text), the number of removed code points, and the new
    text.
    """
    state = CheckedBacklog.read(text)
    for share, count, new in changes:
        start = int(share * len(text))
        end = min(start + count, len(text))
        state = state.edit(start, end, new)
        text = text[:start] + new + text[end:]
        check_equal(state, text)
