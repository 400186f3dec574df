"""What is said of a document, after its own comments and the settings were heard.

The report of a document keeps all findings, suppressed or not, so that a comment that comes or goes
makes nothing be judged again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Bit, bits_of
from backlog_ls.rules.engine.isolation import guarded
from backlog_ls.rules.engine.severity import severity_of
from backlog_ls.rules.engine.suppression import comments, heed
from backlog_ls.rules.merge_conflict import outside_conflicts
from backlog_ls.rules.unused_suppression import RULE as UNUSED
from backlog_ls.rules.unused_suppression import complaints

if TYPE_CHECKING:
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.incremental import Report
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.document import Delta
    from backlog_ls.text.rope import Rope
    from backlog_ls.workspace.view import View


def reported(view: View, report: Report) -> list[Finding]:
    """Return the findings that are to be shown, in the order of the document."""
    found = outside_conflicts(report.findings())
    said = comments(view.backlog.rope)
    if said:
        heard = heed(said, found)
        told = guarded(UNUSED, complaints, view, said, heard)
        found = heard.kept
        if told:
            found += heed(said, told).kept
            found.sort(key=lambda finding: (finding.key, finding.start, finding.code, finding.end))
    return [finding for finding in found if severity_of(finding, view.settings) is not None]


def is_told_otherwise(rope: Rope[Block], delta: Delta) -> bool:
    """Tell whether other findings of the same report are shown after an edit that led to `rope`.

    It may have changed comments, or the line below one, of which what it suppresses is said.
    """
    changed = (*delta.removed, *delta.added)
    if any(bits_of(block) & Bit.SUPPRESSION for _, block in changed):
        return True
    above = rope.at_or_before(min(key for key, _ in changed) - 1) if changed else None
    return above is not None and bool(bits_of(above.piece) & Bit.SUPPRESSION)
