"""The severity of a finding under the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.registry import get_rule

if TYPE_CHECKING:
    from backlog_ls.model.settings import Settings


def effective_severity(finding: Finding, settings: Settings) -> Severity | None:
    """Return the severity of `finding` under `settings`; None if its rule is off."""
    level = settings.severity.get(finding.code)
    if level is not None:
        return None if level == "off" else Severity[level.upper()]
    rule = get_rule(finding.code)
    return None if rule.off_by_default else finding.severity or rule.severity
