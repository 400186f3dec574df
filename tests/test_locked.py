"""The locks match pyproject.toml: one version per package, with its hashes."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import audit
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
HINT = "run `make lock`"


class Pin(NamedTuple):
    """One version in a lock."""

    requirement: Requirement
    hashes: int
    is_direct: bool
    """Whether pyproject.toml names it; otherwise it is a transitive dependency."""


def _locked(group: str) -> str:
    return (ROOT / "tests/locked" / f"{group}.txt").read_text("utf-8")


def _pins(group: str) -> Iterator[Pin]:
    for entry in re.split(r"(?m)^(?=[a-z])", _locked(group))[1:]:
        pin, _, why = entry.partition("    # via")
        requirement, *hashes = re.split(r"\s+--hash=sha256:", pin.replace("\\\n", " "))
        yield Pin(Requirement(requirement), len(hashes), "(pyproject.toml" in why)


def _required(group: str) -> list[Requirement]:
    """Return the requirements of a lock; the one for tests includes those of the program."""
    of_program = PROJECT["project"]["dependencies"] if group == "test" else []
    return [Requirement(each) for each in [*of_program, *GROUPS[group]]]


def test_each_group_has_a_lock() -> None:
    assert {path.stem for path in (ROOT / "tests/locked").iterdir()} == set(GROUPS), HINT


@pytest.mark.parametrize("group", GROUPS)
def test_a_lock_matches_pyproject(group: str) -> None:
    pins = list(_pins(group))
    direct = {pin.requirement.name for pin in pins if pin.is_direct}
    assert direct == {canonicalize_name(each.name) for each in _required(group)}, HINT
    for each in _required(group):
        versions = [
            next(iter(pin.requirement.specifier)).version
            for pin in pins
            if pin.requirement.name == canonicalize_name(each.name)
        ]
        fitting = list(each.specifier.filter(versions))
        # With several markers, each version is for one of them.
        assert fitting == versions or (each.marker and fitting), f"{each} does not match; {HINT}"


@pytest.mark.parametrize("group", GROUPS)
def test_a_lock_has_one_version_with_hashes_and_no_host(group: str) -> None:
    assert "://" not in _locked(group)
    assert "--index" not in _locked(group)
    for pin in _pins(group):
        assert [each.operator for each in pin.requirement.specifier] == ["=="]
        assert pin.hashes, pin.requirement


def test_locks_agree() -> None:
    """All locks fit into one environment."""
    seen: dict[tuple[str, str], str] = {}
    for group in GROUPS:
        for pin in _pins(group):
            of, version = pin.requirement, str(pin.requirement.specifier)
            assert seen.setdefault((of.name, str(of.marker)), version) == version, (group, HINT)


@pytest.mark.parametrize("folder", audit.FOLDERS, ids=lambda folder: folder.name)
def test_npm_packages_are_pinned_by_hash(folder: Path) -> None:
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    without = [name for name, package in packages.items() if name and "integrity" not in package]
    assert not without
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_an_index_without_advisories_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such an index answers like one that knows of no vulnerabilities."""

    def answer(command: list[str], _folder: Path) -> dict[str, Any]:
        if "npm" in command:
            return {"vulnerabilities": {}}
        return {"dependencies": [{"name": "requests", "version": "2.19.0", "vulns": []}]}

    monkeypatch.setattr(audit, "_run_json", answer)
    assert audit.main() == 2
    assert capsys.readouterr().out.count("NOT AUDITED") == 2


def test_known_vulnerabilities_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(command: list[str], _folder: Path) -> dict[str, Any]:
        if "npm" in command:
            return {"vulnerabilities": {"lodash": {"severity": "high", "range": "<4.17.5"}}}
        versions = dict(
            line.split("==") for line in Path(command[-1]).read_text("utf-8").splitlines()
        )
        weak = {name for name in versions if name in {"requests", "pytest"}}
        return {
            "dependencies": [
                {"name": name, "version": it, "vulns": [{"id": "PYSEC-1"}] * (name in weak)}
                for name, it in versions.items()
            ]
        }

    monkeypatch.setattr(audit, "_run_json", answer)
    assert audit.main() == 1
    out = capsys.readouterr().out
    assert re.search(r"Python: \d{2,} packages, 2 with known vulnerabilities", out)
    assert re.search(r"(?m)^  pytest [\d.]+: PYSEC-1$", out)
    assert out.count("lodash: high") == 2


def test_a_partial_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped = {"name": "requests", "skip_reason": "not found"}
    monkeypatch.setattr(audit, "_run_json", lambda *_: {"dependencies": [skipped]})
    with pytest.raises(audit.UnreachableError, match="not found"):
        audit.audit_python()
