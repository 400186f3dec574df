"""Type documents from nothing, and count the findings that pass while one types.

    python tests/benchmarks/passing_findings.py [PATH …] [--folder FOLDER] [--documents N] [--lines]

Every document is typed character by character. At each keystroke, a warning or error on the line
that is typed is passing if the finished document has no finding of that rule on that line. The
first share is of what is shown, the second one of what would be if nothing were withheld.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.server.documents.session import Session
from backlog_ls.text.position import Encoding, Position
from backlog_ls.workspace.disk.disk import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.server.documents.open_document import OpenDocument

SHARED = Path(os.environ.get("BACKLOG_LS_SHARED") or Path(__file__).resolve().parents[3] / "shared")
MAX_SHARE = 0.001
"""Maximum share of keystrokes with a passing finding on the line that is typed."""
MAX_LENGTH = 16_000
"""Maximum length of the documents that are chosen from a folder, in code points."""

Place = tuple[str, int]
"""The code of a rule, and the 0-based line of a finding."""


@dataclass
class Passing:
    """How often findings were shown that the finished document does not have."""

    keys: int = 0
    """Number of characters that were typed."""
    shown: int = 0
    """Number of characters after which a passing finding was shown on the line that is typed."""
    found: int = 0
    """The same with those that were withheld."""
    shown_by_rule: Counter[str] = field(default_factory=Counter)
    """Number of characters with a passing finding that was shown on the line that is typed."""
    found_by_rule: Counter[str] = field(default_factory=Counter)
    """The same with those that were withheld."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Number of characters with a passing finding that was shown on another line."""
    late: int = 0
    """Number of characters after which a true finding on another line was withheld."""

    def add(self, other: Passing) -> None:
        """Add what was counted in another document."""
        self.keys += other.keys
        self.shown += other.shown
        self.found += other.found
        self.shown_by_rule += other.shown_by_rule
        self.found_by_rule += other.found_by_rule
        self.elsewhere += other.elsewhere
        self.late += other.late


class Typist:
    """Types into a document, and counts what is shown that the finished `text` does not have."""

    def __init__(self, path: Path, root: Path, text: str, begin: str) -> None:
        """Open the document `path` of the workspace folder `root` with the text `begin`."""
        session, document = _open(path, root, text)
        self.finished = _places(document, session.findings(document))
        self.session, self.document = _open(path, root, begin)
        self.passing = Passing()

    def type(self, character: str, line: int, column: int) -> None:
        """Type `character`."""
        self._change(character, line, column, column)
        line += character == "\n"
        session, document, passing = self.session, self.document, self.passing
        found = shown = _places(document, session.show_findings(document))
        if document.is_withholding:
            found = _places(document, session.findings(document))
        shown_here = {code for code, at in shown - self.finished if at == line}
        found_here = {code for code, at in found - self.finished if at == line}
        passing.keys += 1
        passing.shown += bool(shown_here)
        passing.found += bool(found_here)
        passing.shown_by_rule.update(shown_here)
        passing.found_by_rule.update(found_here)
        passing.elsewhere.update({code for code, at in shown - self.finished if at != line})
        passing.late += any(at != line for _, at in (found - shown) & self.finished)

    def clear(self, line: int, width: int) -> None:
        """Remove the text of `line`, and wait."""
        self._change("", line, 0, width)
        self.session.finish_lines(self.document)
        self.session.show_findings(self.document)

    def _change(self, text: str, line: int, start: int, end: int) -> None:
        change = TextChange(text, Position(line, start), Position(line, end))
        self.session.change(self.document.uri, 1, [change])


def type_document(path: Path, root: Path, text: str) -> Passing:
    """Type `text` into the document `path` of the workspace folder `root`, from nothing."""
    typist = Typist(path, root, text, "")
    line = column = 0
    for character in text:
        typist.type(character, line, column)
        line, column = (line + 1, 0) if character == "\n" else (line, column + 1)
    return typist.passing


def type_lines_again(path: Path, root: Path, text: str) -> Passing:
    """Remove each line of the document `path` in turn, and type it again."""
    typist = Typist(path, root, text, text)
    for number, line in enumerate(text.split("\n")):
        if line:
            typist.clear(number, len(line))
        for column, character in enumerate(line):
            typist.type(character, number, column)
    return typist.passing


def choose_documents(folder: Path, count: int) -> Iterator[tuple[Path, Path]]:
    """Yield `count` living documents of the repositories in `folder`, with the repository's root.

    The first one of each repository that is neither very short nor very long.
    """
    chosen = 0
    for root in sorted(path for path in folder.iterdir() if path.is_dir()):
        if chosen == count:
            return
        found = next((path for path in sorted(root.rglob("*.md")) if _is_chosen(path, root)), None)
        if found:
            chosen += 1
            yield found, root


def _is_chosen(path: Path, root: Path) -> bool:
    if not path.is_file() or ".git" in path.parts:
        return False
    text = _read(path)
    if not MAX_LENGTH // 10 <= len(text) <= MAX_LENGTH:
        return False
    _, document = _open(path, root, text)
    return document.verdict.role is DocumentRole.BACKLOG


def _read(path: Path) -> str:
    try:
        return read_text(str(path)).replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""


def _open(path: Path, root: Path, text: str) -> tuple[Session, OpenDocument]:
    session = Session(Encoding.UTF32, paranoid=False, typing_pause_s=1.0)
    session.workspace.roots = (str(root),)
    session.workspace.load_root(str(root), [])
    return session, session.open(path.as_uri(), 1, text).document


def _places(document: OpenDocument, findings: Iterable[Finding]) -> set[Place]:
    places: set[Place] = set()
    for finding in findings:
        severity = effective_severity(finding, document.settings)
        where = document.backlog.document.range_in_block(finding.key, finding.start, finding.end)
        if where and severity is not None and severity <= Severity.WARNING:
            lines = range(where.start.line, where.end.line + 1)
            places.update((finding.code, line) for line in lines)
    return places


def main(arguments: Sequence[str] | None = None) -> int:
    """Type the documents, and print the share of keystrokes; return 1 if it is above the limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--folder", type=Path, help="of repositories, to choose documents from")
    parser.add_argument("--documents", type=int, default=20, help="to choose; default: 20")
    parser.add_argument("--lines", action="store_true", help="type each line again, in its place")
    options = parser.parse_args(arguments)
    documents = [(path.resolve(), path.resolve().parent) for path in options.paths]
    if not documents:
        documents = [(path, path.parent) for path in sorted((SHARED / "seeds").glob("*.md"))]
    if options.folder:
        documents += choose_documents(options.folder.resolve(), options.documents)
    total, work = Passing(), type_lines_again if options.lines else type_document
    for path, root in documents:
        begun = time.monotonic()
        made = work(path, root, _read(path))
        total.add(made)
        seconds = time.monotonic() - begun
        _print(f"{_summary(made)}  {path.relative_to(root.parent)}, {seconds:.0f} s")
    _print(f"{_summary(total)}  in {len(documents)} documents")
    _print(f"shown on the line that is typed: {dict(total.shown_by_rule.most_common())}")
    _print(f"with those that were withheld: {dict(total.found_by_rule.most_common())}")
    _print(f"shown on other lines: {dict(total.elsewhere.most_common())}")
    return int(total.shown > MAX_SHARE * total.keys)


def _summary(made: Passing) -> str:
    keys = max(made.keys, 1)
    return (
        f"{made.shown / keys:7.3%} ({made.found / keys:6.2%}) of {made.keys:,} keystrokes, "
        f"true ones late at {made.late / keys:.2%}"
    )


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
