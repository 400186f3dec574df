"""Apply every edit that the server offers in real documents: nothing is lost, nothing breaks.

    python tests/fuzz/try_every_edit.py [--places N] [--seed N] [--only TEXT]

In each document N random positions are tried, all with 0. Faults are printed with the document and the
offset, then the numbers of edits.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "corpus"))
import item_mutations
import status_mutations
import text_mutations
from mutants import MUTATIONS
from offered import (
    Open,
    find_faults,
    fixes_of,
    offers_anywhere,
    offers_at,
    places_in,
    sample_places,
)
from real_documents import RealDocument, documents_in, folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SOURCES = (item_mutations, status_mutations, text_mutations)
"""Importing these modules fills `MUTATIONS`."""
MAX_MUTANTS = 20
HERE = Path(__file__).resolve().parent


def try_edits(
    document: RealDocument, most: int, random: Random, counts: Counter[str]
) -> Iterator[tuple[int, str, str]]:
    """Apply what is offered at `most` positions of `document`; yield offset, change and fault."""
    opened = Open.of(document.view)
    for offer in offers_anywhere(opened):
        counts[offer.name] += 1
        for fault in find_faults(opened, offer, random):
            yield (offer.edits[0].start if offer.edits else 0), offer.name, fault
    for at in sample_places(places_in(document.view), most, random):
        for offer in offers_at(opened, at):
            counts[offer.name] += 1
            for fault in find_faults(opened, offer, random):
                yield at, offer.name, fault


def try_fixes_of_defects(
    document: RealDocument, random: Random, counts: Counter[str]
) -> Iterator[tuple[int, str, str]]:
    """Insert a defect of each kind into `document` and apply its fixes; yield faults like `tried`."""
    for mutation in MUTATIONS:
        mutants = list(islice(mutation.make(document, random), MAX_MUTANTS))
        if not mutants:
            continue
        opened = Open.of(document.rewritten(random.choice(mutants).text(document)))
        wanted = [each for each in opened.found if each.code == mutation.code]
        for offer in fixes_of(opened, wanted[:3]):
            counts[offer.name] += 1
            for fault in find_faults(opened, offer, random):
                yield (
                    (offer.edits[0].start if offer.edits else 0),
                    f"{mutation.name}: {offer.name}",
                    fault,
                )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests; return 1 if something fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--places", type=int, default=40, help="in each document; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="documents with this in their path"
    )
    options = parser.parse_args(arguments)
    shared = Path(os.environ.get("BACKLOG_LS_SHARED") or HERE.parents[2] / "shared")
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    documents = 0
    begun = time.monotonic()
    for folder in folders(shared):
        for document in documents_in(folder, shared):
            if options.only not in document.name:
                continue
            documents += 1
            random = Random(f"{options.seed}:{document.name}")
            both = chain(
                try_edits(document, options.places, random, counts),
                try_fixes_of_defects(document, random, counts),
            )
            for at, name, fault in both:
                wrong[name] += 1
                sys.stdout.write(f"{document.name}:{at}: {name}: {fault}\n")
                sys.stdout.flush()
    for name, count in sorted(counts.items()):
        sys.stdout.write(
            f"{count:8,} {name}" + (f", {wrong[name]} wrong" * bool(wrong[name])) + "\n"
        )
    seconds = time.monotonic() - begun
    sys.stdout.write(
        f"{sum(counts.values()):,} edits in {documents} documents, {sum(wrong.values())} wrong, "
        f"{seconds:,.0f} s\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
