"""A document that is edited in a session, compared with a fresh parse of the same text.

`Typist.differences` checks *incremental equals full* completely: text, blocks, contexts, items,
symbols, graph, findings and positions.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.features.outline.document_symbols import build_document_symbols
from backlog_ls.features.overview.listing import list_items
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import check
from backlog_ls.server.documents.open_document import OpenDocument, TextChange
from backlog_ls.server.documents.session import Session
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.document import Document
from backlog_ls.syntax.parser import parse
from backlog_ls.text.lines import line_starts
from backlog_ls.text.position import Encoding, Position
from backlog_ls.text.rope import Rope
from backlog_ls.text.tree import build_leaves, build_tree
from backlog_ls.workspace.index.members import Members
from backlog_ls.workspace.roles import role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from backlog_ls.text.edit import Edit

ROOT = "/nowhere"
UNITS = {Encoding.UTF8: "utf-8", Encoding.UTF16: "utf-16-le", Encoding.UTF32: "utf-32-le"}
WIDTHS = {Encoding.UTF8: 1, Encoding.UTF16: 2, Encoding.UTF32: 4}


class Way(NamedTuple):
    """How an editor sends edits."""

    name: str = "BACKLOG.md"
    """Of the document."""
    encoding: Encoding | None = Encoding.UTF16
    """Its position encoding; None if it sends the whole text each time."""
    together: int = 1
    """Number of edits per message."""
    beside: str = ""
    """The text of another open document, if there is one."""


class Complaints(logging.Handler):
    """Collects warnings and errors from the log, such as those of failing rules."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.said.append(f"{record.getMessage()}: {error!r}")


class Typist:
    """Types into a document of a session."""

    def __init__(self, text: str, way: Way) -> None:
        self.way = way
        self.text = text
        self.session = Session(way.encoding or Encoding.UTF16, paranoid=False)
        self.session.workspace.roots = (ROOT,)
        self.session.workspace.load_root(ROOT, [])
        self.document = self._open(way.name, text)
        self.other = self._open("docs/TODO.md", way.beside) if way.beside else None
        self._told: tuple[int, object] | None = None
        self._version = 1

    def type(self, edits: Iterable[Edit]) -> None:
        """Send several edits in one message; each refers to the text after the one before."""
        changes = list(map(self._change, edits))
        self._version += 1
        effects = self.session.change(self.document.uri, self._version, changes)
        assert effects
        self.session.propagate(effects)

    def blocks(self) -> list[Block]:
        """Return the current blocks."""
        return list(self.document.backlog.rope)

    def differences(self, random: Random) -> Iterator[str]:
        """Yield the differences from a fresh parse."""
        backlog = self.document.backlog
        rope = backlog.rope
        blocks = parse(self.text) or [Block(Kind.BLANK, "")]
        if backlog.document.text != self.text:
            yield "text"
            return
        if list(rope) != blocks:
            yield "blocks"
            return
        keys = tuple(place.key for place in rope.places())
        # The same blocks with the same keys, in a new rope without caches.
        fresh = Backlog.read(
            Document(Rope(build_tree(build_leaves(tuple(blocks), keys)))),
            backlog.declared_vocabulary,
            lists_work=backlog.lists_work,
        )
        walked = list(fresh.contexts())
        if list(backlog.contexts()) != walked:
            yield "contexts"
        start = random.randrange(len(walked))
        if list(backlog.contexts(start)) != walked[start:]:
            yield f"contexts from block {start} on"
        place, context = walked[start]
        if backlog.context(place) != context:
            yield f"the context of block {start}"
        if backlog.index != fresh.index:
            yield "index"
        names = fresh.all_anchors()
        if backlog.all_anchors() != names:
            yield "anchors"
        if any(
            backlog.find_anchor(name.lower()) != fresh.find_anchor(name.lower()) for name in names
        ):
            yield "where anchors lead"
        if [each.data for each in list_items(backlog)] != [each.data for each in list_items(fresh)]:
            yield "items"
        view = self.session.view(self.document)
        anew = view._replace(backlog=fresh)
        if build_document_symbols(view) != build_document_symbols(anew):
            yield "symbols"
        if self.document.verdict != role_of(anew):
            yield "whether it is a backlog"
        yield from self._findings(anew)
        yield from self._positions(random)
        if self.other and self.other.report:
            beside = self.session.view(self.other)
            if check(beside).findings() != self.other.report.findings():
                yield "findings of the other document"
        yield from self._graph(fresh)

    def _findings(self, anew: Any) -> Iterator[str]:
        report = self.document.report
        if report is None or not self.document.is_checked:
            shown: object = None
        else:
            fresh = check(anew)
            if report.findings() != fresh.findings():
                yield "findings"
            if report.graph != fresh.graph:
                yield "findings about the graph"
            offsets = {place.key: place.line for place in anew.backlog.rope.places()}
            shown = [
                (offsets[each.key], each.start, each.end, each.code, each.message)
                for each in self.session.show_findings(self.document)
            ]
        stamp = self.document.result_id
        if self._told and self._told[0] == stamp and self._told[1] != shown:
            yield "what the client was told, which is not what it has"
        self._told = stamp, shown

    def _positions(self, random: Random) -> Iterator[str]:
        starts = line_starts(self.text)
        document = self.document.backlog.document
        for _ in range(3):
            offset = self._within(random.randint(0, len(self.text)), starts)
            encoding = self.way.encoding or Encoding.UTF16
            position = _position(self.text, starts, offset, encoding)
            if document.position_at(offset, encoding) != position:
                yield f"the position of offset {offset}"
            elif document.offset_at(position, encoding) != offset:
                yield f"the offset of {position}"

    def _graph(self, fresh: Backlog) -> Iterator[str]:
        members = Members()
        members.put(self.document.path, fresh)
        if self.other:
            members.put(self.other.path, self.other.backlog)
        ours = self.session.workspace._members
        subjects = {*members._paths, *ours._paths}
        if any(members.paths_with(*each) != ours.paths_with(*each) for each in subjects):
            yield "which documents write about what"

    def _change(self, edit: Edit) -> TextChange:
        starts = line_starts(self.text)
        first, last = sorted(min(max(at, 0), len(self.text)) for at in edit[:2])
        encoding = self.way.encoding
        if encoding is None:
            self.text = self.text[:first] + edit.text + self.text[last:]
            return TextChange(self.text)
        first, last = self._within(first, starts), self._within(last, starts)
        change = TextChange(
            edit.text,
            _position(self.text, starts, first, encoding),
            _position(self.text, starts, last, encoding),
        )
        self.text = self.text[:first] + edit.text + self.text[last:]
        return change

    def _within(self, offset: int, starts: list[int]) -> int:
        """Return an offset that a position can express, not one inside CRLF."""
        return offset - (self.text[offset - 1 : offset + 1] == "\r\n" and offset not in starts)

    def _open(self, name: str, text: str) -> OpenDocument:
        effects = self.session.open(f"file://{ROOT}/{name}", 1, text)
        self.session.propagate(effects)
        return effects.document


def _position(text: str, starts: list[int], offset: int, encoding: Encoding) -> Position:
    """Return the position of `offset`, computed from scratch in the simplest way."""
    line = max(number for number, start in enumerate(starts) if start <= offset)
    before = text[starts[line] : offset]
    units = len(before.encode(UNITS[encoding], "surrogatepass")) // WIDTHS[encoding]
    return Position(line, units)
