"""Time to check whole repositories, compared with linters written in Rust.

    python tests/benchmarks/checking_many.py [--quick]

The repositories are the largest of `BACKLOG_LS_SHARED`, and one that is made up: 500 backlogs with 1,200
dead links. The programs take turns, so that a slow phase of the machine affects all of them. They do
not check the same things: backlog-ls checks backlogs across files and skips other documents after a
quick look; rumdl checks the style of Markdown, panache its syntax.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = Path(os.environ.get("BACKLOG_LS_SHARED", ROOT.parent / "shared"))
REPOSITORIES = 5
MAX_SECONDS = 60
"""A program that takes longer is stopped; `inf` stands for it."""
DEAD_LINKS = "500 backlogs, 1,200 dead links"
_WORDS = [
    "login",
    "search",
    "export",
    "import",
    "billing",
    "sync",
    "cache",
    "index",
    "report",
    "board",
    "user",
    "team",
    "role",
    "mail",
]
_IGNORED = "node_modules/ dist/ *.log .env .venv/ __pycache__/ *.pyc report.[0-9]*.[0-9]*.json out/"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two repositories and three turns")
    quick = parser.parse_args().quick
    if not (SHARED / "whole").is_dir():
        sys.stdout.write("There are no repositories: BACKLOG_LS_SHARED names no folder of them.\n")
        return 1
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        roots = {DEAD_LINKS: _write_dead_links(scratch / "made up")}
        for root in _unpack_largest(scratch, 2 if quick else REPOSITORIES):
            roots[f"{root.name}, {len(list(root.rglob('*.md')))} documents"] = root
        programs = _programs()
        sys.stdout.write(f"Seconds, median of {3 if quick else 5} turns, {os.cpu_count()} cores.\n")
        sys.stdout.write(
            f"| repository | {' | '.join(programs)} |\n|{' --- |' * (len(programs) + 1)}\n"
        )
        for title, root in roots.items():
            taken: dict[str, list[float]] = {program: [] for program in programs}
            for _ in range(3 if quick else 5):
                for program, command in programs.items():
                    if math.inf in taken[program]:
                        continue
                    if program.endswith("cold"):
                        shutil.rmtree(scratch / "cache", ignore_errors=True)
                    taken[program].append(_run(command, root, scratch / "cache"))
            cells = (f"{median(each):.2f}" for each in taken.values())
            sys.stdout.write(f"| {title} | {' | '.join(cells)} |\n")
            sys.stdout.flush()
    return 0


def _programs() -> dict[str, list[str]]:
    """Return the command of each program; what is warm comes after what is cold."""
    check = [sys.executable, "-m", "backlog_ls", "check", "--exit-zero", "."]
    found = {"backlog-ls, cold": check, "backlog-ls, warm": check}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    for name, arguments in (("rumdl", ("check", "--no-cache", ".")), ("panache", ("lint", "."))):
        if program := shutil.which(name, path=path):
            found[name] = [program, *arguments]
        else:
            sys.stdout.write(f"{name} is not here: `make bench-check` installs it.\n")
    return found


def _run(command: list[str], root: Path, cache: Path) -> float:
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    try:
        subprocess.run(
            command,
            cwd=root,
            env={**kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=MAX_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return math.inf
    return time.perf_counter() - started


def _unpack_largest(folder: Path, count: int) -> list[Path]:
    """Unpack the repositories with most documents; return their roots, the largest first."""
    sizes = {}
    for archive in (SHARED / "whole").glob("*.tar.xz"):
        with tarfile.open(archive) as files:
            sizes[archive] = sum(name.endswith(".md") for name in files.getnames())
    largest = sorted(sizes, key=lambda archive: -sizes[archive])[:count]
    for archive in largest:
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")
    return [folder / archive.name.removesuffix(".tar.xz") for archive in largest]


def _write_dead_links(root: Path) -> Path:
    """Write the repository that is made up, always the same."""
    pick = random.Random(5)
    milestones = root / "docs" / "milestones"
    milestones.mkdir(parents=True)
    (root / ".gitignore").write_text("\n".join(_IGNORED.split()) + "\n")
    for number in range(80):
        name = f"{pick.choice(_WORDS)}-{pick.choice(_WORDS)}-{number}.md"
        (milestones / name).write_text("# Milestone\n\n- [ ] Ship it\n")
    left = 1_200
    for number in range(500):
        lines = [f"# Epic {number}", "", "| ID | Task | Status | Milestone |", "|---|---|---|---|"]
        for row in range(12):
            link = ""
            if row < 3 and left and pick.random() < 0.82:
                left -= 1
                name = f"{pick.choice(_WORDS)}-{pick.choice(_WORDS)}-{pick.randrange(60)}"
                link = f"[{name}](../../docs/milestones/{name}.md)"
            status = pick.choice(("Todo", "Done", "In progress"))
            task = f"{pick.choice(_WORDS).title()} {pick.choice(_WORDS)} {row}"
            lines.append(f"| E{number}-{row} | {task} | {status} | {link} |")
        folder = root / "backlog" / f"area{number % 20:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"TODO-{number:03}.md").write_text("\n".join(lines) + "\n")
    return root


if __name__ == "__main__":
    sys.exit(main())
