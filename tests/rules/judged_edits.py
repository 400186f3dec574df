"""A document judged as it is edited, and whether that comes to what a fresh reading says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import edited
from backlog_ls.rules.engine.incremental import Report, checked, rechecked
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.index import Subject
    from backlog_ls.rules.engine.finding import Finding

WORKSPACE = Workspace()


def view(backlog: Backlog) -> View:
    return View(backlog, WORKSPACE, "/nowhere/BACKLOG.md")


class Checked(NamedTuple):
    backlog: Backlog
    report: Report

    @staticmethod
    def read(text: str) -> Checked:
        backlog = Backlog.read(Document.parse(text))
        return Checked(backlog, checked(view(backlog)))

    def edit(self, start: int, end: int, text: str) -> Checked:
        change = self.backlog.document.edit(start, end, text)
        backlog, affected = edited(self.backlog, change)
        return Checked(backlog, rechecked(self.report, view(backlog), change.delta, affected))

    def shown(self) -> list[tuple[object, ...]]:
        """The findings with offsets for keys, which differ from one reading to the other."""
        return sorted(map(self._shown, self.report.findings()), key=repr)

    def _shown(self, finding: Finding) -> tuple[object, ...]:
        related = tuple(
            (self._offset(other.key) + other.start, other.message) for other in finding.related
        )
        at = self._offset(finding.key)
        return (finding.code, at + finding.start, at + finding.end, finding.message, related)

    def _offset(self, key: int) -> int:
        place = self.backlog.rope.at_key(key)
        assert place is not None, "a finding in a block that is gone"
        return place.offset

    def subjects(self) -> dict[Subject, list[int]]:
        index = self.backlog.index
        return {
            subject: [self._offset(key) for key in index.get(*subject)]
            for subject in index.subjects()
        }


def check_equal(incremental: Checked, text: str) -> None:
    fresh = Checked.read(text)
    assert incremental.subjects() == fresh.subjects()
    assert incremental.shown() == fresh.shown()


def check_edits(text: str, changes: Iterable[tuple[float, int, str]]) -> None:
    """Check `text` after each of `changes`: where, as a share of it, how much goes, what comes."""
    state = Checked.read(text)
    for share, count, new in changes:
        start = int(share * len(text))
        end = min(start + count, len(text))
        state = state.edit(start, end, new)
        text = text[:start] + new + text[end:]
        check_equal(state, text)
