"""Compare the items that are listed with what a reader found, document by document.

The truth is a table: repository, path in it, 1-based line of the item, status, id, doubt. Several
statuses, separated by `|`, are all right. An id `-` means that none is written; `?` means that it
is not judged. An item with `?` as doubt counts neither as missing nor as wrong.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.cli.inputs import InputFile, Project
from backlog_ls.features.overview.listing import list_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Document = tuple[str, str]
"""A repository, and the path of a document in it."""

MEASURES = ("recall", "precision", "status", "id")

NOT_CHECKED = "not checked"
"""The role of a document that the command passes over when it walks through the repository."""


class TrueItem(NamedTuple):
    """An item that a reader found."""

    line: int
    """Counted from 1."""
    statuses: tuple[str, ...]
    """The canonical statuses that are right."""
    id: str
    doubtful: bool


class Comparison(NamedTuple):
    """The counts of one document, or the sum of several."""

    missing: tuple[int, ...] = ()
    """The lines of items that are not listed."""
    wrong: tuple[int, ...] = ()
    """The lines of listed items that are not work."""
    wrong_statuses: tuple[str, ...] = ()
    """Line, status listed and statuses that are right."""
    wrong_ids: tuple[str, ...] = ()
    """Line, id listed and id that is right."""
    matched: int = 0
    judged_ids: int = 0
    """The number of matched items whose id is judged."""
    role: str = ""
    """The role of the document in its repository, or `NOT_CHECKED`."""

    def share(self, measure: str) -> float:
        """Return one of `MEASURES` as a share of 1."""
        right, whole = {
            "recall": (self.matched, self.matched + len(self.missing)),
            "precision": (self.matched, self.matched + len(self.wrong)),
            "status": (self.matched - len(self.wrong_statuses), self.matched),
            "id": (self.judged_ids - len(self.wrong_ids), self.judged_ids),
        }[measure]
        return right / whole if whole else float(measure != "recall")


def read_truth(path: Path) -> dict[Document, list[TrueItem]]:
    """Return the items that a reader found, by document."""
    truth: dict[Document, list[TrueItem]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            item = TrueItem(
                int(row["line"]), tuple(row["status"].split("|")), row["id"], row["doubt"] == "?"
            )
            truth[row["repository"], row["path"]].append(item)
    return truth


def compare(root: Path, path: str, truth: Iterable[TrueItem]) -> Comparison:
    """Compare a document with the truth about it.

    The document is read as the command `items` reads a file that is named; its role is that which
    the command finds when it walks through `root`.

    Args:
        root: the folder of its repository.
        path: its path in the repository.
        truth: the items that a reader found in it.
    """
    project = Project()
    walked = InputFile(str(root / path), path, str(root), explicit=False)
    found = project.load(walked)
    loaded = project.load(walked._replace(explicit=True))
    assert loaded
    listed = [each.data for each in list_items(loaded.view.backlog)]
    true = {item.line: item for item in truth}
    wrong, statuses, ids = [], [], []
    seen: set[int] = set()
    judged_ids = 0
    for item in listed:
        line, status, name = item["line"], item["status"]["canonical"], item["id"] or "-"
        expected = true.get(line)
        if not expected or line in seen:
            wrong.append(line)
            continue
        seen.add(line)
        if expected.doubtful:
            continue
        if status not in expected.statuses:
            statuses.append(f"{line}: {status}, not {'|'.join(expected.statuses)}")
        if expected.id != "?":
            judged_ids += 1
            if name.casefold() != expected.id.casefold():
                ids.append(f"{line}: {name}, not {expected.id}")
    certain = {line for line, item in true.items() if not item.doubtful}
    return Comparison(
        tuple(sorted(certain - seen)),
        tuple(wrong),
        tuple(statuses),
        tuple(ids),
        len(certain & seen),
        judged_ids,
        found.view.role.value if found else NOT_CHECKED,
    )


def add_up(comparisons: Iterable[Comparison]) -> Comparison:
    """Return the sum of the comparisons of several documents."""
    total = Comparison()
    for each in comparisons:
        total = Comparison(
            total.missing + each.missing,
            total.wrong + each.wrong,
            total.wrong_statuses + each.wrong_statuses,
            total.wrong_ids + each.wrong_ids,
            total.matched + each.matched,
            total.judged_ids + each.judged_ids,
        )
    return total


def format_table(compared: dict[Document, Comparison]) -> Iterator[str]:
    """Yield the lines of a table: each document, the worst recall first, and all of them."""
    yield f"{'true':>5} {'found':>5} " + " ".join(f"{name:>9}" for name in MEASURES)
    rows = sorted(compared.items(), key=lambda row: (row[1].share("recall"), row[0]))
    for (repository, path), each in rows:
        yield _format_row(each, f"{repository}/{path} ({each.role})")
    yield _format_row(add_up(compared.values()), "all")
    checked = [each for each in compared.values() if each.role != NOT_CHECKED]
    yield _format_row(add_up(checked), f"the {len(checked)} that are checked")
    roles = Counter(each.role for each in compared.values() if not each.matched)
    yield f"documents without any right item, by role: {dict(roles)}"


def _format_row(each: Comparison, name: str) -> str:
    counts = f"{each.matched + len(each.missing):5} {each.matched + len(each.wrong):5}"
    return f"{counts} " + " ".join(f"{each.share(key):9.1%}" for key in MEASURES) + f"  {name}"
