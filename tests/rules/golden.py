"""Golden cases of the rules: small documents, and what is found in them, in one Markdown file.

A file holds one case for each heading of level two: prose that says what is at stake, a fence
``markdown`` with the document, any number of fences ``markdown PATH`` or ``text PATH`` with other
files of its workspace (a path that ends in a slash is a folder), and a fence ``findings`` with what
is to be found. ``markdown crlf`` ends the document's lines in CRLF.

A finding reads ``LINE:COLUMN-END SEVERITY CODE MESSAGE``; where it ends on another line END is
``LINE:COLUMN``. Lines and columns count from 1, columns in code points, the end is behind the last
one. Indented below stand the text that it is on, the places that it refers to and its fixes: ``fix!``
is one that `--fix` may take.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.settings import Settings
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.registry import registry, rule_of
from backlog_ls.rules.engine.rule import fixes_of
from backlog_ls.rules.engine.visible import reported
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity

CASES = Path(__file__).with_name("cases")
NOTHING = "nothing"
TODAY = date(2026, 2, 5)
"""The day of all cases; what is overdue must not depend on when the tests run."""
ALL_ON = Settings(severity={rule.code: "warning" for rule in registry() if rule.off})
"""Rules that are off until somebody wants them say something here."""
_FENCE = re.compile(r"(`{3,})(\w+)(.*)")


class Fence(NamedTuple):
    """A fenced block. Lines are 0-based; `end` is the line after the closing fence."""

    start: int
    end: int
    language: str
    label: str
    text: str


class Case(NamedTuple):
    """One document, its workspace and where the file says what is found in it."""

    title: str
    text: str
    files: dict[str, str]
    expected: tuple[int, int]
    """The lines of the fence that says it; an empty run where it is missing."""


def read_cases(source: str) -> list[Case]:
    """Read a file of cases.

    Raises:
        ValueError: something in it is no part of a case, and would never be looked at.
    """
    lines = source.splitlines()
    cases: list[Case] = []
    title = ""
    fences: list[Fence] = []
    at = 0
    while at < len(lines):
        opening = _FENCE.fullmatch(lines[at])
        if opening:
            end = lines.index(opening[1], at + 1)
            text = "".join(f"{line}\n" for line in lines[at + 1 : end])
            fences.append(Fence(at, end + 1, opening[2], opening[3].strip(), text))
            at = end
        elif lines[at].startswith("## "):
            if title:
                cases.append(_case(title, fences))
            elif fences:
                raise ValueError(f"line {fences[0].start + 1}: a fence before the first case")
            title, fences = lines[at].removeprefix("## "), []
        at += 1
    cases.append(_case(title, fences))
    titles = [case.title for case in cases]
    twice = {title for title in titles if titles.count(title) > 1}
    if twice:
        raise ValueError(f"two cases are called {twice}")
    return cases


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


def rewritten(source: str, found: list[tuple[Case, str]]) -> str:
    """Return the file `source` with what was `found` as what is expected."""
    lines = source.splitlines()
    for case, listing in reversed(found):
        start, end = case.expected
        fence = ["```findings", *listing.splitlines(), "```"]
        lines[start:end] = fence if start < end else ["", *fence]
    return "".join(f"{line}\n" for line in lines)


def judge(text: str, folder: Path, files: dict[str, str] | None = None) -> Judged:
    """Write `text` into a workspace in `folder`, with `files` around it, and check it."""
    root = folder / "workspace"
    for name, content in {**(files or {}), "BACKLOG.md": text}.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8", newline="")
    workspace = Workspace(roots=(str(root),))
    backlog = Backlog.read(Document.parse(text))
    view = View(backlog, workspace, str(root / "BACKLOG.md"), ALL_ON, TODAY)
    findings = reported(view, checked(view))
    return Judged(view, sorted(findings, key=lambda finding: (*_offsets(view, finding), finding)))


class Judged(NamedTuple):
    """A document and its findings, in the order of the text."""

    view: View
    findings: list[Finding]

    def fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """All fixes of `finding`, best first."""
        return fixes_of(self.view, rule_of(finding.code), finding)

    def safe_fix(self, finding: Finding) -> Fix | None:
        """The fix that `--fix` may take, if there is one."""
        first = next(iter(self.fixes(finding)), None)
        return first if first and first.preferred and not first.create else None

    def fixed(self, fix: Fix) -> str:
        """The text after `fix`."""
        edits = (Edit(*_offsets(self.view, edit), edit.text) for edit in fix.edits)
        return apply_edits(self.view.backlog.document.text, edits)

    def listing(self) -> str:
        """All that was found, as a case says it."""
        return "\n".join(map(self._listed, self.findings)) or NOTHING

    def _listed(self, finding: Finding) -> str:
        severity = severity_of(finding).name.lower()
        start, end = _offsets(self.view, finding)
        on = self.view.backlog.document.text[start:end]
        lines = [
            f"{self._where(finding)} {severity} {finding.code} {finding.message}",
            f"  on {on!r}",
            *(f"  see {self._where(other)} {other.message}" for other in finding.related),
            *(f"  fix{'!' * fix.preferred} {fix.title}" for fix in self.fixes(finding)),
        ]
        return "\n".join(lines)

    def _where(self, part: Finding | Related) -> str:
        start, end = map(self.view.backlog.document.position_at, _offsets(self.view, part))
        line = f"{end.line + 1}:" if end.line != start.line else ""
        return f"{start.line + 1}:{start.column + 1}-{line}{end.column + 1}"


def severity_of(finding: Finding) -> Severity:
    """Return how severe `finding` is where no settings say otherwise."""
    return finding.severity or rule_of(finding.code).severity


def _offsets(view: View, part: Finding | BlockEdit | Related) -> tuple[int, int]:
    place = view.backlog.rope.at_key(part.key)
    assert place is not None, f"{part} is in a block that is not there"
    return place.offset + part.start, place.offset + part.end
