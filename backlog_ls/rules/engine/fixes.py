"""The ways to mend a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.isolation import guarded
from backlog_ls.rules.engine.registry import rule_of
from backlog_ls.rules.engine.rule import fixes_of

if TYPE_CHECKING:
    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.workspace.view import View


def fixes_for(view: View, finding: Finding) -> tuple[Fix, ...]:
    """Return the ways to mend `finding`, best first; none where finding them fails."""
    rule = rule_of(finding.code)
    return tuple(guarded(rule, fixes_of, view, rule, finding))
