"""How loud a finding is, after the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.registry import rule_of

if TYPE_CHECKING:
    from backlog_ls.model.settings import Settings


def severity_of(finding: Finding, settings: Settings) -> Severity | None:
    """Return the severity of `finding` under `settings`; None where its rule is off."""
    level = settings.severity.get(finding.code)
    if level is not None:
        return None if level == "off" else Severity[level.upper()]
    rule = rule_of(finding.code)
    return None if rule.off else finding.severity or rule.severity
