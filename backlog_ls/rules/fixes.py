"""The ways to mend a finding."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from backlog_ls.rules.registry import rule_of
from backlog_ls.rules.rule import fixes_of

if TYPE_CHECKING:
    from backlog_ls.rules.finding import Finding, Fix
    from backlog_ls.workspace.view import View

log = logging.getLogger(__name__)


def fixes_for(view: View, finding: Finding) -> tuple[Fix, ...]:
    """Return the ways to mend `finding`, best first; none where finding them fails."""
    try:
        return fixes_of(view, rule_of(finding.code), finding)
    except Exception:  # as with its check, a rule that throws silences only itself
        log.exception("rule %s found no fix in %s", finding.code, view.path)
        return ()
