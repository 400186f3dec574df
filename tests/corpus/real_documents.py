"""The real documents as the program reads them: each repository is a workspace of its own."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.cli.inputs import BOM, InputFile, LoadedDocument, Project
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.text.lines import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.rules.engine.finding import Severity
    from backlog_ls.workspace.view import View


class Found(NamedTuple):
    """A finding, and where it begins. Lines count from 1."""

    line: int
    code: str
    severity: Severity


class RealDocument:
    """A document of the corpus, or one of the seeds."""

    def __init__(self, project: Project, source: InputFile, loaded: LoadedDocument) -> None:
        self.name = source.display_path
        """Its path below the shared folder, with slashes."""
        self.view = loaded.view
        self.text = loaded.text.removeprefix(BOM)
        self._project = project
        self._source = source

    @cached_property
    def lines(self) -> list[str]:
        """Its lines with their ends; together they are its text."""
        starts = line_starts(self.text)
        return [
            self.text[start:end]
            for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True)
        ]

    @property
    def line_end(self) -> str:
        """How it ends its lines."""
        return "\r\n" if self.lines[0].endswith("\r\n") else "\n"

    @cached_property
    def found(self) -> list[Found]:
        """What is found in it, as it is."""
        return findings(self.view)

    def line_of(self, offset: int) -> int:
        """Return the line, counted from 0, that the code point at `offset` stands in."""
        return self.view.backlog.document.position_at(offset).line

    def column_of(self, offset: int) -> int:
        """Return how many code points stand before that at `offset` in its line."""
        return self.view.backlog.document.position_at(offset).column

    def rewritten(self, text: str) -> View:
        """Return the document with another text, in the same place."""
        return self._project.parse(self._source, text).view


def findings(view: View) -> list[Found]:
    """Return what is found in a document, in its order."""
    found = []
    for finding in visible_findings(view, check(view)):
        place = view.backlog.rope.at_key(finding.key)
        severity = effective_severity(finding, view.settings)
        assert place is not None
        assert severity is not None
        line = view.backlog.document.position_at(place.offset + finding.start).line + 1
        found.append(Found(line, finding.code, severity))
    return found


def folders(shared: Path) -> list[Path]:
    """Return the folders that are workspaces: that of the seeds, and one for each repository."""
    return [shared / "seeds", *sorted(filter(Path.is_dir, (shared / "corpus").iterdir()))]


def documents_in(
    folder: Path, shared: Path, most: int | None = None, *, every: bool = False
) -> Iterator[RealDocument]:
    """Yield the backlogs of a workspace, by path.

    Args:
        folder: the workspace.
        shared: the folder below which their names begin.
        most: so many files are read, chosen at random but always the same.
        every: whether Markdown files that are no backlogs are read too, as if the user named them.
    """
    project = Project()
    # Empty ones are link targets' stubs, and a folder may be named *.md.
    paths = sorted(path for path in folder.rglob("*.md") if path.is_file() and path.stat().st_size)
    if most is not None and most < len(paths):
        paths = sorted(Random(folder.name).sample(paths, most))
    for path in paths:
        shown = path.relative_to(shared).as_posix()
        source = InputFile(str(path), shown, str(folder), every)
        loaded = project.load(source)
        if loaded:
            yield RealDocument(project, source, loaded)


def walked_documents(root: Path, above: Path) -> Iterator[RealDocument]:
    """Yield the documents below `root` that `check` reports about, as it finds them.

    Args:
        root: the workspace.
        above: the folder below which their names begin.
    """
    project = Project()
    for source in project.find_files((str(root),)):
        shown = Path(source.path).relative_to(above).as_posix()
        loaded = project.load(source._replace(display_path=shown, root=str(root)))
        if loaded:
            yield RealDocument(project, source._replace(display_path=shown), loaded)
