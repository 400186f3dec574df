"""`backlog-ls check`."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import click

from backlog_ls.cli.atomic_write import replace_text
from backlog_ls.cli.check.formats import FOR_PEOPLE, FORMATS, given_out
from backlog_ls.cli.check.parallel import Found, judge_loaded, judged_by, processes, shares
from backlog_ls.cli.check.problems import (
    Choice,
    Problem,
    codes,
    complete_codes,
    settings_problems,
    wanted,
)
from backlog_ls.cli.inputs import (
    BOM,
    STDIN,
    DocumentError,
    Project,
    nothing_in,
    read_stdin,
    reason,
    shown,
)
from backlog_ls.cli.terminal import complain, watched, write
from backlog_ls.features.code_actions.fix_all import judged, mended
from backlog_ls.model.names.did_you_mean import meant
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.disk.disk import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.cli.inputs import Loaded, Source
    from backlog_ls.features.code_actions.fix_all import Mended
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.workspace.view import View

FOUND = 1
FAILED = 2


def _codes(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> frozenset[str]:
    given = {code.strip() for value in values for code in value.split(",")} - {""}
    known = codes() if given else ()
    for code in sorted(given.difference(known)):
        close = meant(code, known, 4)
        hint = f" Did you mean '{close}'?" if close else " See: backlog-ls rule"
        raise click.BadParameter(f"there is no code '{code}'.{hint}")
    return frozenset(given)


@click.command(
    short_help="Check backlogs, and mend them.",
    epilog="""\b
Examples:
  backlog-ls check                             everything below this folder
  backlog-ls check BACKLOG.md docs             a file and a folder
  backlog-ls check --diff                      what --fix would change
  backlog-ls check --fix --select mojibake     mend damaged characters only
  backlog-ls check --output-format json        for other programs
  backlog-ls check --output-format github      notes beside the lines of a pull request
  backlog-ls check --stdin-filename TODO.md -  standard input

