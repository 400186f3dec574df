"""Lines that the user is typing in: what they cause is withheld until they are left.

A row, a link or a date that is half typed is wrong most of the time. So only small edits within a
line count as typing, and the line of the last one is unfinished until there is an edit elsewhere, the
document is saved, or nothing was typed for a moment. Reports stay complete: findings are withheld
where they are shown.
"""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.rules.unclosed_details import RULE as UNCLOSED_DETAILS
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import locate
from backlog_ls.text.lines import count_line_ends

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.incremental import Report
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.edit import Edit
    from backlog_ls.text.rope import Place

TYPING_PAUSE_S = 1.0
"""Time after the last edit when the lines that were typed in count as finished."""
MAX_LINES = 50
"""Maximum number of lines that are typed in together, with several cursors."""
MAX_BLANKS = 400
"""Maximum number of blanks that are removed around a line end by typing, in code points."""

_JUDGED_AS_A_WHOLE = {Kind.HEADING, Kind.TABLE}
"""Kinds of blocks in which each line decides what the others mean."""


class UnfinishedLine(NamedTuple):
    """A line that the user is typing in."""

    number: int
    """Unique among the lines of all documents: the same as long as typing goes on in it."""
    key: int
    """Of its block. The block changes with each edit of the line."""
    line: int
    """0-based, in the block."""
    shown_on_it: frozenset[tuple[str, str]]
    """The codes and messages of the findings that were shown on it before. They stay."""
    shown_elsewhere: frozenset[tuple[str, int]]
    """The codes and blocks of the findings that were shown then in the document."""


_numbers = count(1)


def read_typing_pause() -> float:
    """Return after how many seconds a line is finished; tests turn it off in the environment."""
    return float(os.environ.get("BACKLOG_LS_TYPING_PAUSE_S") or TYPING_PAUSE_S)


def is_continued(before: Iterable[UnfinishedLine], after: Iterable[UnfinishedLine]) -> bool:
    """Return whether typing goes on in all the lines `before`, which became `after`."""
    return {each.number for each in before} <= {each.number for each in after}


def is_on_line(
    lines: Iterable[UnfinishedLine], document: Document, numbers: Container[int]
) -> bool:
    """Return whether the 0-based number of one of `lines` in `document` is among `numbers`."""
    return any(_line_of(document, each) in numbers for each in lines)


def is_typed_together(texts: Sequence[str]) -> bool:
    """Return whether edits that insert `texts` are made while other lines stay unfinished.

    Several cursors insert the same. A formatter changes blanks and dashes in other rows while a row
    is typed.
    """
    is_same = len(texts) > 1 and len(set(texts)) == 1
    return is_same or (not "".join(texts).strip(" -:") and any(texts))


def is_typing(before: Document, edit: Edit) -> bool:
    """Return whether `edit` is one that typing makes: within a line, or at most a line end.

    Args:
        before: the document that is edited.
        edit: in code points of `before`.
    """
    if count_line_ends(edit.text) > 1:
        return False
    if edit.start == edit.end or _line_at(before, edit.start) == _line_at(before, edit.end):
        return True
    if edit.end - edit.start > MAX_BLANKS:
        return False
    removed = before.rope.slice(edit.start, edit.end)
    return not removed.strip() and count_line_ends(removed) == 1


def update_lines(
    lines: Sequence[UnfinishedLine],
    shown: Sequence[Finding],
    before: Document,
    after: Document,
    edit: Edit | None,
    together: bool,
) -> tuple[UnfinishedLine, ...]:
    """Return the unfinished lines after `edit`, which led from `before` to `after`.

    Args:
        lines: the unfinished lines of `before`.
        shown: the findings that are shown for `before`.
        before: the document that is edited.
        after: the document with the edit.
        edit: in code points of `before`; None if it is not typing.
        together: whether the other lines stay unfinished (`is_typed_together`).
    """
    if edit is None or not is_typing(before, edit):
        return ()
    at = before.rope.at_offset(edit.start)
    line = locate(at.piece, edit.start - at.offset).line
    own = [each for each in lines if _line_of(before, each) == at.line + line]
    is_new_line = count_line_ends(edit.text) > 0
    if own and not is_new_line:
        kept = own[0]
        number, shown_on_it, shown_elsewhere = kept.number, kept.shown_on_it, kept.shown_elsewhere
    else:
        number = next(_numbers)
        shown_elsewhere = frozenset((each.code, each.key) for each in shown)
        shown_on_it = frozenset(
            (each.code, each.message)
            for each in shown
            if not is_new_line and each.key == at.key and _lies_on(at.piece, line, each)
        )
    others = tuple(each for each in lines if each not in own) if together else ()
    caret = edit.start + len(edit.text)
    now = after.rope.at_offset(caret)
    now_line = locate(now.piece, caret - now.offset).line
    made = UnfinishedLine(number, now.key, now_line, shown_on_it, shown_elsewhere)
    return (*others, made)[-MAX_LINES:]


def withhold_findings(
    lines: Iterable[UnfinishedLine],
    backlog: Backlog,
    report: Report,
    findings: Sequence[Finding],
) -> Sequence[Finding]:
    """Return those of `findings` that do not come from an unfinished line.

    A finding is withheld if it is on the line, or in the heading that the line is part of. It is
    also withheld if it is about a section, or about `<details>`, that the line is in, and if it was
    not shown before the line was typed.

    Args:
        lines: the unfinished lines of the document.
        backlog: the document.
        report: of the document.
        findings: of the report.
    """
    for line in lines:
        place = backlog.rope.at_key(line.key)
        if place is not None and findings:
            around = set(_enclosing_blocks(backlog, place))
            findings = [
                each
                for each in findings
                if not (
                    _is_withheld(line, place.piece, each)
                    or (each.key in around and _is_caused(line, report, each))
                )
            ]
    return findings


def _is_withheld(line: UnfinishedLine, block: Block, finding: Finding) -> bool:
    return (
        finding.key == line.key
        and _lies_on(block, line.line, finding)
        and (finding.code, finding.message) not in line.shown_on_it
    )


def _is_caused(line: UnfinishedLine, report: Report, finding: Finding) -> bool:
    """Return whether `finding`, about a block around `line`, came with it."""
    if (finding.code, finding.key) in line.shown_elsewhere:
        return False
    if finding.code == UNCLOSED_DETAILS.code:
        return True
    about_section = report.sections.get(finding.key, ())
    return any(each.code == finding.code for each in about_section)


def _enclosing_blocks(backlog: Backlog, place: Place[Block]) -> Iterator[int]:
    """Yield the keys of the headings and `<details>` around `place`, and of `place` itself."""
    context = backlog.context(place)
    yield place.key
    yield from (section.key for section in context.sections)
    yield from context.details


def _lies_on(block: Block, line: int, finding: Finding) -> bool:
    """Return whether `finding`, which is in `block`, has to do with its `line`."""
    if block.kind in _JUDGED_AS_A_WHOLE:
        return line <= count_line_ends(block.text.rstrip())
    first = locate(block, finding.start).line
    last = locate(block, max(finding.start, finding.end - 1)).line
    return first <= line <= last


def _line_at(document: Document, offset: int) -> int:
    return document.position_at(offset).line


def _line_of(document: Document, line: UnfinishedLine) -> int:
    """Return the 0-based number of `line` in `document`; -1 if its block is gone."""
    place = document.rope.at_key(line.key)
    return place.line + line.line if place else -1
