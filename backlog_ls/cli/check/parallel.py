"""What is found in documents, one after the other or by several processes at once."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlog_ls.cli.check.problems import Problem, problems
from backlog_ls.cli.inputs import DocumentError, Project
from backlog_ls.cli.terminal import complain
from backlog_ls.features.code_actions.fix_all import judged

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor

    from backlog_ls.cli.check.problems import Choice
    from backlog_ls.cli.inputs import Loaded, Source

PAYS = 40
"""So many documents for each process make up for its start, and for what all of them read twice."""

SHARE = 16
"""So many documents are handed to a process at once: the last ones to finish are waited for."""


@dataclass(slots=True)
class Found:
    """What some documents gave."""

    problems: list[Problem] = field(default_factory=list)
    checked: int = 0
    failed: list[str] = field(default_factory=list)
    """What to say of the files that could not be read."""
    settings: set[str] = field(default_factory=set)
    """The settings files that counted, by absolute path."""

    def add(self, other: Found) -> None:
        """Take in what the documents behind these gave."""
        self.problems += other.problems
        self.checked += other.checked
        self.failed += [said for said in other.failed if said not in self.failed]
        self.settings |= other.settings


def judge(project: Project, choice: Choice, sources: Sequence[Source]) -> Found:
    """Return what is found in the documents at `sources`; a file that fails stops no other."""
    found = Found()
    for source in sources:
        try:
            loaded = project.load(source)
        except DocumentError as error:
            found.failed.append(f"{source.shown}: {error}")
            continue
        if loaded:
            judge_loaded(project, choice, source, loaded, found)
    return found


def judge_loaded(
    project: Project, choice: Choice, source: Source, loaded: Loaded, found: Found
) -> None:
    """Add to `found` what is found in one document."""
    found.checked += 1
    settings = project.configuration(source).path
    if settings:
        found.settings.add(settings)
    view = choice.asked(loaded.view)
    found.problems += problems(source.shown, view, judged(view), choice)


def shares(sources: Sequence[Source], jobs: int) -> list[Sequence[Source]]:
    """Return `sources` in parts, in their order, that `jobs` processes take one after the other."""
    size = SHARE if jobs > 1 else 1
    return [sources[start : start + size] for start in range(0, len(sources), size)]


def processes(jobs: int | None, count: int) -> int:
    """Return how many processes are to judge `count` documents; `jobs` is what the user said."""
    if jobs is not None:
        return max(1, min(jobs, -(-count // SHARE)))
    if sys.platform != "linux":
        return 1  # elsewhere each begins by importing everything anew
    return max(1, min(len(os.sched_getaffinity(0)), count // PAYS))


def judged_by(
    project: Project, choice: Choice, parts: Sequence[Sequence[Source]], jobs: int
) -> Generator[Found, None, None]:
    """Yield what is found in each of `parts`, in their order, by `jobs` processes."""
    if jobs == 1:
        for part in parts:
            yield judge(project, choice, part)
        return
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 (see `_executor`)

    with _broken_pipes_as_errors():
        executor = _executor(choice, jobs)
        told = False
        try:
            with _interrupted_later():
                given = [(part, _given(executor, part)) for part in parts]
            for part, future in given:
                try:
                    found = future.result()
                except BrokenProcessPool:  # the others are ended along with the one
                    if not told:
                        complain("a process ended unexpectedly; this one checks what is left")
                    told = True
                    found = judge(project, choice, part)
                yield found
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Have Ctrl-C wait, so that it finds no process that has begun and cannot take it yet."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _given(executor: ProcessPoolExecutor, part: Sequence[Source]) -> Future[Found]:
    """Return what `executor` will find in `part`; that it is broken already is told then too."""
    from concurrent.futures import Future  # noqa: PLC0415 (see `_executor`)

    try:
        return executor.submit(_judge_part, part)
    except RuntimeError as broken:
        failed: Future[Found] = Future()
        failed.set_exception(broken)
        return failed


@contextmanager
def _broken_pipes_as_errors() -> Iterator[None]:
    """Keep this process alive when one that it speaks to is gone, as after Ctrl-C; see `main`."""
    if not hasattr(signal, "SIGPIPE"):
        yield
        return
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)


def _executor(choice: Choice, jobs: int) -> ProcessPoolExecutor:
    import multiprocessing  # noqa: PLC0415 (20 ms that only many documents pay)
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (see above)

    # Before any thread is there a fork is safe, and a process costs a hundredth of a second.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, context, _begin, (choice,))


_own: tuple[Project, Choice] | None = None
"""What a process of its own works with."""


def _begin(choice: Choice) -> None:
    import threading  # noqa: PLC0415 (only in such a process)

    global _own  # noqa: PLW0603 (an initializer has no other way to hand something on)
    _own = Project(), choice
    # Ctrl-C goes to all of them: who says so is the first one.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see `_interrupted_later`
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process  # noqa: PLC0415 (see above)

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _judge_part(part: Sequence[Source]) -> Found:
    if _own is None:
        raise RuntimeError("this process was not begun by `_begin`")
    return judge(*_own, part)
