"""Golden cases of the rules: Markdown files with small documents and their expected findings.

A heading of level two begins a case. It has prose that explains the case, a fence ``markdown`` with the
document, fences ``markdown PATH`` or ``text PATH`` with other files of its workspace (a path that ends
with a slash is a folder), and a fence ``findings`` with the expected findings. The lines of a document
in a fence ``markdown crlf`` end in CRLF.

The format of a finding is ``LINE:COLUMN-END SEVERITY CODE MESSAGE``. END is a column, or
``LINE:COLUMN`` on another line. Lines and columns are 1-based, columns count code points, and the end
is exclusive. The indented lines below are its text, its related places and its fixes. ``fix!`` is a
safe fix, which `--fix` applies.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fenced_cases import NOTHING, fence_lines, read_sections, replace_lines, write_workspace

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.settings import Settings
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.registry import get_rule, registry
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from fenced_cases import Fence

    from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity

CASES = Path(__file__).with_name("cases")
TODAY = date(2026, 2, 5)
"""The day of all cases, so that overdue items do not depend on when the tests run."""
ALL_RULES_ON = Settings(
    severity={rule.code: "warning" for rule in registry() if rule.off_by_default}
)
"""Settings that turn on the rules that are off by default."""


class Case(NamedTuple):
    """A document, its workspace, and where its expected findings are."""

    title: str
    text: str
    files: dict[str, str]
    expected: tuple[int, int]
    """The lines of the fence with the expected findings; empty if there is none."""


def read_cases(source: str) -> list[Case]:
    """Read a file of cases.

    Raises:
        ValueError: part of the file does not belong to a case and would be ignored.
    """
    before, *sections = read_sections(source)
    if before.fences:
        raise ValueError(f"line {before.fences[0].start + 1}: a fence before the first case")
    if not sections:
        raise ValueError("no document")
    return [_case(title, fences) for title, fences in sections]


def _case(title: str, fences: list[Fence]) -> Case:
    documents = [f for f in fences if f.language == "markdown" and f.label in {"", "crlf"}]
    expected = [fence for fence in fences if fence.language == "findings" and not fence.label]
    files = {f.label: f.text for f in fences if f.label and f not in documents}
    if len(documents) != 1 or len(expected) > 1 or len(fences) != 1 + len(files) + len(expected):
        raise ValueError(f"{title!r}: one document, then its files, then one fence of findings")
    text = documents[0].text
    if documents[0].label:
        text = text.replace("\n", "\r\n")
    last = fences[-1]
    if expected and last is not expected[0]:
        raise ValueError(f"{title!r}: the findings stand last")
    lines = (last.start, last.end) if expected else (last.end, last.end)
    return Case(title, text, files, lines)


def rewrite_cases(source: str, found: list[tuple[Case, str]]) -> str:
    """Return the file `source` with the findings in `found` as the expected ones."""
    replacements = []
    for case, listing in found:
        start, end = case.expected
        fence = fence_lines("findings", listing)
        replacements.append((start, end, fence if start < end else ["", *fence]))
    return replace_lines(source, replacements)


def check_text(text: str, folder: Path, files: dict[str, str] | None = None) -> CheckedText:
    """Write `text` into a workspace in `folder`, with `files` around it, and check it."""
    root = folder / "workspace"
    write_workspace(root, {**(files or {}), "BACKLOG.md": text})
    workspace = Workspace(roots=(str(root),))
    backlog = Backlog.read(Document.parse(text))
    view = View(backlog, workspace, str(root / "BACKLOG.md"), ALL_RULES_ON, TODAY)
    findings = visible_findings(view, check(view))
    return CheckedText(
        view, sorted(findings, key=lambda finding: (*_offsets(view, finding), finding))
    )


class CheckedText(NamedTuple):
    """A document and its findings, in document order."""

    view: View
    findings: list[Finding]

    def fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """Return all fixes of `finding`, best first."""
        return get_rule(finding.code).find_fixes(self.view, finding)

    def find_safe_fix(self, finding: Finding) -> Fix | None:
        """Return the fix that `--fix` applies, if there is one."""
        first = next(iter(self.fixes(finding)), None)
        return first if first and first.preferred and not first.create else None

    def apply_fix(self, fix: Fix) -> str:
        """Return the text after `fix`."""
        edits = (Edit(*_offsets(self.view, edit), edit.text) for edit in fix.edits)
        return apply_edits(self.view.backlog.document.text, edits)

    def format_findings(self) -> str:
        """Return all findings in the format of the cases."""
        return "\n".join(map(self._format_finding, self.findings)) or NOTHING

    def _format_finding(self, finding: Finding) -> str:
        severity = default_severity(finding).name.lower()
        start, end = _offsets(self.view, finding)
        on = self.view.backlog.document.text[start:end]
        lines = [
            f"{self._format_range(finding)} {severity} {finding.code} {finding.message}",
            f"  on {on!r}",
            *(f"  see {self._format_range(other)} {other.message}" for other in finding.related),
            *(f"  fix{'!' * fix.preferred} {fix.title}" for fix in self.fixes(finding)),
        ]
        return "\n".join(lines)

    def _format_range(self, part: Finding | Related) -> str:
        start, end = map(self.view.backlog.document.position_at, _offsets(self.view, part))
        line = f"{end.line + 1}:" if end.line != start.line else ""
        return f"{start.line + 1}:{start.column + 1}-{line}{end.column + 1}"


def default_severity(finding: Finding) -> Severity:
    """Return the severity of `finding` without settings."""
    return finding.severity or get_rule(finding.code).severity


def _offsets(view: View, part: Finding | BlockEdit | Related) -> tuple[int, int]:
    place = view.backlog.rope.at_key(part.key)
    assert place is not None, f"{part} is in a block that does not exist"
    return place.offset + part.start, place.offset + part.end
