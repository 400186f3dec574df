"""Ask for known weaknesses of all that is locked: of Python's packages by pip-audit, of npm's by npm.

    python tests/audit.py

Ends with 1 where some are known, and with 2 where that could not be asked. An index may have no
advisories and still answer, with nothing: so each is asked first for a version that has some.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKED = sorted((ROOT / "tests/locked").glob("*.txt"))
FOLDERS = (ROOT / "editors/vscode", ROOT / "editors/vscode/test/workbenches")
WEAK = {"python": {"requests": "2.19.0"}, "npm": {"lodash": "4.17.4"}}
"""Versions of which weaknesses are known since 2018."""
PIP_AUDIT = [
    "-m",
    "pip_audit",
    "--disable-pip",
    "--no-deps",
    "--format=json",
    "--progress-spinner=off",
]


class UnreachableError(Exception):
    """Advisories cannot be reached."""


def main() -> int:
    """Ask, and print what is known."""
    known: list[str] = []
    unreachable = 0
    for name, audited in (("Python", python_weaknesses), ("npm", npm_weaknesses)):
        try:
            count, found = audited()
        except UnreachableError as error:  # noqa: PERF203 (two turns)
            sys.stdout.write(f"{name}: NOT AUDITED, advisories cannot be reached: {error}\n")
            unreachable = 2
        else:
            sys.stdout.write(f"{name}: {count} packages, {len(found)} with known weaknesses\n")
            known += found
    sys.stdout.writelines(f"  {line}\n" for line in known)
    return 1 if known else unreachable


def python_weaknesses() -> tuple[int, list[str]]:
    """Return how many packages are locked, and a line for each with weaknesses."""
    if not _pip_audit(WEAK["python"]):
        raise UnreachableError("nothing is said of a version that has some")
    versions: dict[str, set[str]] = defaultdict(set)
    for lock in LOCKED:
        for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", lock.read_text("utf-8")):
            versions[name].add(version)
    found: list[str] = []
    # By turns: a lock has several versions of a package, for several Pythons.
    for turn in range(max(map(len, versions.values()))):
        chosen = {name: sorted(all_)[turn] for name, all_ in versions.items() if len(all_) > turn}
        found += _pip_audit(chosen)
    return len(versions), found


def _pip_audit(versions: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "versions.txt")
        asked.write_text("".join(f"{name}=={version}\n" for name, version in versions.items()))
        said = _said([sys.executable, *PIP_AUDIT, "--requirement", str(asked)], ROOT)
    answers = said.get("dependencies")
    if not isinstance(answers, list) or len(answers) < len(versions):
        raise UnreachableError("pip-audit gave no answer")
    skipped = [answer["skip_reason"] for answer in answers if "skip_reason" in answer]
    if skipped:
        raise UnreachableError(skipped[0])
    return [
        f"{answer['name']} {answer['version']}: {_joined(weak['id'] for weak in answer['vulns'])}"
        for answer in answers
        if answer["vulns"]
    ]


def npm_weaknesses() -> tuple[int, list[str]]:
    """Return how many packages are locked, and a line for each with weaknesses."""
    with tempfile.TemporaryDirectory() as folder:
        root = {"name": "weak", "version": "1.0.0", "dependencies": WEAK["npm"]}
        packages = {
            "": root,
            **{f"node_modules/{name}": {"version": it} for name, it in WEAK["npm"].items()},
        }
        lock = {"name": "weak", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
        Path(folder, "package.json").write_text(json.dumps(root))
        Path(folder, "package-lock.json").write_text(json.dumps(lock))
        if not _npm_audit(Path(folder)):
            raise UnreachableError("nothing is said of a version that has some")
    count, found = 0, []
    for folder_of in FOLDERS:
        locked = json.loads((folder_of / "package-lock.json").read_text("utf-8"))
        count += len(locked["packages"]) - 1
        found += _npm_audit(folder_of)
    return count, found


def _npm_audit(folder: Path) -> list[str]:
    said = _said(["npm", "audit", "--package-lock-only", "--json"], folder)
    weak = said.get("vulnerabilities")
    if not isinstance(weak, dict):
        raise UnreachableError(
            str(said.get("message") or said.get("error") or "npm gave no answer")
        )
    return [f"{name}: {each['severity']}, {each['range']}" for name, each in weak.items()]


def _said(command: list[str], folder: Path) -> dict[str, Any]:
    """Return the JSON that a program prints: it ends with 1 where it found something too."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, encoding="utf-8", timeout=600
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise UnreachableError(str(error)) from None
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        lines = done.stderr.strip().splitlines() or ["no answer"]
        raise UnreachableError(lines[-1][:200]) from None
    return said


def _joined(names: Any) -> str:
    return ", ".join(names)


if __name__ == "__main__":
    sys.exit(main())
