"""Severities: those of rules, findings and settings, and rules that are off by default."""

from __future__ import annotations

from datetime import date

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.settings import DEFAULTS, Settings
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.registry import get_rule, registry
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

TEXT = "| Task | Status | Due |\n| --- | --- | --- |\n| a | Todo | 2026-02-05 |\n"


def codes(settings: Settings, today: date | None) -> list[str]:
    view = View(Backlog.read(Document.parse(TEXT)), Workspace(), "", settings, today)
    return [finding.code for finding in visible_findings(view, check(view))]


def test_rules_that_are_off_by_default() -> None:
    off = [rule.code for rule in registry() if rule.off_by_default]
    assert off == ["legend-unused", "missing-status", "overdue", "unused-definition"]


def test_settings_turn_a_rule_on() -> None:
    after = date(2026, 2, 6)
    assert codes(DEFAULTS, after) == []
    assert codes(Settings(severity={"overdue": "hint"}), after) == ["overdue"]
    assert codes(Settings(severity={"overdue": "off"}), after) == []


def test_an_item_is_overdue_after_its_due_date() -> None:
    asked = Settings(severity={"overdue": "hint"})
    assert codes(asked, date(2026, 2, 5)) == []
    # Without a given day it is today, which is later.
    assert codes(asked, None) == ["overdue"]


def test_settings_override_finding_and_rule() -> None:
    finding = Finding("duplicate-feature", 0, 0, 0, "", severity=Severity.INFORMATION)
    assert effective_severity(finding, DEFAULTS) is Severity.INFORMATION
    assert effective_severity(finding._replace(severity=None), DEFAULTS) is Severity.WARNING
    assert effective_severity(finding, Settings(severity={"duplicate-feature": "off"})) is None
    error = Settings(severity={"duplicate-feature": "error", "overdue": "error"})
    assert effective_severity(finding, error) is Severity.ERROR
    assert effective_severity(Finding("overdue", 0, 0, 0, ""), error) is Severity.ERROR
    assert get_rule("overdue").severity is Severity.WARNING
