"""Findings as the command line gives them out: placed in their file, with the severity that is set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.cli.inputs import shown
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.fixes import fixes_for
from backlog_ls.rules.engine.registry import registry, rule_url
from backlog_ls.rules.engine.severity import severity_of
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS
from backlog_ls.rules.invalid_settings import settings_errors
from backlog_ls.text.lines import content_end, line_starts
from backlog_ls.text.position import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.settings import Level, Settings
    from backlog_ls.rules.engine.finding import BlockEdit, Related
    from backlog_ls.workspace.configuration import Configuration
    from backlog_ls.workspace.view import View


class Change(NamedTuple):
    """Replace what stands at `range` by `text`."""

    range: Range
    text: str


class Note(NamedTuple):
    """Another place that is part of a problem."""

    path: str
    """Of its file, as it is called in the output."""
    range: Range
    message: str


class Problem(NamedTuple):
    """A finding at its place. Lines and code-point columns are 0-based."""

    path: str
    """As it is called in the output."""
    code: str
    severity: Severity
    message: str
    range: Range
    line: str
    """The text of the line that it begins in, without line end."""
    help: str = ""
    """What mends it, in words."""
    fix: tuple[Change, ...] = ()
    """What mends it, as edits of the file."""
    notes: tuple[Note, ...] = ()

    @property
    def url(self) -> str:
        """Where its code is explained."""
        return rule_url(self.code)


class Choice(NamedTuple):
    """Which codes the command line asks for."""

    select: frozenset[str] = frozenset()
    """Only these; all where it is empty."""
    ignore: frozenset[str] = frozenset()

    def severity(self, finding: Finding, settings: Settings) -> Severity | None:
        """Return the severity of `finding`, or None where it is not wanted."""
        if finding.code in self.ignore or (self.select and finding.code not in self.select):
            return None
        return severity_of(finding, settings)

    def asked(self, view: View) -> View:
        """Return `view` with settings that turn on what is selected by name and off by default."""
        own = view.settings.severity
        on: dict[str, Level] = {
            rule.code: rule.level_on
            for rule in registry()
            if rule.off and rule.code in self.select and rule.code not in own
        }
        if not on:
            return view
        return view._replace(settings=replace(view.settings, severity={**own, **on}))


def codes() -> tuple[str, ...]:
    """Return every code that there is."""
    return tuple(rule.code for rule in registry())


def complete_codes(_context: object, _parameter: object, begun: str) -> list[str]:
    """Return the codes that begin with `begun`, for the completion of shells."""
    head, comma, last = begun.rpartition(",")
    return [f"{head}{comma}{code}" for code in codes() if code.startswith(last)]


def wanted(
    view: View, findings: Iterable[Finding], choice: Choice
) -> Iterator[tuple[Finding, Severity]]:
    """Yield those of `findings` that `choice` and the settings let through, with their severity."""
    for finding in findings:
        severity = choice.severity(finding, view.settings)
        if severity:
            yield finding, severity


def problems(
    path: str, view: View, findings: Iterable[Finding], choice: Choice
) -> Iterator[Problem]:
    """Yield `findings` of a document, called `path`, as they are to be shown."""
    for finding, severity in wanted(view, findings, choice):
        where = _range(view.backlog, finding)
        if where is None:
            continue
        fixes = fixes_for(view, finding)
        # One that makes a file has no edits: it has a title to tell people, but nothing to apply.
        fix = next((fix for fix in fixes if fix.edits), None)
        edits = [(_range(view.backlog, edit), edit.text) for edit in (fix.edits if fix else ())]
        # What settings declare stands nowhere in the document: there is no place to note.
        notes = (_note(path, view, related) for related in finding.related)
        yield Problem(
            path,
            finding.code,
            severity,
            finding.message,
            where,
            view.backlog.document.line_text(where.start.line),
            (fix or fixes[0]).title if fixes else "",
            tuple(Change(place, text) for place, text in edits if place),
            tuple(note for note in notes if note),
        )


def _note(path: str, view: View, related: Related) -> Note | None:
    backlog: Backlog | None = view.backlog
    if related.path:
        backlog = view.workspace.backlog(related.path)
        path = shown(related.path)
    where = _range(backlog, related) if backlog else None
    return Note(path, where, related.message) if where else None


def settings_problems(
    path: str, text: str, configuration: Configuration, choice: Choice
) -> Iterator[Problem]:
    """Yield what is wrong in the settings file `path`, whose text is `text`."""
    finding = Finding(INVALID_SETTINGS.code, 0, 0, 0, "")
    severity = choice.severity(finding, configuration.settings)
    if severity is None:
        return
    starts = [*line_starts(text), len(text)]
    for error in settings_errors(configuration):
        line = min(error.range.start.line, len(starts) - 2)
        source = text[starts[line] : content_end(text, starts[line], starts[line + 1])]
        yield Problem(path, finding.code, severity, str(error), error.range, source)


def _range(backlog: Backlog, part: Finding | BlockEdit | Related) -> Range | None:
    """Return where `part` stands in its document, or None where its block is not there."""
    place = backlog.rope.at_key(part.key)
    if place is None:
        return None
    position_at = backlog.document.position_at
    return Range(position_at(place.offset + part.start), position_at(place.offset + part.end))
