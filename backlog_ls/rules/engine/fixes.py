"""Fixes of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.isolation import run_isolated
from backlog_ls.rules.engine.registry import get_rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.workspace.view import View


def find_fixes(view: View, finding: Finding) -> tuple[Fix, ...]:
    """Return the fixes of `finding`, best first. Empty if the rule fails to compute them."""
    rule = get_rule(finding.code)
    return tuple(run_isolated(rule, rule.find_fixes, view, finding))


def find_safe_fix(fixes: Iterable[Fix]) -> Fix | None:
    """Return the fix that is applied without asking: the first preferred one, if it creates no file."""
    return next((fix for fix in fixes if fix.preferred and not fix.create), None)
