"""What is said of a document, after its own comments and the settings were heard.

The report of a document keeps all findings, suppressed or not, so that a comment that comes or goes
makes nothing be judged again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.bits import Bit, bits_of
from backlog_ls.rules.merge_conflict import outside_conflicts
from backlog_ls.rules.severity import severity_of
from backlog_ls.rules.suppression import comments, heed
from backlog_ls.rules.unused_suppression import complaints

if TYPE_CHECKING:
    from backlog_ls.rules.finding import Finding
    from backlog_ls.rules.report import Report
    from backlog_ls.syntax.document import Delta
    from backlog_ls.workspace.view import View


def reported(view: View, report: Report) -> list[Finding]:
    """Return the findings that are to be shown, in the order of the document."""
    found = outside_conflicts(report.findings())
    said = comments(view.backlog.rope)
    if said:
        heard = heed(said, found)
        told = list(complaints(view, said, heard))
        found = heard.kept
        if told:
            found += heed(said, told).kept
            found.sort(key=lambda finding: (finding.key, finding.start, finding.code, finding.end))
    return [finding for finding in found if severity_of(finding, view.settings) is not None]


def is_told_otherwise(delta: Delta) -> bool:
    """Tell whether an edit changed comments, so that other findings of the same report are shown."""
    return any(bits_of(block) & Bit.SUPPRESSION for _, block in (*delta.removed, *delta.added))
