"""Documents that the client has open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.roles.role import DocumentRole, RoleVerdict
from backlog_ls.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lsprotocol.types import Diagnostic

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.index import Symbol
    from backlog_ls.model.settings import Settings
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.incremental import Report
    from backlog_ls.server.documents.unfinished_lines import UnfinishedLine
    from backlog_ls.syntax.document import Delta, Document
    from backlog_ls.text.position import Encoding, Position


UNKNOWN_ROLE = RoleVerdict(DocumentRole.REFERENCE, ())
"""The role of a document that was not looked at yet."""


@dataclass(slots=True)
class OpenDocument:
    """A Markdown document that the client has open."""

    uri: str
    path: str
    """Absolute; the URI itself if it does not name a file, so that it is a key all the same."""
    version: int
    backlog: Backlog
    settings: Settings
    verdict: RoleVerdict = UNKNOWN_ROLE
    """What the document is, and why."""
    report: Report | None = None
    result_id: int = 0
    """Changes whenever its diagnostics may have changed; unique among all documents."""
    published_id: int | None = None
    """The result id of the diagnostics that were pushed to the client; None without any."""
    tokens: SentTokens | None = None
    """The semantic tokens that the client has."""
    unfinished: tuple[UnfinishedLine, ...] = ()
    """The lines that the user is typing in."""
    converted: dict[Finding, Diagnostic] = field(default_factory=dict)
    """The diagnostics of findings that were shown, as long as their lines are the same."""
    pushed: list[Diagnostic] = field(default_factory=list)
    """The diagnostics that were last pushed."""
    shown: Sequence[Finding] = ()
    """The findings that the client was last given, those with the same cause one by one."""
    is_withholding: bool = False
    """Whether findings on unfinished lines were left out of these."""

    def drop_converted(self, delta: Delta | None) -> None:
        """Convert findings again that `delta` may have moved; all of them if it is None."""
        if delta is None:
            self.converted = {}
            return
        changed = {key for key, _ in (*delta.removed, *delta.added)}
        self.converted = {
            each: made for each, made in self.converted.items() if each.key not in changed
        }

    @property
    def is_checked(self) -> bool:
        """Whether anything is reported about it unasked."""
        return self.verdict.role.is_checked

    @property
    def is_file(self) -> bool:
        """Whether it has a path."""
        return self.path != self.uri


class SentTokens(NamedTuple):
    """The semantic tokens that a client has."""

    result_id: str
    data: list[int]
    """As encoded for the protocol: five numbers for each token."""


@dataclass(slots=True)
class SettingsFile:
    """A settings file that the client has open."""

    path: str
    version: int
    document: Document
    """Parsed as Markdown only to reuse its position index."""


class TextChange(NamedTuple):
    """A change as a client sends it. Without a range, `text` is the whole new text."""

    text: str
    start: Position | None = None
    """In units of the client, like `end`."""
    end: Position | None = None

    def to_edit(self, document: Document, encoding: Encoding) -> Edit | None:
        """Return the change as an edit of `document`; None if it replaces the whole text."""
        if self.start is None or self.end is None:
            return None
        start, end = sorted(document.offset_at(at, encoding) for at in (self.start, self.end))
        return Edit(start, end, self.text)


class PendingEffects(NamedTuple):
    """What a change of one document may change in others, for `Session.propagate`."""

    document: OpenDocument
    links: bool = False
    """Whether links to the document may have become valid or broken."""
    counts: bool = False
    """Whether its amount of done or open work may have changed."""
    symbols: frozenset[Symbol] = frozenset()
    """The symbols shared with other documents that it began or ceased to use."""

    def combine(self, later: PendingEffects) -> PendingEffects:
        """Return these effects and those of a `later` change of the same document."""
        return PendingEffects(
            self.document,
            self.links or later.links,
            self.counts or later.counts,
            self.symbols | later.symbols,
        )
