"""What a rule is: what it judges, and when it has to judge again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.rules.engine.finding import Finding, Fix, Severity
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.model.document.context import Context
    from backlog_ls.model.document.index import SymbolKind
    from backlog_ls.model.settings import Level
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place


INSTALLED_PAGE = Path(__file__).parents[1].joinpath("README.md").as_uri()
"""The page of all rules, generated from their docstrings. It is the one that is installed: it can be
read without a network, and it is about this version."""

BlockCheck = Callable[[View, "Place[Block]", "Context"], Iterable[Finding]]
SectionCheck = Callable[[View, "Place[Block]"], Iterable[Finding]]
SubjectCheck = Callable[[View, str], Iterable[Finding]]
DocumentCheck = Callable[[View], Iterable[Finding]]
FixFinder = Callable[[View, Finding], Iterable[Fix]]


class Rule(NamedTuple):
    """A diagnostic. Its documentation is the docstring of its module.

    A rule has a check for each sort of unit that it judges. The unit is what makes it judge again.
    """

    code: str
    severity: Severity
    block: BlockCheck | None = None
    """Judges one block in its context."""
    section: SectionCheck | None = None
    """Judges a heading with all that stands under it."""
    subject: SubjectCheck | None = None
    """Judges all that is written about one subject of one of the `sorts`, given its text."""
    sorts: frozenset[SymbolKind] = frozenset()
    """The sorts of subject that it judges."""
    lone: bool = False
    """Whether it judges a subject too that a single block writes about."""
    document: DocumentCheck | None = None
    """Judges all blocks that have one of the rule's `bits`, or write about one of its `sorts`,
    together."""
    linked: bool = False
    """Whether what `document` finds depends on what other files there are."""
    graph: DocumentCheck | None = None
    """Judges which items wait for which, all together; linear in the dependencies."""
    graph_about: Callable[[View, str], bool] | None = None
    """Tells whether `graph` finds something in which the item of an id takes part."""
    bits: int = 0
    """Of `model.bits.Bit`: blocks without any of them do not concern the rule."""
    fixes: FixFinder | None = None
    """Finds the fixes of a finding only when they are asked for, where finding them costs."""
    off: bool = False
    """Whether it says nothing until the settings give it a severity."""

    @property
    def level(self) -> Level:
        """What it is without settings: `warning`, or `off`."""
        return "off" if self.off else self.level_on

    @property
    def level_on(self) -> Level:
        """What it is where it is on."""
        levels: dict[Severity, Level] = {
            Severity.ERROR: "error",
            Severity.WARNING: "warning",
            Severity.INFORMATION: "information",
            Severity.HINT: "hint",
        }
        return levels[self.severity]

    @property
    def url(self) -> str:
        """Where its documentation can be read."""
        return f"{INSTALLED_PAGE}#{self.code}"


def fixes_of(view: View, rule: Rule, finding: Finding) -> tuple[Fix, ...]:
    """Return the ways to mend `finding`, of `rule`, best first."""
    if finding.fixes or rule.fixes is None:
        return finding.fixes
    return tuple(rule.fixes(view, finding))
