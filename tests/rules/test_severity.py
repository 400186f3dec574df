"""How loud a rule is, and that one which is off by default says nothing unasked."""

from __future__ import annotations

from datetime import date

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.settings import DEFAULTS, Settings
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.registry import registry, rule_of
from backlog_ls.rules.engine.severity import severity_of
from backlog_ls.rules.engine.visible import reported
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

TEXT = "| Task | Status | Due |\n| --- | --- | --- |\n| a | Todo | 2026-02-05 |\n"


def codes(settings: Settings, today: date | None) -> list[str]:
    view = View(Backlog.read(Document.parse(TEXT)), Workspace(), "", settings, today)
    return [finding.code for finding in reported(view, checked(view))]


def test_only_overdue_is_off_by_default() -> None:
    assert [rule.code for rule in registry() if rule.off] == ["overdue"]


def test_what_is_off_is_said_when_the_settings_want_it() -> None:
    after = date(2026, 2, 6)
    assert codes(DEFAULTS, after) == []
    assert codes(Settings(severity={"overdue": "hint"}), after) == ["overdue"]
    assert codes(Settings(severity={"overdue": "off"}), after) == []


def test_the_day_decides_and_nothing_is_due_on_it() -> None:
    asked = Settings(severity={"overdue": "hint"})
    assert codes(asked, date(2026, 2, 5)) == []
    # Without a day it is that of the clock, which is past it.
    assert codes(asked, None) == ["overdue"]


def test_settings_win_over_finding_and_rule() -> None:
    finding = Finding("duplicate-feature", 0, 0, 0, "", severity=Severity.INFORMATION)
    assert severity_of(finding, DEFAULTS) is Severity.INFORMATION
    assert severity_of(finding._replace(severity=None), DEFAULTS) is Severity.WARNING
    assert severity_of(finding, Settings(severity={"duplicate-feature": "off"})) is None
    error = Settings(severity={"duplicate-feature": "error", "overdue": "error"})
    assert severity_of(finding, error) is Severity.ERROR
    assert severity_of(Finding("overdue", 0, 0, 0, ""), error) is Severity.ERROR
    assert rule_of("overdue").severity is Severity.WARNING
