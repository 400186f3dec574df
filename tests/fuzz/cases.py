"""A typing case, a text and edits of it: generate it from a seed, run it, and reduce it."""

from __future__ import annotations

import json
import logging
import re
import signal
import sys
from bisect import bisect_left
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlogs import backlog
from strokes import strokes
from typist import Complaints, Typist, Way

from backlog_ls.text.edit import Edit
from backlog_ls.text.position import Encoding

sys.path.insert(0, str(Path(__file__).parents[1]))
from hostile import PATTERNS
from markdown import FRAGMENTS
from undo import undo_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

T = TypeVar("T")

CASE_TIMEOUT_S = 60
"""Seconds of processor time after which a case counts as hanging."""


class Case(NamedTuple):
    """A text and a sequence of edits."""

    text: str
    edits: tuple[Edit, ...]
    way: Way = Way()
    every: int = 1
    """Number of messages between comparisons with a fresh parse; the end is always compared."""


class Tally(NamedTuple):
    """Counts of what was done."""

    edits: int = 0
    compared: int = 0
    """Number of full comparisons."""
    blocks: int = 0
    """Blocks after the last edit before each comparison."""
    kept: int = 0
    """Those of them that are the same objects as before the edit."""

    def plus(self, other: Tally) -> Tally:
        """Return the sum of both."""
        return Tally(*map(sum, zip(self, other, strict=True)))


class DifferentError(AssertionError):
    """Incremental and full results differ; `edits` is the number of edits before that."""

    def __init__(self, message: str, edits: int = 0) -> None:
        super().__init__(f"edit {edits}: {message}" if edits else message)
        self.edits = edits


def make(seed: int, number: int, real: Sequence[Path] = ()) -> Case:
    """Return case `number` of a seed; the same for each call.

    Args:
        seed: Any number.
        number: The number of the case.
        real: Real documents to type into, besides generated ones.
    """
    random = Random(f"{seed}:{number}")
    text, count, every = _document(random, number, real)
    edits = strokes(text, random, count)
    if random.random() < 0.2:
        edits += _taken_back(text, edits)
    way = Way(
        random.choice(["BACKLOG.md", "BACKLOG.md", "notes.md", "milestones/m1.md"]),
        random.choice([Encoding.UTF16, Encoding.UTF16, Encoding.UTF8, Encoding.UTF32, None]),
        random.choice([1, 1, 1, 2, 4]),
        backlog(random) + "\n[b](../BACKLOG.md#work)\n" if random.random() < 0.2 else "",
    )
    return Case(text, tuple(edits), way, every)


