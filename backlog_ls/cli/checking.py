"""`backlog-ls check`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from backlog_ls.cli.documents import (
    BOM,
    STDIN,
    DocumentError,
    Project,
    read_stdin,
    reason,
    shown,
)
from backlog_ls.cli.output_formats import FORMATS, given_out
from backlog_ls.cli.problems import Choice, Problem, codes, problems, settings_problems, wanted
from backlog_ls.cli.terminal import complain, watched, write
from backlog_ls.cli.writing import replace_text
from backlog_ls.features.fixing import judged, mended
from backlog_ls.model.nearest import distance, nearest
from backlog_ls.rules.finding import Severity
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.disk import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.cli.documents import Loaded, Source
    from backlog_ls.rules.finding import Finding
    from backlog_ls.workspace.view import View

FOUND = 1
FAILED = 2


def _codes(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> frozenset[str]:
    given = {code.strip() for value in values for code in value.split(",")} - {""}
    known = codes() if given else ()
    for code in sorted(given.difference(known)):
        close = [other for other in nearest(code, known, 1) if distance(code, other) <= 4]
        hint = f" Did you mean '{close[0]}'?" if close else " See: backlog-ls rule"
        raise click.BadParameter(f"there is no code '{code}'.{hint}")
    return frozenset(given)


@click.command(
    short_help="Check backlogs, and mend them.",
    epilog="""\b
Examples:
  backlog-ls check                             everything below this folder
  backlog-ls check BACKLOG.md docs             a file and a folder
  backlog-ls check --fix --select mojibake     mend damaged characters only
  backlog-ls check --output-format json        for other programs
  backlog-ls check --output-format github      notes beside the lines of a pull request
  backlog-ls check --stdin-filename TODO.md -  standard input

\b
Exit code: 0 nothing of warning or above, 1 something, 2 a file could not be
read, or a mistake in the command.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--fix", is_flag=True, help="Apply the fixes that are safe.")
@click.option(
    "--select", multiple=True, metavar="CODE", callback=_codes, help="Only these diagnostics."
)
@click.option(
    "--ignore", multiple=True, metavar="CODE", callback=_codes, help="Not these diagnostics."
)
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--stdin-filename", metavar="PATH", help="Read standard input, as if it were PATH.")
def command(
    *,
    paths: tuple[str, ...],
    fix: bool,
    select: frozenset[str],
    ignore: frozenset[str],
    output_format: str,
    exit_zero: bool,
    stdin_filename: str | None,
) -> int:
    """Check backlogs: PATHS, by default all below the working folder.

    In a folder, files that are no backlogs are passed over, and so are hidden files, what git
    ignores, virtual environments, node_modules and the like. A file that is named itself is checked in any case.
    """
    choice = Choice(select, ignore)
    run = _Run(Project(), choice)
    if stdin_filename is not None or STDIN in paths:
        if set(paths) - {STDIN}:
            raise click.UsageError("Standard input cannot be checked together with files.")
        corrected = run.check_stdin(stdin_filename, fix=fix)
    else:
        run.check_files(paths or (".",), fix=fix)
        corrected = None
    run.check_settings()
    _report(run, output_format, corrected)
    if run.failed:
        return FAILED
    worst = min((problem.severity for problem in run.problems), default=Severity.HINT)
    return FOUND if worst <= Severity.WARNING and not exit_zero else 0


class _Run:
    """What one run has found so far."""

    def __init__(self, project: Project, choice: Choice) -> None:
        self.project = project
        self.choice = choice
        self.problems: list[Problem] = []
        self.checked = 0
        self.fixes = 0
        self.fixed_files = 0
        self.failed: list[str] = []
        self._settings: set[str] = set()

    def check_files(self, paths: tuple[str, ...], *, fix: bool) -> None:
        sources = self.project.sources(paths)
        if fix:
            # All are mended before any is judged: what is wrong with a link depends on its target.
            for source in watched(sources, "Fixing"):
                self._guarded(source, self._fix)
        for source in watched(sources, "Checking"):
            self._guarded(source, self._judge)

    def check_stdin(self, name: str | None, *, fix: bool) -> str | None:
        """Check standard input; return its text with the fixes, where they are asked for."""
        source = self.project.named(os.path.abspath(name) if name else "")
        text = None
        try:
            text = read_stdin()
            loaded = self.project.understood(source, text)
            if fix:
                text = self._corrected(source, loaded)
                loaded = self.project.understood(source, text)
            self._judge(source, loaded)
        except DocumentError as error:
            self.failed.append(f"{source.shown}: {error}")
        return text if fix else None

    def check_settings(self) -> None:
        """Report what is wrong in the settings of the documents that were checked."""
        found: list[Problem] = []
        for path in sorted(self._settings):
            configuration = self.project.configurations.of(os.path.dirname(path))
            try:
                text = read_text(path)
            except (OSError, UnicodeDecodeError):
                text = ""  # which is what is wrong with it
            found += settings_problems(
                shown(path), text.removeprefix(BOM), configuration, self.choice
            )
        self.problems[:0] = found

    def _guarded(self, source: Source, work: Callable[[Source, Loaded], None]) -> None:
        """Do `work` on the document at `source`; a file that fails does not stop the others."""
        try:
            loaded = self.project.load(source)
            if loaded:
                work(source, loaded)
        except DocumentError as error:
            said = f"{source.shown}: {error}"
            if said not in self.failed:
                self.failed.append(said)

    def _fix(self, source: Source, loaded: Loaded) -> None:
        corrected = self._corrected(source, loaded)
        if corrected == loaded.text:
            return
        try:
            replace_text(source.path, loaded.text, corrected)
        except OSError as error:
            raise DocumentError(reason(error)) from None
        loaded.view.workspace.forget(source.path)

    def _corrected(self, source: Source, loaded: Loaded) -> str:
        self.project.require_settings(source)
        view = self.choice.asked(loaded.view)

        def asked_for(view: View) -> list[Finding]:
            return [finding for finding, _ in wanted(view, judged(view), self.choice)]

        done = mended(view, asked_for(view), asked_for)
        self.fixes += done.fixes
        self.fixed_files += bool(done.fixes)
        return loaded.mark + apply_edits(view.backlog.document.text, done.edits)

    def _judge(self, source: Source, loaded: Loaded) -> None:
        self.checked += 1
        settings = self.project.configuration(source).path
        if settings:
            self._settings.add(settings)
        view = self.choice.asked(loaded.view)
        self.problems += problems(source.shown, view, judged(view), self.choice)


def _report(run: _Run, output_format: str, corrected: str | None) -> None:
    """Give out what was found; a corrected standard input takes standard output for itself."""
    if corrected is not None:
        click.echo(corrected.encode("utf-8"), nl=False)
    fixed_up = run.fixes, run.fixed_files
    text = given_out(output_format, run.problems, checked=run.checked, fixes=fixed_up)
    write(text, to_stderr=corrected is not None)
    for message in run.failed:
        complain(message)
