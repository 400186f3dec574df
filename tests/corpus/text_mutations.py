"""Defects in the text of a backlog: tables, links, dates, HTML, and what other programs leave behind."""

from __future__ import annotations

import os
import re
from itertools import takewhile
from typing import TYPE_CHECKING

from mutants import Mutant, changed, finds, inserted, sections, tables, tasks

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.items import status_of_row_block
from backlog_ls.model.names.slug import slugify
from backlog_ls.model.statuses.status import CLOSED_STATUSES
from backlog_ls.model.tables.roles import TableKind
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.inline import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from real_documents import RealDocument

    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place

DAY = re.compile(r"(?<![\w-])20\d\d-(?P<day>\d\d-\d\d)(?![\w-])")
DATE_NAME = re.compile(
    r"\b(date|datum|due|deadline|updated?|start(ed)?|finish(ed)?|completed|created|eta)\b|日期|^stand$",
    re.IGNORECASE,
)
"""A column or a field of this name is to hold a date."""
_LATIN = "\u024f"
"""The last letter of the Latin script."""
_SENTENCE = re.compile(r"[.!?:]\Z|\n")
_TARGET = re.compile(r"(?!\w+:|[#/])[^#?{}<>*|$]*\w\.\w+")


# --- tables


@finds("ragged-table-row")
def a_cell_too_many(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for table in tables(document):
        for place, row, context in table.rows:
            if row.trailing_pipe and len(row.cells) == context.column_count:
                end = place.offset + row.end
                yield changed(document, end, end, " extra |")


@finds("ragged-table-row", "unknown-dependency")
def a_cell_too_few(document: RealDocument, random: Random) -> Iterator[Mutant]:
    for table in tables(document):
        if table.roles.kind is TableKind.LEGEND:
            continue  # statuses that it declares would be declared no more
        if table.roles.status is None:
            continue  # its rows may be short on purpose
        for place, row, context in table.rows:
            if row.leading_pipe and len(row.cells) == context.column_count > 1:
                # A done item may lack its last cell, and so it seems when another one after the status
                # is missing.
                status = status_of_row_block(place.piece, table.roles)
                closed = status is not None and status.status in CLOSED_STATUSES
                kept = table.roles.status if closed else None
                cell = random.choice(row.cells if kept is None else row.cells[: kept + 1])
                yield changed(document, place.offset + cell.start, place.offset + cell.end + 1, "")


# --- links


@finds("broken-link")
def a_link_to_a_file_that_is_gone(document: RealDocument, _: Random) -> Iterator[Mutant]:
    folder = os.path.dirname(document.view.path)
    for place, link, target in _links(document):
        path = _TARGET.match(target)
        held = path and re.search(r"(^|/)milestones?/", path[0], re.IGNORECASE)
        if path and not held and os.path.isfile(os.path.join(folder, path[0])):
            at = place.offset + link.target_start + path[0].rindex(".")
            yield changed(document, at, at, "-gone")


@finds("broken-link")
def a_link_to_a_file_that_never_was(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for task in tasks(document):
        if not task.place.piece.children:
            yield _after(document, task.place, " ([notes](no-such-notes.md))")


@finds("broken-milestone-link")
def a_link_to_a_milestone_that_never_was(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for table in tables(document):
        for place, row, _context in table.rows:
            cell = row.cells[-1] if row.cells else None
            if cell and cell.text_start < cell.text_end and row.trailing_pipe:
                end = place.offset + cell.text_end
                yield changed(document, end, end, " [it](milestones/no-such.md)")


@finds("broken-anchor")
def a_link_to_a_heading_without_a_letter(
    document: RealDocument, random: Random
) -> Iterator[Mutant]:
    backlog = document.view.backlog
    for section in sections(document):
        name = slugify(section.title)
        at = random.randrange(len(name)) if name else 0
        wrong = name[:at] + name[at + 1 :]
        if wrong and backlog.find_anchor(name) and not backlog.find_anchor(wrong):
            line = f"See [above](#{wrong})."
            yield inserted(document, section.last, "", line, "", at=1)


@finds("broken-anchor")
def a_link_to_a_heading_that_never_was(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for place, _context in document.view.backlog.contexts():
        if place.piece.kind == Kind.PARAGRAPH and not place.piece.text.startswith(("|", "    ")):
            yield _after(document, place, " See [there](#no-such-heading).")


@finds("undefined-reference")
def a_reference_with_a_misspelled_label(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        line = "See [the first][the-sources] and [the second][the-source]."
        definition = "[the-sources]: https://example.org/sources"
        yield inserted(document, section.last, "", line, "", definition, "", at=1)


@finds("duplicate-definition")
def a_label_with_two_targets(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        targets = [f"[the-sources]: https://example.org/{name}" for name in "ab"]
        line = "See [the sources][the-sources]."
        yield inserted(document, section.last, "", line, "", *targets, "", at=4)


@finds("nonportable-link")
def a_link_that_works_on_one_machine(document: RealDocument, random: Random) -> Iterator[Mutant]:
    targets = ["file:///Users/ann/plan.md", "/home/ann/plan.md", "C:\\work\\plan.md"]
    for task in tasks(document):
        if not task.place.piece.children:
            yield _after(document, task.place, f" ([plan]({random.choice(targets)}))")


# --- dates


@finds("invalid-date")
def a_day_that_does_not_exist(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for place, start, end in _dates(document):
        found = DAY.match(place.piece.text, start, end)
        if found:
            first, last = found.span("day")
            yield changed(document, place.offset + first, place.offset + last, "02-31")


@finds("invalid-date")
def a_field_with_a_day_that_does_not_exist(
    document: RealDocument, random: Random
) -> Iterator[Mutant]:
    for section in sections(document):
        name = random.choice(["Due", "Target date", "Completed", "Last updated", "Started"])
        day = random.choice(["2026-02-31", "2026-02-30", "2026-04-31", "2025-02-29", "2026-13-01"])
        yield inserted(document, section.first, "", f"**{name}**: {day}", "", at=1)


@finds("inconsistent-date")
def a_section_that_ends_before_it_begins(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        lines = ["", "**Started**: 2021-02-05", "**Completed**: 2021-01-09", ""]
        mutant = inserted(document, section.first, *lines, at=1)
        yield Mutant(mutant.lines, (*mutant.at, mutant.at[0] + 1))


@finds("unclosed-front-matter", "accidental-heading")
def front_matter_without_its_end(document: RealDocument, _: Random) -> Iterator[Mutant]:
    first, *others = document.view.backlog.document.rope
    before = list(takewhile(lambda block: block.kind != Kind.RULE, others))
    # A line of dashes further below ends it, and a heading alone is a comment then.
    has_prose = any(block.kind == Kind.PARAGRAPH and ":" not in block.text for block in before)
    if first.kind == Kind.HEADING and (has_prose or before == others):
        yield inserted(document, 0, "---", "id: T-900", "title: Later words", "")


# --- HTML, and blanks that are missing


@finds("accidental-heading", "duplicate-feature")
def dashes_right_below_a_paragraph(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for place, _context in document.view.backlog.contexts():
        text = place.piece.text.rstrip()
        # A short line over dashes is a title, and a field in it would be the title's.
        if place.piece.kind == Kind.PARAGRAPH and _SENTENCE.search(text) and "**" not in text:
            last = document.line_of(place.offset + len(text) - 1)
            mutant = inserted(document, last + 1, "---")
            yield Mutant(mutant.lines, tuple(range(place.line, last + 2)))


@finds("malformed-heading")
def a_heading_without_its_space(document: RealDocument, random: Random) -> Iterator[Mutant]:
    found = list(sections(document))
    for section in found if len(found) > 2 else ():
        line = random.choice(["##\u00a0Later words", "###Later words"])
        yield inserted(document, section.first, "", line, "", at=1)


@finds("tasks-in-html-block")
def a_list_right_below_a_summary(document: RealDocument, _: Random) -> Iterator[Mutant]:
    shown = _shown_lines(document)
    for number, line in enumerate(document.lines):
        begins = re.match(r"[-*] \[[ x]\] \w", line) and number not in shown
        if begins and (number == 0 or not document.lines[number - 1].strip()):
            opening = f"<details><summary>More</summary>{document.line_end}"
            last = number + 1
            while last < len(document.lines) and document.lines[last].strip():
                last += 1
            ending = [document.lines[last - 1], f"</details>{document.line_end}"]
            lines = {number: [opening, line], last - 1: ending}
            if last - 1 == number:
                lines = {number: [opening, *ending]}
            yield Mutant(lines, (number, number + 1))


@finds("unclosed-details")
def details_without_an_end(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        lines = ["", "<details>", "<summary>More</summary>", ""]
        yield inserted(document, section.first, *lines, at=1)


@finds("unclosed-details")
def details_that_lost_their_end(document: RealDocument, _: Random) -> Iterator[Mutant]:
    opened = []
    shown = _shown_lines(document)
    for number, line in enumerate(document.lines):
        if number in shown:
            continue
        if line.strip().startswith("<details"):
            opened.append(number)
        elif line.strip() == "</details>" and opened:
            yield Mutant({number: []}, (opened.pop(),))


@finds("unclosed-details")
def a_summary_without_an_end(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        lines = ["", "<details>", "<summary>More", "", "Words.", "", "</details>", ""]
        yield inserted(document, section.first, *lines, at=2)


# --- what programs leave behind


@finds("merge-conflict")
def an_unfinished_merge(document: RealDocument, random: Random) -> Iterator[Mutant]:
    for place, _context in document.view.backlog.contexts():
        if not _is_source(place.piece):
            own = [line.rstrip("\r\n") for line in document.lines[place.line :][:2]]
            own = own[: random.randrange(1, 3)]
            theirs = [re.sub(r"\w{4,}", "other", line, count=1) for line in own]
            marked = ["<<<<<<< HEAD", *own, "=======", *theirs, ">>>>>>> topic"]
            lines = [line + document.line_end for line in marked]
            rest: dict[int, list[str]] = {place.line + number: [] for number in range(1, len(own))}
            yield Mutant({**rest, place.line: lines}, (place.line,))


@finds("mojibake")
def a_line_in_the_wrong_encoding(document: RealDocument, random: Random) -> Iterator[Mutant]:
    if any(each.code == "mojibake" for each in document.found):
        return  # one finding for all places
    for place, _context in document.view.backlog.contexts():
        line = document.lines[place.line]
        # A lone letter of another script may be what is meant.
        letters = sum(char.isalpha() and char > _LATIN for char in line)
        if not line.isascii() and letters != 1 and "`" not in line and not _is_source(place.piece):
            damaged = _misread(line, lossy=random.random() < 0.5)
            yield Mutant({place.line: [damaged]}, (place.line,))


@finds("replacement-character")
def a_lost_character(document: RealDocument, random: Random) -> Iterator[Mutant]:
    for place, _context in document.view.backlog.contexts():
        line = document.lines[place.line]
        letters = [match.start() for match in re.finditer(r"(?<=\w)\w(?=\w)", line)]
        if letters and not _is_source(place.piece) and not re.search(r"`|\]\(|<|https?:", line):
            at = random.choice(letters)
            yield Mutant({place.line: [f"{line[:at]}\ufffd{line[at + 1 :]}"]}, (place.line,))


@finds("unused-suppression")
def a_comment_that_suppresses_nothing(document: RealDocument, _: Random) -> Iterator[Mutant]:
    for section in sections(document):
        comment = "<!-- backlog-ls-disable-next-line duplicate-id -->"
        yield inserted(document, section.first, "", comment, "", at=1)


# --- what they have in common


def _after(document: RealDocument, place: Place[Block], words: str) -> Mutant:
    """Return the mutant with `words` at the end of a block."""
    end = place.offset + len(place.piece.text.rstrip())
    return changed(document, end, end, words)


def _links(document: RealDocument) -> Iterator[tuple[Place[Block], Link, str]]:
    for place, _ in document.view.backlog.contexts():
        for link in facts_of(place.piece).links:
            if link.kind is not LinkKind.WIKI:
                yield place, link, place.piece.text[link.target_start : link.target_end]


def _dates(document: RealDocument) -> Iterator[tuple[Place[Block], int, int]]:
    """Yield the cells and fields that are to hold a date."""
    for table in tables(document):
        header = facts_of(table.head.piece).row
        titles = [cell.text(table.head.piece.text) for cell in header.cells] if header else []
        for place, row, _ in table.rows:
            for title, cell in zip(titles, row.cells, strict=False):
                if DATE_NAME.search(title):
                    yield place, cell.text_start, cell.text_end
    for place, _ in document.view.backlog.contexts():
        for field in facts_of(place.piece).fields:
            if DATE_NAME.search(field.name):
                yield place, field.value_start, field.value_end


def _is_source(block: Block) -> bool:
    """Tell whether a block is shown as it is typed, or is none."""
    return block.kind in {Kind.FENCE, Kind.CODE, Kind.HTML, Kind.BLANK, Kind.FRONT_MATTER}


def _shown_lines(document: RealDocument) -> set[int]:
    """Return the lines of code blocks and the like."""
    places = [place for place, _ in document.view.backlog.contexts()]
    return {
        line
        for place in places
        if place.piece.kind in {Kind.FENCE, Kind.CODE}
        for line in range(place.line, place.line + place.piece.newlines + 1)
    }


def _misread(line: str, *, lossy: bool) -> str:
    """Return UTF-8 read as Windows-1252, which has no character for five of the bytes."""
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or ("" if lossy else chr(byte))
        for byte in line.encode()
    )
