"""A cache of results on disk, so that `check` only reads what changed.

The result of a document is kept with its stamp, with a digest of the settings, and with the trace of
what its check asked about other files. It is used again if nothing of that changed.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls import __version__
from backlog_ls.cli.check.problems import FixEdit, Note, Problem
from backlog_ls.cli.inputs import display_path
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.text.position import Position, Range
from backlog_ls.workspace.disk.cache_file import UNSETTLED_NS, cache_path, read_lines, write_lines
from backlog_ls.workspace.trace import Stamp, Trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlog_ls.cli.check.problems import RuleSelection
    from backlog_ls.cli.inputs import InputFile, Project
    from backlog_ls.workspace.trace import TracingWorkspace

SCHEMA = 2
"""Version of the format. Raise it when the lines change."""

_PURPOSE = "-check"


class CachedResult(NamedTuple):
    """The result of one document."""

    stamp: Stamp
    """The stamp of its file before it was read."""
    settings: str
    """See `digest_settings`."""
    trace: Trace
    problems: tuple[Problem, ...] | None
    """None if nothing is reported about documents of its role."""


class ResultCache:
    """The results for the documents of one root. Paths are absolute."""

    def __init__(self, root: str, workspace: TracingWorkspace) -> None:
        """Load the cache of `root`, whose documents are in `workspace`."""
        self.root = root
        self._workspace = workspace
        self._started_ns = time.time_ns()
        self._lines = _load(root)
        self._is_changed = False

    def find(self, path: str, settings: str) -> CachedResult | None:
        """Return the result for the document at `path` if it is still right, else None."""
        fields = self._lines.get(_name(path, self.root))
        if fields is None:
            return None
        try:
            found = _result_from_json(fields, path, self.root)
        except (ValueError, TypeError, KeyError, IndexError):
            return None
        if found.stamp != self._workspace.stamp(path) or found.settings != settings:
            return None
        return found if self._workspace.still_holds(found.trace, path) else None

    def put(self, path: str, result: CachedResult) -> None:
        """Keep `result`, unless a file may be written again without a new stamp."""
        limit = self._started_ns - UNSETTLED_NS
        stamps = (result.stamp, *result.trace.stamps.values())
        name = _name(path, self.root)
        self._is_changed = True
        if all(stamp.mtime_ns < limit for stamp in stamps):
            self._lines[name] = _result_to_json(result, self.root)
        else:
            self._lines.pop(name, None)

    def save(self, folders: Iterable[str], paths: Iterable[str]) -> None:
        """Write the cache if it changed, without the documents in `folders` that are not in `paths`."""
        there = {_name(path, self.root) for path in paths}
        walked = [_name(folder, self.root) for folder in folders]
        gone = [
            name
            for name in self._lines
            if name not in there
            and any(not folder or name.startswith(folder + os.sep) for folder in walked)
        ]
        for name in gone:
            del self._lines[name]
        path = cache_path(self.root, _PURPOSE)
        if path and (self._is_changed or gone):
            lines = [json.dumps([name, *fields]) for name, fields in self._lines.items()]
            write_lines(path, _header(self.root), lines)


class ResultCaches:
    """The caches of all roots of one run."""

    def __init__(self, project: Project, selection: RuleSelection) -> None:
        self._project = project
        self._selection = selection
        self._by_root: dict[str, ResultCache] = {}

    def find(self, source: InputFile) -> CachedResult | None:
        """Return the result for `source` if it is still right; None for files that were named."""
        if source.explicit:
            return None
        cache = self._by_root.get(source.root)
        if cache is None:
            workspace = self._project.workspace_of(source.root)
            cache = self._by_root[source.root] = ResultCache(source.root, workspace)
        return cache.find(source.path, digest_settings(self._project, source, self._selection))

    def save(
        self,
        results: Mapping[str, CachedResult],
        sources: Sequence[InputFile],
        paths: tuple[str, ...],
    ) -> None:
        """Keep new `results` by absolute path.

        Args:
            results: new ones, by absolute path.
            sources: all files of the run.
            paths: the files and folders that the user named.
        """
        folders = [os.path.abspath(path) for path in paths]
        for root, cache in self._by_root.items():
            inside = [source.path for source in sources if source.root == root]
            for path in inside:
                if path in results:
                    cache.put(path, results[path])
            cache.save(folders, inside)


def digest_settings(project: Project, source: InputFile, selection: RuleSelection) -> str:
    """Return a digest of all settings that decide what is reported about `source`.

    The settings of its root decide what the documents around it are.
    """
    settings = project.configuration_for(source).settings
    of_root = project.configurations.for_folder(source.root).settings
    # Only the rule `overdue` asks for the day.
    dated = "overdue" in settings.severity or "overdue" in selection.select
    day = time.strftime("%Y-%m-%d") if dated else ""
    parts = (settings, of_root, sorted(selection.select), sorted(selection.ignore), day)
    return hashlib.blake2b(
        repr(parts).encode("utf-8", "surrogateescape"), digest_size=16
    ).hexdigest()


def _load(root: str) -> dict[str, list[Any]]:
    try:
        lines = read_lines(cache_path(root, _PURPOSE), _header(root))
        loaded = (json.loads(line) for line in lines)
        return {name: fields for name, *fields in loaded}
    except (OSError, ValueError, TypeError, RecursionError):
        return {}


def _header(root: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "version": __version__,
        "python": sys.version,
        "code": _digest_of_code(),
        "root": root,
    }


@functools.cache
def _digest_of_code() -> str:
    """Return a digest of the stamps of this package's files, and of the parser's.

    A version says little about a copy that is being worked on.
    """
    digest = hashlib.blake2b(digest_size=16)
    parser = importlib.util.find_spec("markdown_it")
    for folder, _, names in os.walk(os.path.dirname(os.path.dirname(os.path.dirname(__file__)))):
        for name in sorted(names):
            if name.endswith((".py", ".json")):
                status = os.stat(os.path.join(folder, name))
                digest.update(f"{name}{status.st_mtime_ns}{status.st_size}".encode())
    if parser and parser.origin:
        digest.update(f"{parser.origin}{os.stat(parser.origin).st_mtime_ns}".encode())
    return digest.hexdigest()


def _name(path: str, root: str) -> str:
    """Return `path` from `root` if it is inside; empty for the root itself."""
    if path == root:
        return ""
    inside = root.rstrip(os.sep) + os.sep
    return path.removeprefix(inside)


def _path(name: str, root: str) -> str:
    return os.path.join(root, name) if name else root


def _result_to_json(result: CachedResult, root: str) -> list[Any]:
    trace = result.trace
    problems = result.problems
    return [
        list(result.stamp),
        result.settings,
        [
            {_name(path, root): there for path, there in trace.exists.items()},
            {_name(path, root): there for path, there in trace.folders.items()},
            {_name(path, root): list(stamp) for path, stamp in trace.stamps.items()},
            [
                [kind, text, [_name(path, root) for path in paths]]
                for (kind, text), paths in trace.uses.items()
            ],
            {key: list(found) for key, found in trace.dependencies.items()},
            {_name(folder, root): text for folder, text in trace.configurations.items()},
            trace.names,
            trace.complete,
        ],
        None if problems is None else [_problem_to_json(problem, root) for problem in problems],
    ]


def _result_from_json(fields: list[Any], path: str, root: str) -> CachedResult:
    """Return the result that `fields` represent.

    Raises:
        ValueError, TypeError, KeyError, IndexError: they do not represent one.
    """
    stamp, settings, traced, problems = fields
    exists, folders, stamps, uses, dependencies, configurations, names, complete = traced
    trace = Trace(
        {_path(name, root): bool(there) for name, there in exists.items()},
        {_path(name, root): bool(there) for name, there in folders.items()},
        {_path(name, root): Stamp(*each) for name, each in stamps.items()},
        {
            (kind, text): tuple(_path(name, root) for name in names_of_paths)
            for kind, text, names_of_paths in uses
        },
        {key: tuple(found) for key, found in dependencies.items()},
        {_path(name, root): text for name, text in configurations.items()},
        names,
        complete,
    )
    shown = display_path(path)
    found = (
        None
        if problems is None
        else tuple(_problem_from_json(problem, shown, root) for problem in problems)
    )
    return CachedResult(Stamp(*stamp), settings, trace, found)


def _problem_to_json(problem: Problem, root: str) -> list[Any]:
    return [
        problem.code,
        int(problem.severity),
        problem.message,
        _range_to_json(problem.range),
        problem.line,
        problem.help,
        [[*_range_to_json(edit.range), edit.text] for edit in problem.fix],
        [
            [_name(os.path.abspath(note.path), root), *_range_to_json(note.range), note.message]
            for note in problem.notes
        ],
        problem.is_fixable,
    ]


def _problem_from_json(fields: list[Any], path: str, root: str) -> Problem:
    code, severity, message, where, line, title, edits, notes, is_fixable = fields
    return Problem(
        path,
        code,
        Severity(severity),
        message,
        _range_from_json(where),
        line,
        title,
        tuple(FixEdit(_range_from_json(span), text) for *span, text in edits),
        tuple(
            Note(display_path(_path(name, root)), _range_from_json(span), said)
            for name, *span, said in notes
        ),
        bool(is_fixable),
    )


def _range_to_json(found: Range) -> list[int]:
    return [*found.start, *found.end]


def _range_from_json(numbers: list[int]) -> Range:
    first, column, last, end = numbers
    return Range(Position(first, column), Position(last, end))
