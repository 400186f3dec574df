"""Convert findings to problems: located in their file, with the severity of the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.cli.inputs import display_path
from backlog_ls.model.names.did_you_mean import find_close_match
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.fixes import find_fixes, find_safe_fix
from backlog_ls.rules.engine.message import shorten_quotes
from backlog_ls.rules.engine.registry import registry, rule_url
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS
from backlog_ls.rules.invalid_settings import find_settings_errors
from backlog_ls.text.lines import content_end, line_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.settings import Settings, SeverityLevel
    from backlog_ls.rules.engine.finding import BlockEdit, Related
    from backlog_ls.text.position import Range
    from backlog_ls.workspace.configuration import Configuration
    from backlog_ls.workspace.view import View


class FixEdit(NamedTuple):
    """Replace the text at `range` by `text`."""

    range: Range
    text: str


class Note(NamedTuple):
    """Another place that a problem is about."""

    path: str
    """The path to print."""
    range: Range
    message: str


class Problem(NamedTuple):
    """A finding to print. Lines and columns are 0-based; columns count code points."""

    path: str
    """The path to print."""
    code: str
    severity: Severity
    message: str
    range: Range
    line: str
    """The text of the line where it begins, without the line end."""
    help: str = ""
    """The title of the first fix; empty without one."""
    fix: tuple[FixEdit, ...] = ()
    """The edits of the first fix that has edits."""
    notes: tuple[Note, ...] = ()
    is_fixable: bool = False
    """Whether `--fix` fixes it."""

    @property
    def url(self) -> str:
        """The address of the documentation of its code."""
        return rule_url(self.code)


class RuleSelection(NamedTuple):
    """The codes that the command line selects and ignores."""

    select: frozenset[str] = frozenset()
    """Report only these; all if empty."""
    ignore: frozenset[str] = frozenset()

    def severity(self, finding: Finding, settings: Settings) -> Severity | None:
        """Return the severity of `finding`, or None if it is not to be reported."""
        if finding.code in self.ignore or (self.select and finding.code not in self.select):
            return None
        return effective_severity(finding, settings)

    def enable_selected(self, view: View) -> View:
        """Return `view` with settings that enable selected rules that are off by default."""
        own = view.settings.severity
        on: dict[str, SeverityLevel] = {
            rule.code: rule.enabled_level
            for rule in registry()
            if rule.off_by_default and rule.code in self.select and rule.code not in own
        }
        if not on:
            return view
        return view._replace(settings=replace(view.settings, severity={**own, **on}))


def all_codes() -> tuple[str, ...]:
    """Return the codes of all rules."""
    return tuple(rule.code for rule in registry())


def unknown_code_message(code: str) -> str:
    """Return the message for a `code` that no rule has, with a suggestion."""
    close = find_close_match(code, all_codes(), 4)
    hint = f"Did you mean '{close}'?" if close else "See: backlog-ls rule"
    return f"unknown diagnostic '{code}'. {hint}"


def complete_codes(_context: object, _parameter: object, begun: str) -> list[str]:
    """Return the completions of `begun`, a comma-separated list of codes, for the shell."""
    head, comma, last = begun.rpartition(",")
    return [f"{head}{comma}{code}" for code in all_codes() if code.startswith(last)]


def filter_findings(
    view: View, findings: Iterable[Finding], selection: RuleSelection
) -> Iterator[tuple[Finding, Severity]]:
    """Yield the findings that `selection` and the settings allow, with their severity."""
    for finding in findings:
        severity = selection.severity(finding, view.settings)
        if severity:
            yield finding, severity


def to_problems(
    path: str, view: View, findings: Iterable[Finding], selection: RuleSelection
) -> Iterator[Problem]:
    """Yield the problems to print for `findings` of the document at `path`."""
    for finding, severity in filter_findings(view, findings, selection):
        where = _range_of(view.backlog, finding)
        if where is None:
            continue
        fixes = find_fixes(view, finding)
        # A fix that creates a file has a title, but no edits.
        fix = next((fix for fix in fixes if fix.edits), None)
        edits = [(_range_of(view.backlog, edit), edit.text) for edit in (fix.edits if fix else ())]
        # A status declared in the settings has no place in the document, so no note.
        notes = (_to_note(path, view, related) for related in finding.related)
        yield Problem(
            path,
            finding.code,
            severity,
            shorten_quotes(finding.message),
            where,
            view.backlog.document.line_text(where.start.line),
            shorten_quotes((fix or fixes[0]).title) if fixes else "",
            tuple(FixEdit(place, text) for place, text in edits if place),
            tuple(note for note in notes if note),
            find_safe_fix(fixes) is not None,
        )


def _to_note(path: str, view: View, related: Related) -> Note | None:
    backlog: Backlog | None = view.backlog
    if related.path:
        backlog = view.workspace.backlog(related.path)
        path = display_path(related.path)
    where = _range_of(backlog, related) if backlog else None
    return Note(path, where, shorten_quotes(related.message)) if where else None


def settings_problems(
    path: str, text: str, configuration: Configuration, selection: RuleSelection
) -> Iterator[Problem]:
    """Yield the problems in the settings file `path`, whose text is `text`."""
    finding = Finding(INVALID_SETTINGS.code, 0, 0, 0, "")
    severity = selection.severity(finding, configuration.settings)
    if severity is None:
        return
    starts = [*line_starts(text), len(text)]
    for error in find_settings_errors(configuration):
        line = min(error.range.start.line, len(starts) - 2)
        source = text[starts[line] : content_end(text, starts[line], starts[line + 1])]
        yield Problem(path, finding.code, severity, str(error), error.range, source)


def _range_of(backlog: Backlog, part: Finding | BlockEdit | Related) -> Range | None:
    """Return the range of `part` in its document, or None if its block does not exist."""
    return backlog.document.range_in_block(part.key, part.start, part.end)
