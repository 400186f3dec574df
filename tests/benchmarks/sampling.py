"""Take samples: servers take turns, each has a time limit, and failures are recorded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from open_document import OpenDocument, RefusedError
from raw_client import ServerGoneError, SilentServerError
from texts import Caret

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from latency_table import Record

T = TypeVar("T")

_TYPED = "rewording what remains of this line before the next release "


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of samples and the time limits.

    Attributes:
        starts: Starts per server.
        opens: Times that each server, newly started, opens the text.
        characters: Characters typed at the middle; half as many at the top and the end.
        blocks: Newlines and pasted sections.
        seconds: Timeout for an answer.
        budget: Seconds per action and server, after which no more samples are taken.
    """

    starts: int
    opens: int
    characters: int
    blocks: int
    seconds: float
    budget: float


def rounds(
    action: str,
    documents: Sequence[tuple[Record, OpenDocument]],
    count: int,
    plan: Plan,
    act: Callable[[OpenDocument, int], float],
) -> None:
    """Let every server act once per round, starting with a different one each time.

    The first round is a warm-up and not counted.
    """
    for turn in range(count + 1):
        for record, document in rotated(documents, turn):
            times = record.times[action]
            if record.failure or (len(times) >= 3 and sum(times) > plan.budget):
                continue
            taken = record_failure(record, partial(act, document, turn))
            if taken is not None and turn:
                times.append(taken)
            record_failure(record, partial(document.client.settle, seconds=plan.seconds))


def record_failure(record: Record, act: Callable[[], T]) -> T | None:
    """Return the result of `act`; if it fails, record that and return None."""
    try:
        return act()
    except (SilentServerError, ServerGoneError, RefusedError, OSError) as error:
        record.failure = record.failure or str(error)
        return None


def rotated(items: Sequence[T], turn: int) -> Sequence[T]:
    """Return the items, rotated by `turn`."""
    start = turn % len(items) if items else 0
    return [*items[start:], *items[:start]]


def type_at(caret: Caret, document: OpenDocument, turn: int) -> float:
    """Type the character of this turn after those of earlier turns."""
    here = Caret(caret.line, caret.column + turn)
    return document.insert(here, _TYPED[turn % len(_TYPED)])


def untype(caret: Caret, length: int, document: OpenDocument) -> None:
    """Delete what was typed, because a changed column title would change the table.

    Args:
        caret: Where it was typed.
        length: Length of the line before, in code points.
        document: The document.
    """
    typed = len(document.lines[caret.line]) - length
    if typed:
        document.delete(caret, Caret(caret.line, caret.column + typed))
        document.client.settle(seconds=document.seconds)


def fence(document: OpenDocument, _turn: int) -> float:
    """Type the third backtick of a fence at the top, then delete it, which is not timed."""
    document.insert(Caret(0, 0), "``\n")
    document.client.settle(seconds=document.seconds)
    taken = document.insert(Caret(0, 2), "`")
    document.client.settle(seconds=document.seconds)
    document.delete(Caret(0, 0), Caret(1, 0))
    return taken


def ask(method: str, caret: Caret, document: OpenDocument, turn: int) -> float:
    """Send a request right after a typed character; the character is not timed."""
    type_at(caret, document, turn)
    return document.ask(method, Caret(caret.line, caret.column + turn + 1))


def newline(line: int, document: OpenDocument, _turn: int) -> float:
    """Press Enter at the end of a line, then undo that, which is not timed."""
    end = Caret(line, len(document.lines[line]))
    taken = document.insert(end, "\n")
    document.client.settle(seconds=document.seconds)
    document.delete(end, Caret(line + 1, 0))
    return taken


def paste(line: int, section: str, document: OpenDocument, _turn: int) -> float:
    """Paste a section before a line, then undo that, which is not timed."""
    start, end = Caret(line, 0), Caret(line + section.count("\n"), 0)
    taken = document.insert(start, section)
    document.client.settle(seconds=document.seconds)
    document.delete(start, end)
    return taken
