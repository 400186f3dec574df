"""What the tests install is what pyproject.toml asks for, in one version, known by its hash."""

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
MEND = "make lock writes it"


class Pin(NamedTuple):
    """One version in a lock."""

    requirement: Requirement
    hashes: int
    asked: bool
    """Whether pyproject.toml asks for it, and not only what it asks for."""


def _locked(group: str) -> str:
    return (ROOT / "tests/locked" / f"{group}.txt").read_text("utf-8")


def _pins(group: str) -> Iterator[Pin]:
    for entry in re.split(r"(?m)^(?=[a-z])", _locked(group))[1:]:
        said, _, why = entry.partition("    # via")
        requirement, *hashes = re.split(r"\s+--hash=sha256:", said.replace("\\\n", " "))
        yield Pin(Requirement(requirement), len(hashes), "(pyproject.toml" in why)


def _asked(group: str) -> list[Requirement]:
    """Return what a lock is made for: what runs the program belongs to what tests it."""
    of_program = PROJECT["project"]["dependencies"] if group == "test" else []
    return [Requirement(each) for each in [*of_program, *GROUPS[group]]]


def test_each_group_has_a_lock() -> None:
    assert {path.stem for path in (ROOT / "tests/locked").iterdir()} == set(GROUPS), MEND


@pytest.mark.parametrize("group", GROUPS)
def test_a_lock_has_what_is_asked_for(group: str) -> None:
    pins = list(_pins(group))
    asked = {pin.requirement.name for pin in pins if pin.asked}
    assert asked == {canonicalize_name(each.name) for each in _asked(group)}, MEND
    for each in _asked(group):
        versions = [
            next(iter(pin.requirement.specifier)).version
            for pin in pins
            if pin.requirement.name == canonicalize_name(each.name)
        ]
        fitting = list(each.specifier.filter(versions))
        # Where it is asked for in different ways, by marker, some version is for each.
        assert fitting == versions or (each.marker and fitting), f"{each} is asked for; {MEND}"


@pytest.mark.parametrize("group", GROUPS)
def test_a_lock_has_one_version_and_its_hashes_and_no_host(group: str) -> None:
    assert "://" not in _locked(group)
    assert "--index" not in _locked(group)
    for pin in _pins(group):
        assert [each.operator for each in pin.requirement.specifier] == ["=="]
        assert pin.hashes, pin.requirement


def test_locks_agree() -> None:
    """All may go into one environment."""
    seen: dict[tuple[str, str], str] = {}
    for group in GROUPS:
        for pin in _pins(group):
            of, version = pin.requirement, str(pin.requirement.specifier)
            assert seen.setdefault((of.name, str(of.marker)), version) == version, (group, MEND)


@pytest.mark.parametrize("folder", audit.FOLDERS, ids=lambda folder: folder.name)
def test_what_npm_installs_is_known_by_its_hash(folder: Path) -> None:
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    without = [name for name, package in packages.items() if name and "integrity" not in package]
    assert not without
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_nothing_known_is_not_said_where_nothing_could_be_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An index without advisories answers that there are none."""

    def said(command: list[str], _folder: Path) -> dict[str, Any]:
        if "npm" in command:
            return {"vulnerabilities": {}}
        return {"dependencies": [{"name": "requests", "version": "2.19.0", "vulns": []}]}

    monkeypatch.setattr(audit, "_said", said)
    assert audit.main() == 2
    assert capsys.readouterr().out.count("NOT AUDITED") == 2


def test_what_is_known_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(command: list[str], _folder: Path) -> dict[str, Any]:
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

    monkeypatch.setattr(audit, "_said", said)
    assert audit.main() == 1
    out = capsys.readouterr().out
    assert re.search(r"Python: \d{2,} packages, 2 with known weaknesses", out)
    assert re.search(r"(?m)^  pytest [\d.]+: PYSEC-1$", out)
    assert out.count("lodash: high") == 2


def test_an_answer_for_some_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped = {"name": "requests", "skip_reason": "not found"}
    monkeypatch.setattr(audit, "_said", lambda *_: {"dependencies": [skipped]})
    with pytest.raises(audit.UnreachableError, match="not found"):
        audit.python_weaknesses()