def _document(random: Random, number: int, real: Sequence[Path]) -> tuple[str, int, int]:
    """Return a text, the number of edits, and the number of edits between comparisons."""
    kind = random.random()
    if kind < 0.2:
        return _generated(random, random.randint(0, 9)), 50, random.choice([1, 5, 10, 20])
    if kind < 0.55 or (kind >= 0.6 and not real):
        return backlog(random), 50, random.choice([1, 5, 10, 20])
    if kind < 0.6:
        return PATTERNS[random.choice([*PATTERNS])](random.randint(50, 500)), 30, 10
    path = real[number % len(real)]
    text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    if kind < 0.93:
        start = random.randint(0, len(text))
        return text[start : start + random.randint(50, 600)], 50, random.choice([5, 10, 20])
    return text, 60, max(len(text) // 200, 1)


def _generated(random: Random, lines: int) -> str:
    ends = random.choice([("\n",), ("\n", "\n\n"), ("\r\n",), ("\n", "\r\n", "\r", "\n\n", "")])
    return "".join(random.choice(FRAGMENTS) + random.choice(ends) for _ in range(lines))


def _taken_back(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that undo `edits`, in reverse order."""
    back = []
    for edit in edits:
        (other,) = undo_edits(text, [edit])
        back.append(other)
        text = text[: edit.start] + edit.text + text[edit.end :]
    return back[::-1]


def run(case: Case, every: int | None = None) -> Tally:
    """Run `case` and return the counts.

    Raises:
        DifferentError: Incremental and full results differ, something was logged, or it hangs.
    """
    every = every or case.every
    random = Random(len(case.edits))
    tally = Tally()
    with _heard() as complaints, _in_time():
        typist = Typist(case.text, case.way)
        step = case.way.together
        messages = [case.edits[at : at + step] for at in range(0, len(case.edits), step)]
        for number, edits in enumerate(messages, 1):
            compares = number % every == 0 or number == len(messages)
            before = {id(block) for block in typist.blocks()} if compares else set()
            held = typist.document.backlog  # so that no new block takes an old one's place
            try:
                typist.type(edits)
                found = list(typist.differences(random)) if compares else []
            except Exception as error:
                raise DifferentError(repr(error), number * step) from error
            del held
            found += complaints.said
            if found:
                raise DifferentError("; ".join(found), number * step)
            blocks = typist.blocks() if compares else []
            kept = sum(id(block) in before for block in blocks)
            tally = tally.plus(Tally(len(edits), compares, len(blocks), kept))
    return tally


def fails(case: Case, every: int = 1) -> str:
    """Run `case` and return the error, if any."""
    try:
        run(case, every)
    except DifferentError as error:
        return str(error)
    return ""


def fails_at_last(case: Case) -> str:
    """Return the error at the end of `case`, if any."""
    return fails(case, len(case.edits) + 1)


def cut_off(case: Case) -> Case:
    """Return `case` up to the first edit that fails."""
    try:
        run(case, every=1)
    except DifferentError as error:
        return case._replace(edits=case.edits[: error.edits or None])
    return case


def shrunk(case: Case) -> Case:
    """Return a smaller case that also fails: fewer edits, less text, simpler words."""
    case = cut_off(case)
    failing = fails_at_last if fails_at_last(case) else fails
    while True:
        smaller = case
        for way in (smaller.way._replace(beside=""), smaller.way._replace(together=1), Way()):
            if way != smaller.way and failing(smaller._replace(way=way)):
                smaller = smaller._replace(way=way)
        smaller = _with_fewer(smaller, list(smaller.edits), _with_edits, failing)
        smaller = _begun_later(smaller, failing)
        smaller = _with_fewer(smaller, [*range(len(smaller.text))], _with_some, failing)
        for number, edit in enumerate(smaller.edits):
            smaller = _with_fewer(smaller, list(edit.text), partial(_with_text, number), failing)
        for word in dict.fromkeys(re.findall(r"[^\W\d_]{2,}", smaller.text)):
            plainer = smaller._replace(text=smaller.text.replace(word, "a"))
            if failing(plainer):
                smaller = plainer
        if smaller == case:
            return case
        case = smaller


def _begun_later(case: Case, failing: Callable[[Case], object]) -> Case:
    """Return `case` with its first edits applied to the text, if it still fails."""
    while len(case.edits) > 1:
        edit, *rest = case.edits
        text = case.text[: edit.start] + edit.text + case.text[max(edit.start, edit.end) :]
        later = case._replace(text=text, edits=tuple(rest))
        if not failing(later):
            return case
        case = later
    return case


def _with_edits(case: Case, left: list[Edit]) -> Case:
    return case._replace(edits=tuple(left))


def _with_some(case: Case, left: list[int]) -> Case:
    """Return `case` with only these characters of its text, and its edits at the same characters."""
    moved = (
        Edit(bisect_left(left, start), bisect_left(left, end), text)
        if end <= len(case.text)
        else Edit(start, end, text)
        for start, end, text in case.edits
    )
    return case._replace(text="".join(case.text[at] for at in left), edits=tuple(moved))


def _with_text(number: int, case: Case, left: list[str]) -> Case:
    edits = [*case.edits]
    edits[number] = edits[number]._replace(text="".join(left))
    return case._replace(edits=tuple(edits))


def _with_fewer(
    case: Case,
    parts: list[T],
    made: Callable[[Case, list[T]], Case],
    failing: Callable[[Case], object],
) -> Case:
    """Remove unneeded `parts`, in smaller and smaller runs (delta debugging)."""
    size = max(len(parts) // 2, 1)
    while parts:
        at = 0
        while at < len(parts):
            left = parts[:at] + parts[at + size :]
            if failing(made(case, left)):
                parts = left
            else:
                at += size
        if size == 1:
            break
        size = max(size // 2, 1)
    return made(case, parts)


def written(case: Case) -> str:
    """Return `case` as JSON; `read` reads it."""
    way = case.way._replace(encoding=None)._asdict()
    units = case.way.encoding.value if case.way.encoding else None
    data = {"text": case.text, "edits": case.edits, "way": {**way, "encoding": units}}
    return json.dumps(data, indent=1) + "\n"


def read(text: str) -> Case:
    """Return the case from the JSON of `written`."""
    data = json.loads(text)
    units = data["way"].pop("encoding")
    way = Way(**data["way"], encoding=Encoding(units) if units else None)
    return Case(data["text"], tuple(Edit(*edit) for edit in data["edits"]), way)


@contextmanager
def _heard() -> Iterator[Complaints]:
    complaints = Complaints()
    root = logging.getLogger()
    root.addHandler(complaints)
    try:
        yield complaints
    finally:
        root.removeHandler(complaints)


@contextmanager
def _in_time() -> Iterator[None]:
    def late(_number: int, _frame: FrameType | None) -> None:
        raise DifferentError(f"it takes more than {CASE_TIMEOUT_S} seconds")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, CASE_TIMEOUT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
