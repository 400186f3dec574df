"""What is listed of 30 real documents against what a reader found in them: see `items.tsv`.

`pytest -s tests/corpus/test_item_truth.py` prints the table. A line of `items.tsv` is an item that
a careful owner of the document would list; the columns are explained in `item_truth.py`. The file
was written by eye. Where the program disagrees, read the document; do not copy its answer.
"""

from __future__ import annotations

import sys
from pathlib import Path

from item_truth import MEASURES, add_up, compare, format_table, read_truth
from whole_repositories import archives, unpack

TRUTH = Path(__file__).with_name("items.tsv")
STATUSES = {"todo", "in_progress", "review", "blocked", "deferred", "done", "cancelled", "unknown"}

FLOORS = {"recall": 0.92, "precision": 0.97, "status": 0.98, "id": 0.99}
"""What holds today, rounded down. The aim is 0.95, 0.95, 0.97 and 0.97."""


def test_items_are_found(shared: Path, tmp_path: Path) -> None:
    truth = read_truth(TRUTH)
    folders = {repository for repository, _ in truth}
    roots = {name: shared / name for name in folders if not name.startswith("whole/")}
    for archive in archives(shared):
        name = f"whole/{archive.name.removesuffix('.tar.xz')}"
        if name in folders:
            roots[name] = unpack(archive, tmp_path)
    compared = {
        (repository, path): compare(roots[repository], path, items)
        for (repository, path), items in truth.items()
    }
    sys.stdout.write("\n" + "\n".join(format_table(compared)) + "\n")
    total = add_up(compared.values())
    low = {key: total.share(key) for key in MEASURES if total.share(key) < FLOORS[key]}
    assert not low


def test_the_truth_is_well_formed() -> None:
    truth = read_truth(TRUTH)
    assert len(truth) == 30
    for document, items in truth.items():
        assert {status for item in items for status in item.statuses} <= STATUSES, document
        lines = [item.line for item in items]
        assert lines == sorted(set(lines)), document
