"""Time to check many files, compared with linters written in Rust.

    python tests/benchmarks/checking_many.py [--quick]

The input is ten copies of the documents in `BACKLOG_LS_SHARED`. The programs take turns, so that a
slow phase of the machine affects all of them. They do not check the same things: backlog-ls checks
backlogs and skips other documents after a quick look; rumdl checks the style of Markdown, panache its
syntax.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = Path(os.environ.get("BACKLOG_LS_SHARED", ROOT.parent / "shared"))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="three copies and three turns")
    quick = parser.parse_args().quick
    if not SHARED.is_dir():
        sys.stdout.write("There are no documents to check: BACKLOG_LS_SHARED names no folder.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder, "work")
        for number in range(3 if quick else 10):
            shutil.copytree(SHARED / "corpus", work / f"copy{number}", symlinks=True)
        sizes = [path.stat().st_size for path in work.rglob("*.md") if path.is_file()]
        sys.stdout.write(
            f"{len(sizes):,} Markdown files, {sum(sizes) / 1e6:.1f} MB, {os.cpu_count()} cores.\n"
        )
        commands = _commands()
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(-1, 3 if quick else 5):
            for name, command in commands.items():
                seconds = _run([*command, str(work)], Path(folder))
                if turn >= 0:
                    taken[name].append(seconds)
    sys.stdout.write("| program | median | files a second |\n| --- | ---: | ---: |\n")
    for name, each in taken.items():
        sys.stdout.write(f"| {name} | {median(each):.2f} s | {len(sizes) / median(each):,.0f} |\n")
    return 0


def _commands() -> dict[str, list[str]]:
    check = [sys.executable, "-m", "backlog_ls", "check", "--exit-zero"]
    found = {
        "backlog-ls check": [*check, "--output-format", "concise"],
        "backlog-ls check --jobs 1": [*check, "--output-format", "concise", "--jobs", "1"],
    }
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    for name, arguments in (("rumdl", ("check", "--no-cache")), ("panache", ("lint",))):
        if program := shutil.which(name, path=path):
            found[f"{name} {arguments[0]}"] = [program, *arguments]
        else:
            sys.stdout.write(f"{name} is not here: `make bench-check` installs it.\n")
    return found


def _run(command: list[str], scratch: Path) -> float:
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(
        command,
        cwd=scratch,
        env={**kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(scratch / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
