"""Check, fix and format whole repositories in all ways that must not matter.

    python tests/fuzz/try_whole_repositories.py [--only TEXT] [--documents N]

For each repository of `BACKLOG_LS_SHARED`: one process and several, without a cache, with an empty, a
full, a stale and a damaged one find the same, without errors. `check --fix` and `format` find nothing to
do the second time, and formatting changes nothing that is rendered. Faults are printed; at the end, the
documents that took longest. The exit code is 1 if there were faults.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown_it import MarkdownIt

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "corpus"))
from whole_repositories import archives, unpack

from backlog_ls.cli.check.parallel import CheckResult, check_document
from backlog_ls.cli.check.problems import RuleSelection
from backlog_ls.cli.inputs import DocumentError, Project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SLOWEST = 10
_RENDER = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render


class Timed(NamedTuple):
    """How long a document took."""

    seconds: float
    characters: int
    name: str


class Repository:
    """A copy of a repository, which may be changed, with a cache folder of its own."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        self.cache = cache
        self.errors: list[str] = []

    def run(self, *arguments: str) -> str:
        """Run a command in the root and return its output; keep what it says on standard error."""
        kept = {name: text for name, text in os.environ.items() if name != "FORCE_COLOR"}
        done = subprocess.run(
            [sys.executable, "-m", "backlog_ls", *arguments],
            cwd=self.root,
            env={**kept, "XDG_CACHE_HOME": str(self.cache)},
            capture_output=True,
            check=False,
            timeout=600,
        )
        said = done.stderr.decode()
        if done.returncode not in {0, 1} or "Traceback" in said or "rule" in said:
            self.errors.append(f"{' '.join(arguments)}: exit code {done.returncode}: {said[-500:]}")
        return done.stdout.decode()

    def check(self, *options: str) -> list[Any]:
        """Return what `check` finds."""
        out = self.run("check", "--output-format", "json", "--exit-zero", *options)
        found: list[Any] = json.loads(out or "[]")
        return found

    def documents(self) -> list[Path]:
        """Return all Markdown files."""
        return sorted(path for path in self.root.rglob("*.md") if path.is_file())


def find_faults(repository: Repository) -> Iterator[str]:
    """Yield what differs although it must not."""
    expected = repository.check("--no-cache", "--jobs", "1")
    ways = {
        "again": ("--no-cache", "--jobs", "1"),
        "two processes": ("--no-cache", "--jobs", "2"),
        "an empty cache": (),
        "a full cache": (),
    }
    for way, options in ways.items():
        if repository.check(*options) != expected:
            yield f"check differs with {way}"
    yield from _damage_cache(repository, expected)
    yield from _change_files(repository)
    yield from _fix_and_format(repository)
    yield from repository.errors


def _damage_cache(repository: Repository, expected: list[Any]) -> Iterator[str]:
    for file in (path for path in repository.cache.rglob("*") if path.is_file()):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2] + b"\xff\x00{" + data[len(data) // 2 + 9 :])
    if repository.check() != expected:
        yield "check differs with a damaged cache"


def _change_files(repository: Repository) -> Iterator[str]:
    """Change files behind the cache: one goes, one is renamed, two get other content."""
    paths = repository.documents()
    if len(paths) < 8:
        return
    step = len(paths) // 4
    first, second, third, fourth = paths[::step][:4]
    first.unlink()
    second.rename(second.with_name("moved-" + second.name))
    for path in (third, fourth):
        path.write_bytes(path.read_bytes() + b"\n\n- [ ] ZZ-1 new, see [none](none.md)\n")
    if repository.check() != repository.check("--no-cache"):
        yield "check differs with a stale cache"


def _fix_and_format(repository: Repository) -> Iterator[str]:
    repository.run("check", "--fix", "--exit-zero", "--no-cache")
    if "Fixed" in repository.run("check", "--fix", "--exit-zero", "--no-cache"):
        yield "--fix fixes again"
    before = {path: path.read_bytes() for path in repository.documents()}
    repository.run("format")
    for path, text in before.items():
        after = path.read_bytes()
        if after != text and _rendered(after) != _rendered(text):
            yield f"format changes what is rendered: {path.relative_to(repository.root)}"
    if repository.run("format", "--check").count("Would format"):
        yield "format formats again"


def _rendered(text: bytes) -> str:
    return str(_RENDER(text.decode()))


def time_documents(root: Path) -> Iterator[Timed]:
    """Yield how long it takes to read and check each document, in this process."""
    project = Project()
    before = Path.cwd()
    os.chdir(root)
    try:
        for source in project.find_files((".",)):
            started = time.process_time()
            try:
                loaded = project.load(source)
            except DocumentError:
                continue
            if loaded:
                check_document(project, RuleSelection(), source, loaded, CheckResult())
            taken = time.process_time() - started
            yield Timed(
                taken, len(loaded.text) if loaded else 0, f"{root.name}/{source.display_path}"
            )
    finally:
        os.chdir(before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the repositories and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="repositories with TEXT in the name"
    )
    parser.add_argument(
        "--documents", type=int, default=10**9, metavar="N", help="at most N in one"
    )
    chosen = parser.parse_args(arguments)
    shared = Path(os.environ.get("BACKLOG_LS_SHARED", ""))
    slowest: list[Timed] = []
    faults = documents = repositories = 0
    for archive in archives(shared):
        if chosen.only not in archive.name:
            continue
        with tempfile.TemporaryDirectory() as name:
            root = unpack(archive, Path(name))
            repository = Repository(root, Path(name) / "cache")
            count = len(repository.documents())
            if count > chosen.documents:
                continue
            repositories += 1
            documents += count
            slowest = heapq.nlargest(SLOWEST, [*slowest, *time_documents(root)])
            shutil.rmtree(repository.cache, ignore_errors=True)
            for fault in find_faults(repository):
                faults += 1
                sys.stdout.write(f"{root.name}: {fault}\n")
                sys.stdout.flush()
    sys.stdout.write(
        f"{faults} faults in {documents} documents of {repositories} repositories. The slowest:\n"
    )
    for taken in slowest:
        sys.stdout.write(
            f"  {taken.seconds:6.2f} s  {taken.characters:9,} characters  {taken.name}\n"
        )
    return int(bool(faults) or not repositories)


if __name__ == "__main__":
    sys.exit(main())
