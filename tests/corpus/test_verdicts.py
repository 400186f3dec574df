"""Every warning and error in the real documents was judged by a reader: `verdicts.tsv`.

A line is a finding: the path below the shared folder (`whole/` for the repositories in archives), the
line, the code, whether it is true, and why. True means that the owner of the file would mend it; what
is formally right but not worth mending is false. `excerpt` means that the target exists in the owner's
repository, of which only a part is here: it does not count. A finding without a verdict, or a verdict
without its finding, fails. Read the document, then edit the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from precision import count_verdicts, verdicts
from real_documents import documents_in, folders, walked_documents
from whole_repositories import archives, unpack

from backlog_ls.rules.engine.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from precision import Place
    from real_documents import RealDocument

PRECISION = 0.9
"""The aim is 0.97; this is what must not be lost."""


def verdicts_in(folder: str) -> set[Place]:
    return {place for place in verdicts() if place[0].startswith(f"{folder}/")}


def warnings_in(documents: Iterable[RealDocument]) -> set[Place]:
    return {
        (document.name, finding.line, finding.code)
        for document in documents
        for finding in document.found
        if finding.severity <= Severity.WARNING
    }


def repositories() -> list[str]:
    """Return the names of the whole repositories that verdicts are about, for the parameters."""
    return sorted({path.split("/")[1] for path, *_ in verdicts() if path.startswith("whole/")})


def test_seeds_and_corpus(shared: Path) -> None:
    found: set[Place] = set()
    for folder in folders(shared):
        found |= warnings_in(documents_in(folder, shared))
    judged = verdicts_in("seeds") | verdicts_in("corpus")
    assert not sorted(found - judged), "new: read the document, and judge"
    assert not sorted(judged - found), "gone: a miss, or a verdict to take out"


@pytest.mark.parametrize("part", range(8))
def test_whole_repositories(part: int, shared: Path, tmp_path: Path) -> None:
    """Each part is some of the repositories, so that several processes share them."""
    for archive in archives(shared)[part::8]:
        root = unpack(archive, tmp_path / "whole")
        found = warnings_in(walked_documents(root, tmp_path))
        judged = verdicts_in(f"whole/{root.name}")
        assert not sorted(found - judged), "new: read the document, and judge"
        assert not sorted(judged - found), "gone: a miss, or a verdict to take out"


def test_nearly_all_are_true() -> None:
    assert set(verdicts().values()) <= {"true", "false", "excerpt"}
    true, found = count_verdicts()["all"]
    assert true >= PRECISION * found
