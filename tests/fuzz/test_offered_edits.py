"""A short run of `try_every_edit.py`: offered edits lose nothing and break nothing."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))
from offered import Offer, Open, find_faults, fixes_of
from real_documents import documents_in, folders
from try_every_edit import try_edits, try_fixes_of_defects

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "# Work\r\n\r\n| Task | Status |\r\n|---|---|\r\n| Alpha | Done |\r\n\r\n- [ ] T1 beta\r\n"


def opened(text: str) -> Open:
    return Open.of(View(Backlog.read(Document.parse(text)), Workspace(), "/nowhere/BACKLOG.md"))


def test_nothing_is_lost_and_nothing_breaks(shared: Path) -> None:
    counts: Counter[str] = Counter()
    wrong: list[object] = []
    for folder in folders(shared):
        for document in documents_in(folder, shared, 12):
            random = Random(document.name)
            if len(document.text) < 8_000:
                wrong += try_edits(document, 3, random, counts)
                wrong += try_fixes_of_defects(document, random, counts)
    assert not wrong
    assert sum(counts.values()) > 500
    assert len(counts) > 20


@pytest.mark.parametrize(
    ("name", "edits", "fault"),
    [
        ("format", [Edit(4, 5, "x")], "more than the layout"),
        ("set-status", [Edit(3, 3, "\n")], "another line end"),
        ("set-status", [Edit(7, 7, "x")], "cuts a line end"),
        ("set-status", [Edit(2, 6, "Work")], "changes nothing"),
        ("set-status", [Edit(2, 6, "a"), Edit(3, 4, "b")], "overlap"),
        (
            "set-status",
            [Edit(0, 0, "<<<<<<< a\r\n=======\r\n>>>>>>> b\r\n")],
            "errors that are new",
        ),
        ("rename name", [Edit(2, 6, "New")], ""),
    ],
)
def test_faults_are_seen(name: str, edits: list[Edit], fault: str) -> None:
    found = " ".join(_faults(Offer(name, tuple(edits))))
    assert fault in found
    assert bool(found) == bool(fault)


def _faults(offer: Offer) -> Iterator[str]:
    yield from find_faults(opened(TEXT), offer, Random(0))


def test_a_dependency_that_closes_a_circle_is_not_offered() -> None:
    text = "- [ ] T1 a (depends on T7)\n- [ ] T2 b (depends on T1)\n- [ ] T3 c\n- [ ] T4 d\n"
    document = opened(text)
    made = {edit.text for offer in fixes_of(document, document.found) for edit in offer.edits}
    assert {"T3", "T4"} <= made
    assert not {"T1", "T2"} & made
