r"""Test cases of the features: Markdown files that hold a document, a cursor and what is expected.

The files are in ``cases/ROOM/*.md``; ``ROOM/test_ROOM_cases.py`` runs them. A file reads::

    # Highlights

    ## A status and its legend

    ```markdown
    **Legend:** ✅ done

    ## Export $0✅
    ```

    ```highlights
    1:13-19 ✅ done
    3:11-12 ✅
    ```

Each heading of level two begins a case. Its fences, in this order and repeatedly:

- ``markdown PATH`` or ``text PATH``: another file of the workspace; a path that ends in a slash is a
  folder. It is there for all documents below it in this case; before the first case, for all cases.
- ``markdown frame``: what the documents below it have in common, with ``$here`` where each of them
  goes. Before the first case it is the frame of all cases that have none of their own.
- ``toml settings``: the settings of the documents below it.
- ``markdown``: the document. It is `BACKLOG.md` in the workspace; one that is elsewhere is a fence
  ``markdown PATH`` with a cursor. Without any other file there is no workspace, and the document
  is not a file.
- one fence or more named after an *operation*, with its argument: ``insert Done``, ``rename New``.
  The operation is applied to the document above it; the fence's text is the expected result,
  `nothing` if it is empty.

Flags behind ``markdown``:

- ``crlf``: the lines end in CRLF. Operations show texts with `Request.shown`, which checks that no
  other line ending was made.
- ``no-eol``: the last line has no end.
- ``each``: each line of the fence is a document of its own, and each line of the result is the
  result for one of them; results of several lines are joined with `` ⏎ ``,
  without empty lines.

Cursors: ``$0`` is the cursor; two of them are a selection. ``$1`` to ``$9`` are several cursors, for
each of which the operation is run: its result is listed behind its number. The root of the
workspace is written ``$ROOT``.

Usage, `OPERATIONS` being a dictionary of functions from `Request` to text::

    @pytest.mark.parametrize("path", case_files("hover"), ids=case_name)
    def test_hover_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
        check_cases(path, OPERATIONS, tmp_path, pytestconfig)

``pytest --update`` writes the actual results into the files (a new fence may be empty): read the
diff. A fence that is not used (an unknown operation, a document without an operation, a file
without a document, …) is an error.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from fenced_cases import NOTHING, fence_lines, read_sections, replace_lines, write_workspace

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.settings import DEFAULTS, Settings, parse_toml, read_settings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pytest
    from fenced_cases import Fence

    Operation: TypeAlias = Callable[["Request"], str]

CASES = Path(__file__).with_name("cases")
TODAY = date(2026, 2, 5)
"""The day of all cases unless a test gives another: a Thursday."""
_FLAGS = {"crlf", "no-eol", "each"}
_CURSOR = re.compile(r"\$([0-9])")
_PLACEHOLDER = "$here"
_NO_FRAME = f"{_PLACEHOLDER}\n"
_JOINT = " ⏎ "


class Case(NamedTuple):
    """A document, its workspace, and the operations that are applied to it."""

    title: str
    text: str
    """With its cursors, in its frame; with `each`, one document per line, without the frame."""
    path: str
    """In the workspace."""
    flags: frozenset[str]
    frame: str
    files: dict[str, str]
    settings: Settings
    operations: list[Fence]

    def texts(self) -> list[str]:
        """Return the documents of this case, with their cursors."""
        texts = self.text.splitlines() if "each" in self.flags else [self.text.removesuffix("\n")]
        texts = [self.frame.replace(_PLACEHOLDER, text) for text in texts]
        if "no-eol" in self.flags:
            texts = [text.removesuffix("\n") for text in texts]
        if "crlf" in self.flags:
            texts = [text.replace("\n", "\r\n") for text in texts]
        return texts


class Request(NamedTuple):
    """What an operation is applied to."""

    view: View
    cursors: tuple[int, ...]
    """Code points of the document: of one cursor, or of the two ends of a selection."""
    argument: str
    """The text behind the name of the operation."""
    root: Path | None
    """Of the workspace."""

    @property
    def offset(self) -> int:
        """The cursor."""
        (offset,) = self.cursors
        return offset

    @property
    def selection(self) -> tuple[int, int]:
        """The ends of the selection, which are equal at a cursor."""
        return self.cursors[0], self.cursors[-1]

    def where(self, start: int, end: int, backlog: Backlog | None = None) -> str:
        """Return a range as ``LINE:COLUMN-END``, as the cases of rules do.

        Lines and columns count from 1; ``END`` is the column behind the last code point, and
        ``LINE:COLUMN`` if it is on another line.
        """
        document = (backlog or self.view.backlog).document
        first, last = document.position_at(start), document.position_at(end)
        line = f"{last.line + 1}:" if last.line != first.line else ""
        return f"{first.line + 1}:{first.column + 1}-{line}{last.column + 1}"

    def shown(self, text: str) -> str:
        """Return the new `text` of a document; its line endings must be those that it had."""
        old = self.view.backlog.document.text
        if "\r\n" not in old:
            assert "\r" not in text
            return text
        assert text.count("\r\n") == text.count("\n") == text.count("\r")
        return text.replace("\r\n", "\n")

    def shown_files(self, texts: Mapping[str, str]) -> str:
        """Return the new texts of several documents, given by their absolute paths.

        The text of the document itself, whose path may also be empty, comes first; those of other
        documents follow below a line with their path in the workspace.
        """
        own = {"", self.view.path}
        parts = [self.shown(text) for path, text in texts.items() if path in own]
        for path, text in texts.items():
            if path not in own:
                assert self.root is not None
                name = Path(path).relative_to(self.root).as_posix()
                parts.append(f"--- {name}\n{text}")
        return "".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def case_files(room: str) -> list[Path]:
    """Return the files of cases of one room, sorted by name."""
    return sorted((CASES / room).glob("*.md"))


def case_name(path: Path) -> str:
    """Return how pytest calls the test of a file of cases."""
    return path.stem


def check_cases(
    path: Path,
    operations: Mapping[str, Operation],
    folder: Path,
    config: pytest.Config,
    today: date = TODAY,
) -> None:
    """Check the cases in the file at `path`, or with ``--update`` write the results into it.

    Args:
        path: the file.
        operations: what may be applied to its documents, by name.
        folder: empty, for the workspaces.
        config: of pytest.
        today: the day of the cases.
    """
    source = path.read_text("utf-8")
    replacements = []
    for number, case in enumerate(read_cases(source, operations)):
        for fence in case.operations:
            root = folder / str(number)
            try:
                result = run(case, fence.label, operations[fence.language], root, today)
            except Exception as error:
                raise AssertionError(f"{path}:{fence.start + 1}: {case.title}") from error
            lines = fence_lines(f"{fence.language} {fence.label}".strip(), result)
            replacements.append((fence.start, fence.end, lines))
    new = replace_lines(source, replacements)
    if config.getoption("--update"):
        path.write_text(new, "utf-8", newline="\n")
    elif source.splitlines() != new.splitlines():
        diff = unified_diff(source.splitlines(), new.splitlines(), "expected", "actual", n=8)
        raise AssertionError("\n".join([f"{path}: `pytest --update` would change it", *diff]))


def read_cases(source: str, operations: Collection[str]) -> list[Case]:
    """Read a file of cases.

    Raises:
        ValueError: the file holds something that no operation would use.
    """
    common, *sections = read_sections(source)
    everywhere = _Reader("before the first case", operations, {}, _NO_FRAME)
    everywhere.read(common.fences)
    if everywhere.cases:
        raise ValueError("a document before the first case")
    cases = []
    for section in sections:
        reader = _Reader(section.title, operations, everywhere.files, everywhere.frame)
        reader.settings = everywhere.settings
        reader.read(section.fences)
        reader.check_all_used()
        cases += reader.cases
    if not cases:
        raise ValueError("no case")
    return cases


def run(case: Case, argument: str, operation: Operation, folder: Path, today: date) -> str:
    """Return the result of `operation` for the documents of `case`, as its fence has it."""
    results = []
    for text in case.texts():
        marks = [mark[1] for mark in _CURSOR.finditer(text)]
        if set(marks) <= {"0"}:
            results.append(_run_at(case, text, "0", argument, operation, folder, today))
            continue
        if len(set(marks)) < len(marks):
            raise ValueError(f"a cursor that is there twice: {marks}")
        for mark in sorted(marks):
            result = _run_at(case, text, mark, argument, operation, folder, today)
            results.append(f"${mark} " + re.sub(r"\n(?=.)", "\n   ", result))
    if "each" in case.flags:
        results = [_JOINT.join(filter(None, result.split("\n"))) for result in results]
    return "\n".join(results)


def _run_at(
    case: Case,
    text: str,
    mark: str,
    argument: str,
    operation: Operation,
    folder: Path,
    today: date,
) -> str:
    cursors: list[int] = []
    removed = 0
    for found in _CURSOR.finditer(text):
        if found[1] == mark:
            cursors.append(found.start() - removed)
        removed += len(found[0])
    plain = _CURSOR.sub("", text)
    root = folder if case.files or case.path != "BACKLOG.md" else None
    if root:
        write_workspace(root, {**case.files, case.path: plain})
    workspace = Workspace((str(root),) if root else ())
    path = str(root / case.path) if root else ""
    view = View(Backlog.read(Document.parse(plain)), workspace, path, case.settings, today)
    result = operation(Request(view, tuple(cursors), argument, root))
    if root:
        result = result.replace(root.as_uri(), "file://$ROOT").replace(str(root), "$ROOT")
    return result.removesuffix("\n") or NOTHING


class _Reader:
    """Reads the fences of one case."""

    def __init__(
        self, title: str, operations: Collection[str], files: dict[str, str], frame: str
    ) -> None:
        self.cases: list[Case] = []
        self.title = title
        self.operations = operations
        self.files = files
        self.frame = frame
        self.settings = DEFAULTS
        self.unused: Fence | None = None
        """The last fence that no operation has used yet."""

    def read(self, fences: list[Fence]) -> None:
        """Read all fences of the case, in their order."""
        for fence in fences:
            if fence.language in self.operations:
                self._add_operation(fence)
            elif fence.language == "toml" and fence.label == "settings":
                self.settings, errors = read_settings(parse_toml(fence.text))
                if errors:
                    raise self._error(fence, f"invalid settings: {errors}")
                self.unused = fence
            elif fence.language not in {"markdown", "text"}:
                raise self._error(fence, f"no operation is called {fence.language!r}")
            elif fence.language == "markdown" and fence.label == "frame":
                if fence.text.count(_PLACEHOLDER) != 1:
                    raise self._error(fence, f"a frame has one {_PLACEHOLDER}")
                self.frame = fence.text
                self.unused = fence
            else:
                self._add_document_or_file(fence)

    def check_all_used(self) -> None:
        """Raise `ValueError` unless an operation uses the last fences."""
        if not self.cases:
            raise ValueError(f"{self.title!r}: no document")
        if self.unused:
            raise self._error(self.unused, "no operation uses it")

    def _add_document_or_file(self, fence: Fence) -> None:
        words = fence.label.split()
        flags = {word for word in words if word in _FLAGS}
        path = " ".join(word for word in words if word not in flags)
        is_document = fence.language == "markdown" and (not path or _CURSOR.search(fence.text))
        if not is_document:
            if flags or not path:
                raise self._error(fence, "a file has a path and no flags")
            self.files = {**self.files, path: fence.text}
            self.unused = fence
            return
        if self.cases and not self.cases[-1].operations:
            raise self._error(fence, "no operation uses the document before")
        self.cases.append(
            Case(
                self.title,
                fence.text,
                path or "BACKLOG.md",
                frozenset(flags),
                self.frame,
                self.files,
                self.settings,
                [],
            )
        )
        self.unused = fence

    def _add_operation(self, fence: Fence) -> None:
        if not self.cases:
            raise self._error(fence, "an operation without a document")
        if self.unused and self.cases[-1].operations:
            raise self._error(self.unused, "no document uses it")
        self.cases[-1].operations.append(fence)
        self.unused = None

    def _error(self, fence: Fence, message: str) -> ValueError:
        return ValueError(f"{self.title!r}, line {fence.start + 1}: {message}")
