"""How a backlog grew and got done, read from the history of its files through the git command.

The repository may be a stranger's: git is run so that nothing that its configuration names is run by
it, no network is asked, and no more is read than a bound.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.overview.items import contents
from backlog_ls.features.overview.overview import Counts, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_ls.features.overview.items import Source
    from backlog_ls.workspace.view import View

MOST_COMMITS = 60
"""So many commits are read, spread evenly over all that touch the files."""
MOST_LISTED = 10_000
"""So many commits are looked for."""
MOST_FILES = 200
MOST_BYTES = 24 * 1024 * 1024
"""Of text that is read, all versions together; fewer commits are, where they hold more."""
PATIENCE = 20
"""Seconds that one git command may take."""

_OPTIONS = (
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
"""What would run a program, ask a server, or change what is answered.

`git log` runs one to verify signatures, any command one to look for changed files or to fetch what a
partial clone lacks: see git-config(1)."""


class Point(NamedTuple):
    """The items after a commit."""

    commit: str
    """Its whole hash; empty for the files as they are now."""
    at: datetime
    """When it was made, in UTC."""
    counts: Counts


class History(NamedTuple):
    """A backlog in time."""

    points: tuple[Point, ...]
    """The oldest first; the last is what the files hold now."""
    commits: int
    """How many commits touch the files; of them `points` are some, where these are too many."""
    documents: int
    """How many documents these are: those of one repository, of them not too many."""


class HistoryError(Exception):
    """There is no history to be read; the message says why, in a line."""


def history_of(
    sources: Sequence[Source], now: datetime, understood: Callable[[View, str], View]
) -> History:
    """Return how the documents at `sources` came to be what they are, under their present names.

    Args:
        sources: documents; those of other repositories than that of the first have no history.
        now: the time of the documents as they are, in UTC.
        understood: reads another text of a document.

    Raises:
        HistoryError: git is missing, takes too long, or does not know the documents.
    """
    git = shutil.which("git")
    named = [source for source in sources if source.view.path]
    if git is None:
        raise HistoryError("git is not installed")
    if not named:
        raise HistoryError("there is no file")
    folder = os.path.dirname(os.path.realpath(named[0].view.path))
    root = _ask(git, folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape")
    root = os.path.realpath(root.rstrip("\n"))
    paths = {
        os.path.relpath(real, root).replace(os.sep, "/"): source
        for source in named[:MOST_FILES]
        for real in [os.path.realpath(source.view.path)]
        if real.startswith(root.rstrip(os.sep) + os.sep)
    }
    if not paths:
        raise HistoryError("git does not know these files")
    listed = _ask(git, root, "log", f"-n{MOST_LISTED}", "--format=%H %ct", "--", *paths)
    commits = [line.split() for line in listed.decode("ascii", "replace").splitlines()]
    commits.sort(key=lambda commit: int(commit[1]))
    if not commits:
        raise HistoryError("no commit has these files")
    points = _points(git, root, _spread(commits, MOST_COMMITS), paths, understood)
    today = Point("", now, counted(contents(list(paths.values())).items))
    return History((*points, today), len(commits), len(paths))


def _points(
    git: str,
    root: str,
    commits: list[list[str]],
    paths: dict[str, Source],
    understood: Callable[[View, str], View],
) -> list[Point]:
    """Return what the files held after each of `commits`; a text that comes twice is read once."""
    blobs = _blobs(git, root, commits, list(paths))
    while len(commits) > 1 and _weight(blobs, commits) > MOST_BYTES:
        commits = _spread(commits, len(commits) // 2)
    wanted = sorted({name for commit in commits for name, _, _ in blobs[commit[0]]})
    texts = _texts(git, root, wanted)
    known: dict[tuple[str, str], Counts] = {}
    points = []
    for commit, seconds in commits:
        total = Counts()
        for name, path, _ in blobs[commit]:
            counts = known.get((name, path))
            if counts is None:
                source = paths[path]
                view = understood(source.view, texts.get(name, ""))
                counts = known[name, path] = counted(contents([source._replace(view=view)]).items)
            both = zip(total.by_status, counts.by_status, strict=True)
            total = Counts(tuple(one + other for one, other in both))
        points.append(Point(commit, datetime.fromtimestamp(int(seconds), timezone.utc), total))
    return points


def _blobs(
    git: str, root: str, commits: list[list[str]], paths: list[str]
) -> dict[str, list[tuple[str, str, int]]]:
    """Return for each commit the files that it has: name of the blob, path, bytes."""
    asked = [(commit, path) for commit, _ in commits for path in paths if "\n" not in path]
    given = "".join(f"{commit}:{path}\n" for commit, path in asked)
    form = "--batch-check=%(objecttype) %(objectname) %(objectsize)"
    answers = _ask(git, root, "cat-file", form, given=given).split(b"\n")
    blobs: dict[str, list[tuple[str, str, int]]] = {commit: [] for commit, _ in commits}
    for (commit, path), answer in zip(asked, answers, strict=False):
        kind, _, rest = answer.partition(b" ")
        name, _, size = rest.partition(b" ")
        if kind == b"blob" and size.isdigit() and int(size) <= MOST_BYTES:
            blobs[commit].append((name.decode("ascii"), path, int(size)))
    return blobs


def _weight(blobs: dict[str, list[tuple[str, str, int]]], commits: list[list[str]]) -> int:
    """Return the bytes of all different texts in `commits`."""
    return sum({name: size for commit, _ in commits for name, _, size in blobs[commit]}.values())


def _texts(git: str, root: str, names: list[str]) -> dict[str, str]:
    """Return the texts of blobs; one that is not UTF-8 is left out."""
    answer = _ask(git, root, "cat-file", "--batch", given="".join(f"{name}\n" for name in names))
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


def _spread(commits: list[list[str]], most: int) -> list[list[str]]:
    """Return at most `most` of `commits`, evenly, the first and the last among them."""
    if len(commits) <= most or most < 2:
        return commits[-1:] if most < 2 else commits
    last = len(commits) - 1
    return [commits[last * number // (most - 1)] for number in range(most)]


def _ask(git: str, folder: str, *arguments: str, given: str = "") -> bytes:
    """Return what git answers in `folder`.

    Raises:
        HistoryError: it fails, or takes too long.
    """
    # Variables of git name programs, folders and files too, as within a hook.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(  # noqa: S603 (a list, no shell; what it may run is seen to above)
            [git, *_OPTIONS, *arguments],
            cwd=folder,
            env={**kept, **quiet},
            input=given.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise HistoryError(f"git {arguments[0]} took more than {PATIENCE} seconds") from None
    except OSError as error:
        raise HistoryError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise HistoryError(said.removeprefix("fatal: ") or f"git {arguments[0]} failed")
    return done.stdout