\b
Exit code: 0 nothing of warning or above, 1 something (with --diff: a fix), 2 a
file could not be read or written, or a mistake in the command.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS|-]...", type=click.Path())
@click.option("--fix", is_flag=True, help="Apply the fixes that are safe.")
@click.option("--diff", is_flag=True, help="Write nothing; show what --fix would change.")
@click.option(
    "--select",
    multiple=True,
    metavar="CODE",
    callback=_codes,
    shell_complete=complete_codes,
    help="Only these diagnostics.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODE",
    callback=_codes,
    shell_complete=complete_codes,
    help="Not these diagnostics.",
)
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option(
    "--stdin-filename",
    metavar="PATH",
    type=click.Path(),
    help="Read standard input, as if it were PATH.",
)
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Check with N processes. Default: as many as pay.",
)
def command(
    *,
    paths: tuple[str, ...],
    fix: bool,
    diff: bool,
    select: frozenset[str],
    ignore: frozenset[str],
    output_format: str,
    exit_zero: bool,
    stdin_filename: str | None,
    jobs: int | None,
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
        corrected = run.check_stdin(stdin_filename, fix=fix, diff=diff)
    elif diff:
        run.show_fixes(paths or (".",))
        corrected = None
    else:
        run.check_files(paths or (".",), fix=fix, jobs=jobs)
        corrected = None
    if diff:
        write("".join(run.diffs))
        for message in run.found.failed:
            complain(message)
        return FAILED if run.found.failed else FOUND if any(run.diffs) and not exit_zero else 0
    run.check_settings()
    _report(run, output_format, corrected)
    if run.found.failed:
        return FAILED
    worst = min((problem.severity for problem in run.found.problems), default=Severity.HINT)
    return FOUND if worst <= Severity.WARNING and not exit_zero else 0


class _Run:
    """What one run has found so far."""

    def __init__(self, project: Project, choice: Choice) -> None:
        self.project = project
        self.choice = choice
        self.found = Found()
        self.fixes = 0
        self.fixed_files = 0
        self.diffs: list[str] = []

    def check_files(self, paths: tuple[str, ...], *, fix: bool, jobs: int | None) -> None:
        sources = self.project.sources(paths)
        if fix:
            # All are mended before any is judged: what is wrong with a link depends on its target.
            for source in watched(sources, "Fixing"):
                self._guarded(source, self._fix)
        workers = processes(jobs, len(sources))
        parts = shares(sources, workers)
        with closing(judged_by(self.project, self.choice, parts, workers)) as given:
            for _ in watched(parts, "Checking", len):
                self.found.add(next(given))
        self._require_any(paths)

    def show_fixes(self, paths: tuple[str, ...]) -> None:
        """Find out what the fixes would change in each document, were it the only one."""
        for source in watched(self.project.sources(paths), "Fixing"):
            self._guarded(source, self._show_fix)
        self._require_any(paths)

    def check_stdin(self, name: str | None, *, fix: bool, diff: bool) -> str | None:
        """Check standard input; return its text with the fixes, where they are asked for."""
        source = self.project.named(os.path.abspath(name) if name else "")
        text = None
        try:
            text = read_stdin()
            loaded = self.project.understood(source, text)
            if diff:
                self._show_fix(source, loaded)
                return None
            if fix:
                text = self._corrected(source, loaded)
                loaded = self.project.understood(source, text)
            judge_loaded(self.project, self.choice, source, loaded, self.found)
        except DocumentError as error:
            self.found.failed.append(f"{source.shown}: {error}")
        return text if fix else None

    def check_settings(self) -> None:
        """Report what is wrong in the settings of the documents that were checked."""
        found: list[Problem] = []
        for path in sorted(self.found.settings):
            configuration = self.project.configurations.of(os.path.dirname(path))
            try:
                text = read_text(path)
            except (OSError, UnicodeDecodeError):
                text = ""  # which is what is wrong with it
            found += settings_problems(
                shown(path), text.removeprefix(BOM), configuration, self.choice
            )
        self.found.problems[:0] = found

    def _require_any(self, paths: tuple[str, ...]) -> None:
        """Say so where there was nothing to look at: it may be the wrong folder."""
        if not self.found.checked and not self.found.failed:
            complain(nothing_in(paths))

    def _guarded(self, source: Source, work: Callable[[Source, Loaded], None]) -> None:
        """Do `work` on the document at `source`; a file that fails does not stop the others."""
        try:
            loaded = self.project.load(source)
            if loaded:
                work(source, loaded)
        except DocumentError as error:
            said = f"{source.shown}: {error}"
            if said not in self.found.failed:
                self.found.failed.append(said)

    def _fix(self, source: Source, loaded: Loaded) -> None:
        corrected = self._corrected(source, loaded)
        if corrected == loaded.text:
            return
        try:
            replace_text(source.path, loaded.text, corrected)
        except OSError as error:
            raise DocumentError(reason(error)) from None
        loaded.view.workspace.forget(source.path)

    def _show_fix(self, source: Source, loaded: Loaded) -> None:
        from backlog_ls.cli.diff import unified_diff  # noqa: PLC0415 (only what is used)

        self.found.checked += 1
        edits = [edit.moved(len(loaded.mark)) for edit in self._mended(source, loaded).edits]
        self.diffs.append(unified_diff(source.shown, loaded.text, edits))

    def _corrected(self, source: Source, loaded: Loaded) -> str:
        done = self._mended(source, loaded)
        self.fixes += done.fixes
        self.fixed_files += bool(done.fixes)
        return loaded.mark + apply_edits(loaded.view.backlog.document.text, done.edits)

    def _mended(self, source: Source, loaded: Loaded) -> Mended:
        self.project.require_settings(source)
        view = self.choice.asked(loaded.view)

        def asked_for(view: View) -> list[Finding]:
            return [finding for finding, _ in wanted(view, judged(view), self.choice)]

        return mended(view, asked_for(view), asked_for)


def _report(run: _Run, output_format: str, corrected: str | None) -> None:
    """Give out what was found; a corrected standard input takes standard output for itself."""
    if corrected is not None:
        click.echo(corrected.encode("utf-8"), nl=False)
    found, fixed_up = run.found, (run.fixes, run.fixed_files)
    if found.checked or found.problems or output_format not in FOR_PEOPLE:
        text = given_out(output_format, found.problems, checked=found.checked, fixes=fixed_up)
        write(text, to_stderr=corrected is not None)
    for message in found.failed:
        complain(message)
