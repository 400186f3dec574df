"""What the comments of a document suppress.

``disable-next-line`` reaches over the line after the one that the comment ends on; ``disable`` from
its own end to the ``enable`` that ends it, or to the end of the document. Places are keys of blocks
and offsets in them, which grow along the document: no lines are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.directives import DISABLE, DISABLE_NEXT_LINE, ENABLE, Directive
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

ALL = ""
"""Stands for every code, where a comment names none."""


class Line(NamedTuple):
    """A line, its line end included: ``[start, end)``, code points in the block under `key`."""

    key: int
    start: int
    end: int


class Comment(NamedTuple):
    """A comment in its document."""

    key: int
    directive: Directive
    next: Line | None
    """Of ``disable-next-line``: the line that it is about; None past the end of the document."""

    @property
    def codes(self) -> tuple[str, ...]:
        """What it names, or `ALL`."""
        return tuple(code.text for code in self.directive.codes) or (ALL,)


Use = tuple[int, str]
"""The number of a comment and one of its codes."""


class Heard(NamedTuple):
    """What comments do to findings."""

    kept: list[Finding]
    """What no comment suppresses."""
    used: set[Use]
    """What suppresses a finding or, of an ``enable``, ends something."""
    idle: set[Use]
    """What disables something that is disabled already."""
    ended: dict[Use, int]
    """Which ``enable`` ends what."""


def comments(rope: Rope[Block]) -> list[Comment]:
    """Return the comments of a document, in its order; unknown ones too."""
    return [
        Comment(
            place.key,
            directive,
            _next_line(rope, place, directive.end)
            if directive.verb.text == DISABLE_NEXT_LINE
            else None,
        )
        for place in rope.find(BITS, Bit.SUPPRESSION, 0, len(rope))
        for directive in facts(place.piece).directives
    ]


def heed(said: list[Comment], findings: Iterable[Finding]) -> Heard:
    """Return what the comments `said` do to `findings`; both in the order of the document."""
    state = _Heeding(said)
    for finding in findings:
        state.advance(finding.key, finding.start)
        if not state.suppresses(finding):
            state.kept.append(finding)
    state.advance(None, 0)
    return state.heard()


class _Heeding:
    """A walk over comments and findings together, each looked at once."""

    def __init__(self, said: list[Comment]) -> None:
        self.said = said
        self.kept: list[Finding] = []
        self._passed = 0
        self._used: set[Use] = set()
        self._idle: set[Use] = set()
        self._ended: dict[Use, int] = {}
        self._by: dict[str, int] = {}
        """The comment that disables a code here; under `ALL`, one that disables every code."""
        self._excepted: set[str] = set()
        """Codes that were enabled again since all were disabled."""
        self._lines: dict[Line, set[str]] = {}
        for comment in said:
            if comment.next:
                self._lines.setdefault(comment.next, set()).update(comment.codes)
        self._met: dict[Line, set[str]] = {}
        """Which of the codes that are asked for were found on a line."""
        self._queue = list(self._lines)
        self._line = 0

    def advance(self, key: int | None, start: int) -> None:
        """Hear the comments that end before ``(key, start)``; all, where `key` is None."""
        while self._passed < len(self.said):
            comment = self.said[self._passed]
            if key is not None and (comment.key, comment.directive.end) > (key, start):
                return
            verb = comment.directive.verb.text
            for code in comment.codes:
                if verb == DISABLE:
                    self._disable(self._passed, code)
                elif verb == ENABLE:
                    self._enable(self._passed, code)
            self._passed += 1

    def _disable(self, number: int, code: str) -> None:
        in_force = self._in_force(code)
        if in_force is not None and not (code == ALL and self._excepted):
            if in_force != number:
                self._idle.add((number, code))
            return
        self._by[code] = number
        if code == ALL:
            self._excepted.clear()
        else:
            self._excepted.discard(code)

    def _enable(self, number: int, code: str) -> None:
        if code == ALL:
            ended = list(self._by.items())
            self._by.clear()
        else:
            ended = [(code, self._by.pop(code))] if code in self._by else []
            if ALL in self._by and code not in self._excepted:
                self._excepted.add(code)
                self._used.add((number, code))
                self._ended[self._by[ALL], code] = number
        for was, by in ended:
            self._ended[by, was] = number
            self._used.add((number, code))

    def _in_force(self, code: str) -> int | None:
        """Return the comment that disables `code` here."""
        if code in self._by:
            return self._by[code]
        return None if code in self._excepted else self._by.get(ALL)

    def suppresses(self, finding: Finding) -> bool:
        """Tell whether a comment suppresses `finding`, and remember which."""
        code = finding.code
        by = self._in_force(code)
        if by is not None:
            self._used.add((by, code if self._by.get(code) == by else ALL))
            return True
        at = finding.key, finding.start
        while self._line < len(self._queue):
            line = self._queue[self._line]
            if at < (line.key, line.end):
                asked = self._lines[line]
                if at < (line.key, line.start) or not asked & {code, ALL}:
                    return False
                self._met.setdefault(line, set()).add(code if code in asked else ALL)
                return True
            self._line += 1
        return False

    def heard(self) -> Heard:
        """Return what came of it."""
        for number, comment in enumerate(self.said):
            if comment.next in self._met:
                met = self._met[comment.next]
                self._used.update((number, code) for code in comment.codes if code in met)
        return Heard(self.kept, self._used, self._idle, self._ended)


def _next_line(rope: Rope[Block], place: Place[Block], end: int) -> Line | None:
    text = place.piece.text
    start = _after_line(text, end)
    if start < len(text):
        return Line(place.key, start, _after_line(text, start))
    if place.index + 1 == len(rope):
        return None
    below = rope.at_index(place.index + 1)
    return Line(below.key, 0, _after_line(below.piece.text, 0))


def _after_line(text: str, position: int) -> int:
    r"""Return where the line after the one at `position` begins, or the end of `text`."""
    feed = text.find("\n", position)
    end = feed + 1 if feed >= 0 else len(text)
    carriage = text.find("\r", position, end)
    if carriage < 0:
        return end
    return carriage + 2 if text.startswith("\n", carriage + 1) else carriage + 1
