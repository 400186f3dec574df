"""Every warning and error over the real documents was judged by a reader: `verdicts.tsv`.

A line is a finding: path below the shared folder, line, code, whether it is true, and why. A finding
without a verdict, or a verdict without its finding, fails. Read the document, then edit the file.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from real_documents import documents_in, folders

from backlog_ls.rules.engine.finding import Severity

VERDICTS = Path(__file__).with_name("verdicts.tsv")
PRECISION = 0.99

Place = tuple[str, int, str]


def verdicts() -> dict[Place, str]:
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {(row["path"], int(row["line"]), row["code"]): row["verdict"] for row in rows}


@pytest.fixture(scope="module")
def found(shared: Path) -> set[Place]:
    return {
        (document.name, finding.line, finding.code)
        for folder in folders(shared)
        for document in documents_in(folder, shared)
        for finding in document.found
        if finding.severity <= Severity.WARNING
    }


def test_every_finding_has_a_verdict(found: set[Place]) -> None:
    assert not sorted(found - verdicts().keys()), "new: read the document, and judge"


def test_every_verdict_has_its_finding(found: set[Place]) -> None:
    assert not sorted(verdicts().keys() - found), "gone: a miss, or a verdict to take out"


def test_nearly_all_are_true() -> None:
    judged = list(verdicts().values())
    assert set(judged) <= {"true", "false"}
    assert judged.count("true") >= PRECISION * len(judged)
