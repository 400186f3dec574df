"""Contradictions that can be computed: totals, numbers of items, columns, ids and statuses.

Few of the documents have a board, a table with a total or ids in headings. So most of these defects
come with a part of their own at the end of a document, whose legends and headings they must bear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mutants import Mutant, finds, inserted, sections

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.syntax.block import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from real_documents import RealDocument

FEW, MANY = 3, 12
"""So many tasks has a section to be counted."""


@finds("total-mismatch")
def a_total_that_is_one_too_many(document: RealDocument, random: Random) -> Iterator[Mutant]:
    points = [random.randint(1, 13) for _ in range(random.randint(2, 9))]
    rows = [f"| Watering can {number} | {each} |" for number, each in enumerate(points, 1)]
    total = f"| **Total** | **{sum(points) + 1}** |"
    lines = ["| Work package | Points |", "| --- | --- |", *rows, total]
    yield from _with_chores(document, lines, total)


@finds("count-mismatch", "broken-anchor")
def a_number_of_tasks_that_is_one_too_few(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        stop = document.view.backlog.section_end(section.heading)
        whole = section.body and section.body[-1].index + 1 == stop
        lists = [place for place in section.body if place.piece.kind == Kind.ITEM]
        marks = [[entry.mark for entry in facts_of(place.piece).list_items] for place in lists]
        if not whole or len(lists) != len(section.body) or not FEW <= len(lists) <= MANY:
            continue
        if any(own != [" "] for own in marks) or any(map(str.isdigit, section.title)):
            continue
        number = section.heading.line
        line = document.lines[number].rstrip("\r\n")
        text = f"{line} ({len(lists) - 1} tasks){document.line_end}"
        yield Mutant({number: [text]}, (number,))


@finds("done-in-open-column")
def a_done_card_that_was_not_moved(document: RealDocument, _: Random) -> Iterator[Mutant]:
    card = "- [x] Water the plants"
    lines = ["## Doing", "", card, "- [ ] Feed the cat", "", "## Done", "", "- [x] Buy a can"]
    yield from _with_chores(document, lines, card)


@finds("duplicate-id")
def an_id_twice_in_headings(document: RealDocument, _: Random) -> Iterator[Mutant]:
    wrong = "#### CAN-11: Feed the cat"
    lines = []
    for title in ("## CAN-11: Water", "## CAN-12: Sweep", "## CAN-13: Polish", wrong):
        lines += [title, "", "- **Priority**: High", ""]
    yield from _with_chores(document, lines[:-1], wrong)


@finds("conflicting-status")
def a_ticked_list_item_about_an_open_section(document: RealDocument, _: Random) -> Iterator[Mutant]:
    wrong = "- [x] CAN-11: Water the plants"
    lines = [wrong, "- [ ] CAN-12: Sweep the floor"]
    lines += ["", "## CAN-11: Water the plants", "", "**Status**: In progress"]
    yield from _with_chores(document, lines, wrong)


def _with_chores(document: RealDocument, lines: list[str], wrong: str) -> Iterator[Mutant]:
    """Yield the document with a part at its end, in which the line `wrong` is wrong."""
    part = ["", "# Chores of the office", "", *lines]
    last = len(document.lines) - (not document.lines[-1])
    yield inserted(document, last, *part, at=part.index(wrong))
