"""Look for known vulnerabilities of all locked packages: Python's with pip-audit, npm's with npm.

    python tests/audit.py

Exit codes: 1 vulnerabilities are known; 2 the advisories cannot be reached. An index without
advisories answers like one that knows of none, so a vulnerable version is looked up first.
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
VULNERABLE = {"python": {"requests": "2.19.0"}, "npm": {"lodash": "4.17.4"}}
"""Versions with vulnerabilities known since 2018."""
PIP_AUDIT = [
    "-m",
    "pip_audit",
    "--disable-pip",
    "--no-deps",
    "--format=json",
    "--progress-spinner=off",
]


class UnreachableError(Exception):
    """The advisories cannot be reached."""


def main() -> int:
    """Print the known vulnerabilities and return the exit code."""
    known: list[str] = []
    unreachable = 0
    for name, audited in (("Python", audit_python), ("npm", audit_npm)):
        try:
            count, found = audited()
        except UnreachableError as error:  # noqa: PERF203 (two rounds)
            sys.stdout.write(f"{name}: NOT AUDITED, advisories cannot be reached: {error}\n")
            unreachable = 2
        else:
            sys.stdout.write(f"{name}: {count} packages, {len(found)} with known vulnerabilities\n")
            known += found
    sys.stdout.writelines(f"  {line}\n" for line in known)
    return 1 if known else unreachable


def audit_python() -> tuple[int, list[str]]:
    """Return the number of locked packages, and a line for each vulnerable one."""
    if not _pip_audit(VULNERABLE["python"]):
        raise UnreachableError("no advisory for a vulnerable version")
    versions: dict[str, set[str]] = defaultdict(set)
    for lock in LOCKED:
        for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", lock.read_text("utf-8")):
            versions[name].add(version)
    found: list[str] = []
    # In rounds: a lock can have several versions of a package, for several Pythons.
    for turn in range(max(map(len, versions.values()))):
        chosen = {name: sorted(all_)[turn] for name, all_ in versions.items() if len(all_) > turn}
        found += _pip_audit(chosen)
    return len(versions), found


def _pip_audit(versions: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "versions.txt")
        asked.write_text("".join(f"{name}=={version}\n" for name, version in versions.items()))
        answer = _run_json([sys.executable, *PIP_AUDIT, "--requirement", str(asked)], ROOT)
    answers = answer.get("dependencies")
    if not isinstance(answers, list) or len(answers) < len(versions):
        raise UnreachableError("pip-audit gave no answer")
    skipped = [answer["skip_reason"] for answer in answers if "skip_reason" in answer]
    if skipped:
        raise UnreachableError(skipped[0])
    return [
        f"{answer['name']} {answer['version']}: {_join(weak['id'] for weak in answer['vulns'])}"
        for answer in answers
        if answer["vulns"]
    ]


def audit_npm() -> tuple[int, list[str]]:
    """Return the number of locked packages, and a line for each vulnerable one."""
    with tempfile.TemporaryDirectory() as folder:
        root = {"name": "weak", "version": "1.0.0", "dependencies": VULNERABLE["npm"]}
        packages = {
            "": root,
            **{f"node_modules/{name}": {"version": it} for name, it in VULNERABLE["npm"].items()},
        }
        lock = {"name": "weak", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
        Path(folder, "package.json").write_text(json.dumps(root))
        Path(folder, "package-lock.json").write_text(json.dumps(lock))
        if not _npm_audit(Path(folder)):
            raise UnreachableError("no advisory for a vulnerable version")
    count, found = 0, []
    for folder_of in FOLDERS:
        locked = json.loads((folder_of / "package-lock.json").read_text("utf-8"))
        count += len(locked["packages"]) - 1
        found += _npm_audit(folder_of)
    return count, found


def _npm_audit(folder: Path) -> list[str]:
    answer = _run_json(["npm", "audit", "--package-lock-only", "--json"], folder)
    weak = answer.get("vulnerabilities")
    if not isinstance(weak, dict):
        raise UnreachableError(
            str(answer.get("message") or answer.get("error") or "npm gave no answer")
        )
    return [f"{name}: {each['severity']}, {each['range']}" for name, each in weak.items()]


def _run_json(command: list[str], folder: Path) -> dict[str, Any]:
    """Return the JSON that a program prints; an exit code of 1 is not an error."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, encoding="utf-8", timeout=600
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise UnreachableError(str(error)) from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        lines = done.stderr.strip().splitlines() or ["no answer"]
        raise UnreachableError(lines[-1][:200]) from None
    return answer


def _join(names: Any) -> str:
    return ", ".join(names)


if __name__ == "__main__":
    sys.exit(main())
