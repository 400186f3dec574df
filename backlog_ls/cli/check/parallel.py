"""Check documents in this process or in several."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlog_ls.cli.check.cache import CachedResult, digest_settings
from backlog_ls.cli.check.problems import Problem, to_problems
from backlog_ls.cli.inputs import DocumentError, Project
from backlog_ls.cli.terminal import print_error
from backlog_ls.features.code_actions.fix_all import compute_visible_findings
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.workspace.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor

    from backlog_ls.cli.check.problems import RuleSelection
    from backlog_ls.cli.inputs import InputFile, LoadedDocument

MIN_FILES_PER_PROCESS = 40
"""Minimum number of documents per process; with fewer, starting a process does not pay."""

BATCH_SIZE = 16
"""Number of documents that a process checks at a time; a larger one would leave processes idle."""


@dataclass(slots=True)
class CheckResult:
    """The result of checking some documents."""

    problems: list[Problem] = field(default_factory=list)
    checked: int = 0
    failed: list[str] = field(default_factory=list)
    """The messages about files that could not be read."""
    settings_files: set[str] = field(default_factory=set)
    """The absolute paths of the settings files that were used."""
    cacheable: dict[str, CachedResult] = field(default_factory=dict)
    """The results that a later run may use, by absolute path."""

    def add(self, other: CheckResult) -> None:
        """Append the result of the documents that follow these."""
        self.problems += other.problems
        self.checked += other.checked
        self.failed += [message for message in other.failed if message not in self.failed]
        self.settings_files |= other.settings_files
        self.cacheable |= other.cacheable


def check_files(
    project: Project, selection: RuleSelection, sources: Sequence[InputFile]
) -> list[CheckResult]:
    """Check the documents at `sources`; a file that cannot be read does not stop the others."""
    return [_check_file(project, selection, source) for source in sources]


def _check_file(project: Project, selection: RuleSelection, source: InputFile) -> CheckResult:
    result = CheckResult()
    workspace = project.workspace_of(source.root)
    is_cached = project.use_cache and not source.explicit
    stamp = workspace.stamp(source.path)
    trace = workspace.trace = Trace() if is_cached else None
    try:
        loaded = project.load(source)
        if loaded:
            check_document(project, selection, source, loaded, result)
    except DocumentError as error:
        result.failed.append(f"{source.display_path}: {error}")
        return result
    finally:
        workspace.trace = None
    if trace:
        settings = digest_settings(project, source, selection)
        problems = tuple(result.problems) if loaded else None
        result.cacheable[source.path] = CachedResult(stamp, settings, trace, problems)
    return result


def check_document(
    project: Project,
    selection: RuleSelection,
    source: InputFile,
    loaded: LoadedDocument,
    result: CheckResult,
) -> None:
    """Check a document and add the problems to `result`."""
    count_document(project, source, result)
    view = selection.enable_selected(loaded.view)
    result.problems += to_problems(
        source.display_path, view, compute_visible_findings(view), selection
    )


def count_document(project: Project, source: InputFile, result: CheckResult) -> None:
    """Count the document at `source` as checked in `result`."""
    result.checked += 1
    settings = project.configuration_for(source).path
    if settings:
        result.settings_files.add(settings)


def split_into_batches(sources: Sequence[InputFile], jobs: int) -> list[Sequence[InputFile]]:
    """Return `sources` in batches for `jobs` processes, in the same order."""
    size = BATCH_SIZE if jobs > 1 else 1
    return [sources[start : start + size] for start in range(0, len(sources), size)]


def process_count(jobs: int | None, count: int) -> int:
    """Return the number of processes for `count` documents; `jobs` is the user's choice."""
    if jobs is not None:
        return max(1, min(jobs, -(-count // BATCH_SIZE)))
    if sys.platform != "linux":
        return 1  # elsewhere each process has to import everything again
    return max(1, min(len(os.sched_getaffinity(0)), count // MIN_FILES_PER_PROCESS))


def check_batches(
    project: Project, selection: RuleSelection, batches: Sequence[Sequence[InputFile]], jobs: int
) -> Generator[list[CheckResult], None, None]:
    """Check `batches` with `jobs` processes; yield the results of each, in the same order."""
    if jobs == 1:
        for batch in batches:
            yield check_files(project, selection, batch)
        return
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 (see `_executor`)

    with _ignore_sigpipe():
        executor = _executor(project, selection, jobs)
        is_broken = False
        try:
            with _block_interrupts():
                futures = [(batch, _submit(executor, batch)) for batch in batches]
            for batch, future in futures:
                try:
                    results = future.result()
                except BrokenProcessPool:  # all processes are gone then
                    if not is_broken:
                        print_error(
                            "a worker process ended unexpectedly; continuing without workers"
                        )
                    is_broken = True
                    results = check_files(project, selection, batch)
                yield results
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Delay Ctrl-C: a process that is just starting could not handle it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _submit(executor: ProcessPoolExecutor, batch: Sequence[InputFile]) -> Future[list[CheckResult]]:
    """Submit `batch`; if `executor` is already broken, return a future that fails."""
    from concurrent.futures import Future  # noqa: PLC0415 (see `_executor`)

    try:
        return executor.submit(_check_batch, batch)
    except RuntimeError as broken:
        failed: Future[list[CheckResult]] = Future()
        failed.set_exception(broken)
        return failed


@contextmanager
def _ignore_sigpipe() -> Iterator[None]:
    """Survive writing to a worker that is gone, as after Ctrl-C; `main` has set SIG_DFL."""
    if not hasattr(signal, "SIGPIPE"):
        yield
        return
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)


def read_indexes(project: Project, sources: Sequence[InputFile]) -> None:
    """Read the backlogs around `sources` into the index, so that processes inherit it."""
    for source in {source.root: source for source in sources if source.root}.values():
        project.workspace_of(source.root).paths_with(SymbolKind.ID, "", source.path)


def _executor(project: Project, selection: RuleSelection, jobs: int) -> ProcessPoolExecutor:
    import multiprocessing  # noqa: PLC0415 (20 ms, and only for many documents)
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (see above)

    global _worker_state  # noqa: PLW0603 (a fork inherits what this process has read)
    # A fork takes 10 ms, and is safe while there are no threads.
    forks = sys.platform == "linux"
    context = multiprocessing.get_context("fork" if forks else "spawn")
    _worker_state = (project, selection) if forks else None
    options = selection, project.force_exclude, project.use_cache
    return ProcessPoolExecutor(jobs, context, _initialize_worker, options)


_worker_state: tuple[Project, RuleSelection] | None = None
"""The state of a worker process, which a fork inherits from the main process."""


def _initialize_worker(selection: RuleSelection, force_exclude: bool, use_cache: bool) -> None:
    import threading  # noqa: PLC0415 (only in a worker process)

    global _worker_state  # noqa: PLW0603 (an initializer cannot return a value)
    if _worker_state is None:
        _worker_state = Project(force_exclude=force_exclude, use_cache=use_cache), selection
    # Ctrl-C reaches all processes. Only the main one prints something.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see `_interrupted_later`
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    from multiprocessing import connection, parent_process  # noqa: PLC0415 (see above)

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _check_batch(batch: Sequence[InputFile]) -> list[CheckResult]:
    if _worker_state is None:
        raise RuntimeError("this process was not started by `_initialize_worker`")
    return check_files(*_worker_state, batch)
