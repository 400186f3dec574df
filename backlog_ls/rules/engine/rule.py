"""A rule: what it checks, and which edits make it check again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import Finding, Fix, Severity
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.document.index import SymbolKind
    from backlog_ls.model.settings import SeverityLevel
    from backlog_ls.rules.engine.suppression import Comment, Suppressions
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


INSTALLED_PAGE = Path(__file__).parents[1].joinpath("README.md").as_uri()
"""URI of the installed page of all rules. It needs no network and matches the installed version."""

BlockCheck = Callable[[View, "Place[Block]", "Context"], Iterable[Finding]]
SectionCheck = Callable[[View, "Place[Block]"], Iterable[Finding]]
SymbolCheck = Callable[[View, str], Iterable[Finding]]
DocumentCheck = Callable[[View], Iterable[Finding]]
FixFinder = Callable[[View, Finding], Iterable[Fix]]
CommentCheck = Callable[[View, "list[Comment]", "Suppressions"], Iterable[Finding]]
Position = tuple[int, int]
"""The key of a block and an offset in it, in code points. Positions sort in document order."""


STATES = (
    Flag.HEADING
    | Flag.STATUS
    | Flag.STATUS_ROW
    | Flag.FIELD
    | Flag.TASK
    | Flag.LEGEND
    | Flag.WORK_TABLE
)
"""Flags of the blocks that say in which state work is, on which any answer of `Rule.is_shown` may
depend."""


class InFinished(Enum):
    """What a rule reports about documents that are finished."""

    NOTHING = "nothing"
    EVERYTHING = "everything"
    """For what hides text, or contradicts that the document is finished."""
    CONTRADICTIONS = "contradictions"
    """Everything, except in documents that lie in a folder of finished ones."""
    FIXABLE = "fixable"
    """Only what has a preferred fix."""


class Rule(NamedTuple):
    """A diagnostic. Its documentation is the docstring of its module.

    A rule has one check for each kind of unit that it looks at: a block, a section, a symbol, the
    document or the dependency graph. Only a change of that unit makes the check run again.
    """

    code: str
    severity: Severity
    block: BlockCheck | None = None
    """Checks one block in its context."""
    section: SectionCheck | None = None
    """Checks a heading with everything below it, up to the next heading of its level."""
    symbol: SymbolCheck | None = None
    """Checks all occurrences of one symbol of a kind in `symbol_kinds`, given its text."""
    symbol_kinds: frozenset[SymbolKind] = frozenset()
    """Kinds of symbols that `symbol` and `document` depend on."""
    check_unique: bool = False
    """Whether `symbol` also checks symbols that occur in one block only."""
    document: DocumentCheck | None = None
    """Checks the whole document. Runs again when a block with one of the rule's `flags`, or a symbol
    of one of its `symbol_kinds`, changes."""
    depends_on_files: bool = False
    """Whether the result of `document` depends on which other files exist."""
    graph: DocumentCheck | None = None
    """Checks all dependencies between items, in time linear in their number."""
    graph_includes: Callable[[View, str], bool] | None = None
    """Returns whether `graph` would report a finding that involves the item with the given id."""
    flags: int = 0
    """Flags of `model.document.flags.Flag`. The rule checks only blocks with at least one of them."""
    fixes: FixFinder | None = None
    """Finds the fixes of a finding on request, for rules where that is expensive."""
    is_shown: Callable[[View, Finding], bool] | None = None
    """Returns whether a finding is shown, where that depends on more than its block and the files that
    it names. The answers are kept until one of them, or a block in `STATES`, changes."""
    select: Callable[[View, Sequence[Finding]], Iterable[Finding]] | None = None
    """Chooses which of the rule's findings in a document are shown, where that depends on the others,
    in time linear in their number."""
    comments: CommentCheck | None = None
    """Checks the suppression comments of a document after they were applied to its findings."""
    masked_range: Callable[[Finding], tuple[Position, Position] | None] | None = None
    """Returns the range in which a finding of this rule hides the findings of other rules."""
    in_finished: InFinished = InFinished.NOTHING
    """What it reports about documents that are finished."""
    off_by_default: bool = False
    """Whether the rule is off unless the settings give it a severity."""

    @property
    def default_level(self) -> SeverityLevel:
        """The level without settings, such as `warning` or `off`."""
        return "off" if self.off_by_default else self.enabled_level

    @property
    def enabled_level(self) -> SeverityLevel:
        """The level when the rule is on."""
        levels: dict[Severity, SeverityLevel] = {
            Severity.ERROR: "error",
            Severity.WARNING: "warning",
            Severity.INFORMATION: "information",
            Severity.HINT: "hint",
        }
        return levels[self.severity]

    @property
    def url(self) -> str:
        """URI of the rule's documentation."""
        return f"{INSTALLED_PAGE}#{self.code}"

    def find_fixes(self, view: View, finding: Finding) -> tuple[Fix, ...]:
        """Return the fixes of `finding`, a finding of this rule, best first."""
        if finding.fixes or self.fixes is None:
            return finding.fixes
        return tuple(self.fixes(view, finding))
