"""Read the progress of a backlog over time from git.

The repository is not trusted: git runs without the programs that its configuration names, without
network access, and the amount of data that is read is limited.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.overview.items import collect_items
from backlog_ls.features.overview.overview import count_by_status
from backlog_ls.model.analysis.item_counts import StatusCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_ls.features.overview.items import Source
    from backlog_ls.workspace.view import View

MAX_COMMITS = 60
"""Maximum number of commits to read, sampled evenly from all that touch the files."""
MAX_LISTED_COMMITS = 10_000
"""Maximum number of commits to list."""
MAX_FILES = 200
MAX_BYTES = 24 * 1024 * 1024
"""Maximum size of all versions together; with larger files, fewer commits are read."""
GIT_TIMEOUT_S = 20
"""Seconds after which a git command is stopped."""

_SAFE_OPTIONS = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "credential.helper="),
    *("-c", "log.follow=false"),
    *("-c", "log.showSignature=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
)
"""Turn off everything that runs programs, uses the network or changes the output.

For example, `git log` runs a program to verify signatures, and any command may run one to find
changed files or to fetch missing objects of a partial clone. See git-config(1)."""


class Point(NamedTuple):
    """The items after a commit."""

    commit: str
    """Its full hash; empty for the files as they are now."""
    at: datetime
    """The time of the commit, in UTC."""
    counts: StatusCounts


class History(NamedTuple):
    """The progress of documents over time."""

    points: tuple[Point, ...]
    """Oldest first; the last is the current state of the files."""
    commits: int
    """Number of commits that touch the files; `points` may be a sample of them."""
    documents: int
    """Number of documents; all are in one repository."""


class HistoryError(Exception):
    """The history cannot be read; the message, one line, says why."""


def read_history(
    sources: Sequence[Source], now: datetime, parse: Callable[[View, str], View]
) -> History:
    """Return the history of the documents at `sources`, under their current names.

    Args:
        sources: Documents. Those outside the repository of the first one are ignored.
        now: The time of the current state, in UTC.
        parse: Parses another version of a document.

    Raises:
        HistoryError: git is missing or takes too long, or the documents are not in a repository.
    """
    git = shutil.which("git")
    files = [source for source in sources if source.view.path]
    if git is None:
        raise HistoryError("git is not installed")
    if not files:
        raise HistoryError("no files")
    folder = os.path.dirname(os.path.realpath(files[0].view.path))
    root = _run_git(git, folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape")
    root = os.path.realpath(root.rstrip("\n"))
    paths = {
        os.path.relpath(real, root).replace(os.sep, "/"): source
        for source in files[:MAX_FILES]
        for real in [os.path.realpath(source.view.path)]
        if real.startswith(root.rstrip(os.sep) + os.sep)
    }
    if not paths:
        raise HistoryError("the files are not in a git repository")
    listed = _run_git(git, root, "log", f"-n{MAX_LISTED_COMMITS}", "--format=%H %ct", "--", *paths)
    commits = [line.split() for line in listed.decode("ascii", "replace").splitlines()]
    commits.sort(key=lambda commit: int(commit[1]))
    if not commits:
        raise HistoryError("no commits of these files")
    points = _read_points(git, root, _sample_evenly(commits, MAX_COMMITS), paths, parse)
    today = Point("", now, count_by_status(collect_items(list(paths.values())).items))
    return History((*points, today), len(commits), len(paths))


def _read_points(
    git: str,
    root: str,
    commits: list[list[str]],
    paths: dict[str, Source],
    parse: Callable[[View, str], View],
) -> list[Point]:
    """Return the counts after each of `commits`; each version of a file is parsed once."""
    blobs = _find_blobs(git, root, commits, list(paths))
    while len(commits) > 1 and _total_size(blobs, commits) > MAX_BYTES:
        commits = _sample_evenly(commits, len(commits) // 2)
    names = sorted({name for commit in commits for name, _, _ in blobs[commit[0]]})
    texts = _read_blobs(git, root, names)
    known: dict[tuple[str, str], StatusCounts] = {}
    points = []
    for commit, seconds in commits:
        total = StatusCounts()
        for name, path, _ in blobs[commit]:
            counts = known.get((name, path))
            if counts is None:
                source = paths[path]
                view = parse(source.view, texts.get(name, ""))
                counts = known[name, path] = count_by_status(
                    collect_items([source._replace(view=view)]).items
                )
            total += counts
        points.append(Point(commit, datetime.fromtimestamp(int(seconds), timezone.utc), total))
    return points


def _find_blobs(
    git: str, root: str, commits: list[list[str]], paths: list[str]
) -> dict[str, list[tuple[str, str, int]]]:
    """Return the files of each commit: object name, path and size in bytes."""
    requests = [(commit, path) for commit, _ in commits for path in paths if "\n" not in path]
    stdin = "".join(f"{commit}:{path}\n" for commit, path in requests)
    format_ = "--batch-check=%(objecttype) %(objectname) %(objectsize)"
    answers = _run_git(git, root, "cat-file", format_, stdin=stdin).split(b"\n")
    blobs: dict[str, list[tuple[str, str, int]]] = {commit: [] for commit, _ in commits}
    for (commit, path), answer in zip(requests, answers, strict=False):
        kind, _, rest = answer.partition(b" ")
        name, _, size = rest.partition(b" ")
        if kind == b"blob" and size.isdigit() and int(size) <= MAX_BYTES:
            blobs[commit].append((name.decode("ascii"), path, int(size)))
    return blobs


def _total_size(blobs: dict[str, list[tuple[str, str, int]]], commits: list[list[str]]) -> int:
    """Return the size of all distinct blobs in `commits`, in bytes."""
    return sum({name: size for commit, _ in commits for name, _, size in blobs[commit]}.values())


def _read_blobs(git: str, root: str, names: list[str]) -> dict[str, str]:
    """Return the texts of blobs, without those that are not UTF-8."""
    answer = _run_git(
        git, root, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names)
    )
    texts: dict[str, str] = {}
    at = 0
    while at < len(answer):
        stop = answer.index(b"\n", at)
        name, kind, size = [*answer[at:stop].split(), b"", b""][:3]
        at = stop + 1
        if kind == b"blob":
            text = answer[at : at + int(size)]
            at += int(size) + 1
            try:
                texts[name.decode("ascii")] = text.decode("utf-8")
            except UnicodeDecodeError:
                continue
    return texts


def _sample_evenly(commits: list[list[str]], limit: int) -> list[list[str]]:
    """Return at most `limit` of `commits`, sampled evenly, with the first and the last."""
    if len(commits) <= limit or limit < 2:
        return commits[-1:] if limit < 2 else commits
    last = len(commits) - 1
    return [commits[last * number // (limit - 1)] for number in range(limit)]


def _run_git(git: str, folder: str, *arguments: str, stdin: str = "") -> bytes:
    """Run git in `folder` and return its output.

    Raises:
        HistoryError: git fails or takes too long.
    """
    # GIT_* variables, as set within a hook, can name programs and folders too.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    overrides = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(  # noqa: S603 (a list, no shell; see `_SAFE_OPTIONS`)
            [git, *_SAFE_OPTIONS, *arguments],
            cwd=folder,
            env={**inherited, **overrides},
            input=stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=GIT_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise HistoryError(f"git {arguments[0]} took more than {GIT_TIMEOUT_S} seconds") from None
    except OSError as error:
        raise HistoryError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise HistoryError(message.removeprefix("fatal: ") or f"git {arguments[0]} failed")
    return done.stdout
