"""Suppression comments: which findings they hide, and which of them have no effect.

``disable-next-line`` applies to the line after the end of the comment. ``disable`` applies from the end
of the comment to the ``enable`` that ends it, or to the end of the document. Positions are keys of
blocks with offsets in them, which grow along the document, so no lines have to be counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.directives import DISABLE, DISABLE_NEXT_LINE, ENABLE, Directive
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.roles.role import role_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

ALL_CODES = ""
"""Means all codes, in a comment without codes."""


class Line(NamedTuple):
    """A line with its line end: ``[start, end)``, code points in the block with the key `key`."""

    key: int
    start: int
    end: int


class Comment(NamedTuple):
    """A suppression comment in its document."""

    key: int
    directive: Directive
    next_line: Line | None
    """The line that ``disable-next-line`` applies to. None for other verbs, and after the last line."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that it names, or `ALL_CODES` alone."""
        return tuple(code.text for code in self.directive.codes) or (ALL_CODES,)


CommentCode = tuple[int, str]
"""The index of a comment in its document, and one of its codes."""


class Suppressions(NamedTuple):
    """What the comments of a document do to its findings."""

    visible: list[Finding]
    """The findings that no comment suppresses."""
    used: set[CommentCode]
    """Codes that suppress a finding or, in an ``enable``, end a ``disable``."""
    redundant: set[CommentCode]
    """Codes of a ``disable`` that were already disabled."""
    ended_by: dict[CommentCode, int]
    """The index of the ``enable`` that ends a disabled code."""


def find_comments(rope: Rope[Block]) -> list[Comment]:
    """Return the suppression comments of a document in order, those with unknown verbs included."""
    return [
        Comment(
            place.key,
            directive,
            _next_line(rope, place, directive.end)
            if directive.verb.text == DISABLE_NEXT_LINE
            else None,
        )
        for place in rope.find(FLAGS, Flag.DIRECTIVE, 0, len(rope))
        for directive in facts_of(place.piece).directives
        if role_in(directive) is None
    ]


def apply_comments(comments: list[Comment], findings: Iterable[Finding]) -> Suppressions:
    """Return what `comments` do to `findings`; both in document order."""
    walk = _Walk(comments)
    visible = []
    for finding in findings:
        walk.advance(finding.key, finding.start)
        if not walk.suppresses(finding):
            visible.append(finding)
    walk.advance(None, 0)
    return walk.finish(visible)


class _Walk:
    """One walk along comments and findings; it visits each of them once."""

    def __init__(self, comments: list[Comment]) -> None:
        self.comments = comments
        self._passed = 0
        """How many comments the walk has passed."""
        self._used: set[CommentCode] = set()
        self._redundant: set[CommentCode] = set()
        self._ended_by: dict[CommentCode, int] = {}
        self._disabled_by: dict[str, int] = {}
        """The comment that disables a code here. `ALL_CODES` has the one that disables all codes."""
        self._reenabled: set[str] = set()
        """Codes that were enabled again after all codes were disabled."""
        self._codes_by_line: dict[Line, set[str]] = {}
        """The codes that ``disable-next-line`` comments disable on a line."""
        for comment in comments:
            if comment.next_line:
                self._codes_by_line.setdefault(comment.next_line, set()).update(comment.codes)
        self._used_by_line: dict[Line, set[str]] = {}
        """Those of these codes that suppressed a finding."""
        self._lines = list(self._codes_by_line)
        self._line = 0

    def advance(self, key: int | None, start: int) -> None:
        """Pass all comments that end at or before ``(key, start)``; all comments if `key` is None."""
        while self._passed < len(self.comments):
            comment = self.comments[self._passed]
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
        by = self._find_disabling(code)
        if by is not None and not (code == ALL_CODES and self._reenabled):
            if by != number:
                self._redundant.add((number, code))
            return
        self._disabled_by[code] = number
        if code == ALL_CODES:
            self._reenabled.clear()
        else:
            self._reenabled.discard(code)

    def _enable(self, number: int, code: str) -> None:
        if code == ALL_CODES:
            ended = list(self._disabled_by.items())
            self._disabled_by.clear()
        else:
            ended = [(code, self._disabled_by.pop(code))] if code in self._disabled_by else []
            if ALL_CODES in self._disabled_by and code not in self._reenabled:
                self._reenabled.add(code)
                self._used.add((number, code))
                self._ended_by[self._disabled_by[ALL_CODES], code] = number
        for disabled, by in ended:
            self._ended_by[by, disabled] = number
            self._used.add((number, code))

    def _find_disabling(self, code: str) -> int | None:
        """Return the index of the comment that disables `code` here; None if it is enabled."""
        if code in self._disabled_by:
            return self._disabled_by[code]
        return None if code in self._reenabled else self._disabled_by.get(ALL_CODES)

    def suppresses(self, finding: Finding) -> bool:
        """Return whether a comment suppresses `finding`, and mark that comment as used."""
        code = finding.code
        by = self._find_disabling(code)
        if by is not None:
            self._used.add((by, code if self._disabled_by.get(code) == by else ALL_CODES))
            return True
        position = finding.key, finding.start
        while self._line < len(self._lines):
            line = self._lines[self._line]
            if position < (line.key, line.end):
                codes = self._codes_by_line[line]
                if position < (line.key, line.start) or not codes & {code, ALL_CODES}:
                    return False
                used = self._used_by_line.setdefault(line, set())
                used.add(code if code in codes else ALL_CODES)
                return True
            self._line += 1
        return False

    def finish(self, visible: list[Finding]) -> Suppressions:
        """Return the result of the walk, of which `visible` are the findings that it left."""
        for number, comment in enumerate(self.comments):
            if comment.next_line in self._used_by_line:
                used = self._used_by_line[comment.next_line]
                self._used.update((number, code) for code in comment.codes if code in used)
        return Suppressions(visible, self._used, self._redundant, self._ended_by)


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
    r"""Return the start of the line after the one at `position`, or the end of `text`."""
    feed = text.find("\n", position)
    end = feed + 1 if feed >= 0 else len(text)
    carriage = text.find("\r", position, end)
    if carriage < 0:
        return end
    return carriage + 2 if text.startswith("\n", carriage + 1) else carriage + 1
