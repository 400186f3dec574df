"""The command `backlog-ls check`."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn

import click

from backlog_ls.cli.atomic_write import replace_text
from backlog_ls.cli.check.cache import ResultCaches
from backlog_ls.cli.check.formats import FORMATS, HUMAN_FORMATS, render
from backlog_ls.cli.check.parallel import (
    CheckResult,
    check_batches,
    check_document,
    count_document,
    process_count,
    read_indexes,
    split_into_batches,
)
from backlog_ls.cli.check.problems import (
    Problem,
    RuleSelection,
    all_codes,
    complete_codes,
    filter_findings,
    settings_problems,
    unknown_code_message,
)
from backlog_ls.cli.exit_codes import FAILED, FOUND
from backlog_ls.cli.inputs import (
    BOM,
    STDIN,
    DocumentError,
    Project,
    describe_error,
    display_path,
    no_backlog_message,
    read_stdin,
)
from backlog_ls.cli.options import force_exclude_option, stdin_filename_option
from backlog_ls.cli.terminal import print_error, with_progress, write
from backlog_ls.features.code_actions.fix_all import compute_fixable_findings, fix_all
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.disk.disk import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_ls.cli.inputs import InputFile, LoadedDocument
    from backlog_ls.features.code_actions.fix_all import FixAllResult
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.workspace.view import View


def _parse_codes(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> frozenset[str]:
    codes = {code.strip() for value in values for code in value.split(",")} - {""}
    known = all_codes() if codes else ()
    for code in sorted(codes.difference(known)):
        raise click.BadParameter(unknown_code_message(code))
    return frozenset(codes)


@click.command(
    short_help="Check backlogs and fix them.",
    epilog="""\b
Examples:
  backlog-ls check                             all backlogs below this folder
  backlog-ls check BACKLOG.md docs             a file and a folder
  backlog-ls check --diff                      show what --fix would change
  backlog-ls check --fix --select mojibake     fix damaged characters only
  backlog-ls check --statistics                how often each diagnostic was found
  backlog-ls check --watch                     check again whenever a file changes
  backlog-ls check --output-format json        for other programs
  backlog-ls check --output-format github      annotate the lines of a pull request
  backlog-ls check --stdin-filename TODO.md -  check standard input

\b
Exit codes: 0 no warnings or errors; 1 warnings or errors found (with --diff: a
fix would be applied); 2 a file could not be read or written, or the command
line is wrong.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS|-]...", type=click.Path())
@click.option("--fix", is_flag=True, help="Apply the safe fixes.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, without changing files.")
@click.option(
    "--select",
    multiple=True,
    metavar="CODE",
    callback=_parse_codes,
    shell_complete=complete_codes,
    help="Report only these diagnostics (comma-separated, or repeated).",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODE",
    callback=_parse_codes,
    shell_complete=complete_codes,
    help="Do not report these diagnostics.",
)
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
@click.option("--statistics", is_flag=True, help="Print how often each diagnostic was found.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if something is found.")
@stdin_filename_option
@force_exclude_option
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Number of processes. Default: chosen from the number of files.",
)
@click.option("--no-cache", is_flag=True, help="Check all files again, also those without changes.")
def command(
    *,
    paths: tuple[str, ...],
    fix: bool,
    diff: bool,
    select: frozenset[str],
    ignore: frozenset[str],
    output_format: str,
    statistics: bool,
    watch: bool,
    exit_zero: bool,
    stdin_filename: str | None,
    force_exclude: bool,
    jobs: int | None,
    no_cache: bool,
) -> int:
    """Check the backlogs in PATHS. Default: all below the working folder.

    In folders, only backlogs are checked; hidden files, files ignored by git, virtual environments,
    node_modules and the like are skipped. Files named explicitly are always checked, except with
    --force-exclude. `backlog-ls explain FILE` says what a file is taken for.
    """
    is_stdin = stdin_filename is not None or STDIN in paths
    if is_stdin and set(paths) - {STDIN}:
        raise click.UsageError("Standard input cannot be checked together with files.")
    if statistics and output_format != "text":
        raise click.UsageError("--statistics needs the output format text.")
    if watch and (fix or diff or is_stdin or output_format not in HUMAN_FORMATS):
        raise click.UsageError("--watch only prints text about files; it changes none.")
    named = paths or (".",)

    def run_once() -> int:
        project = Project(force_exclude=force_exclude, use_cache=not no_cache)
        run = _Run(project, RuleSelection(select, ignore))
        fixed_text = None
        if is_stdin:
            fixed_text = run.check_stdin(stdin_filename, fix=fix, diff=diff)
        elif diff:
            run.diff_files(named)
        else:
            run.check_files(named, fix=fix, jobs=jobs)
        if diff:
            return _write_diffs(run, exit_zero=exit_zero)
        run.check_settings()
        _write_results(run, output_format, fixed_text, only_counts=statistics)
        if run.result.failed:
            return FAILED
        worst = min((problem.severity for problem in run.result.problems), default=Severity.HINT)
        return FOUND if worst <= Severity.WARNING and not exit_zero else 0

    return _watch(named, run_once) if watch else run_once()


def _watch(paths: tuple[str, ...], run_once: Callable[[], int]) -> NoReturn:
    """Call `run_once`, and again after each change in `paths`, until the user presses Ctrl-C."""
    from backlog_ls.cli.check.watch import read_stamps, wait_for_change  # noqa: PLC0415 (only what is used)

    stamps = read_stamps(paths)
    while True:
        click.clear()  # nothing unless it is a terminal
        run_once()
        print_error("watching for changes; stop with Ctrl-C")
        stamps = wait_for_change(paths, stamps)


class _Run:
    """One run of the command and its results so far."""

    def __init__(self, project: Project, selection: RuleSelection) -> None:
        self.project = project
        self.selection = selection
        self.result = CheckResult()
        self.fix_count = 0
        self.fixed_file_count = 0
        self.diffs: list[str] = []

    def check_files(self, paths: tuple[str, ...], *, fix: bool, jobs: int | None) -> None:
        sources = self.project.find_files(paths)
        if fix:
            # Fix all before checking any: whether a link is broken depends on its target.
            for source in with_progress(sources, "Fixing"):
                self._process(source, self._fix)
        caches = ResultCaches(self.project, self.selection) if self.project.use_cache else None
        results = self._find_cached(caches, sources) if caches else {}
        unknown = [source for source in sources if source.path not in results]
        workers = process_count(jobs, len(unknown))
        if workers > 1:
            read_indexes(self.project, unknown)
        batches = split_into_batches(unknown, workers)
        with closing(check_batches(self.project, self.selection, batches, workers)) as checked:
            for batch in with_progress(batches, "Checking", len):
                paths_of_batch = (source.path for source in batch)
                results.update(zip(paths_of_batch, next(checked), strict=True))
        for source in sources:
            self.result.add(results[source.path])
        if caches:
            caches.save(self.result.cacheable, sources, paths)
        self._warn_if_nothing_checked(paths)

    def _find_cached(
        self, caches: ResultCaches, sources: Sequence[InputFile]
    ) -> dict[str, CheckResult]:
        """Return the results of earlier runs that are still right, by path."""
        results: dict[str, CheckResult] = {}
        for source in sources:
            found = caches.find(source)
            if found is None:
                continue
            result = results[source.path] = CheckResult(list(found.problems or ()))
            if found.problems is not None:
                count_document(self.project, source, result)
        return results

    def diff_files(self, paths: tuple[str, ...]) -> None:
        """Collect the diffs of what the fixes would change, each document taken alone."""
        for source in with_progress(self.project.find_files(paths), "Fixing"):
            self._process(source, self._diff)
        self._warn_if_nothing_checked(paths)

    def check_stdin(self, name: str | None, *, fix: bool, diff: bool) -> str | None:
        """Check standard input; with `fix`, return its fixed text."""
        source = self.project.explicit_file(os.path.abspath(name) if name else "")
        text = None
        try:
            text = read_stdin()
            loaded = self.project.parse(source, text)
            if diff:
                self._diff(source, loaded)
                return None
            if fix:
                text = self._fixed_text(source, loaded)
                loaded = self.project.parse(source, text)
            check_document(self.project, self.selection, source, loaded, self.result)
        except DocumentError as error:
            self.result.failed.append(f"{source.display_path}: {error}")
        return text if fix else None

    def check_settings(self) -> None:
        """Add the problems in the settings files of the checked documents."""
        problems: list[Problem] = []
        for path in sorted(self.result.settings_files):
            configuration = self.project.configurations.for_folder(os.path.dirname(path))
            try:
                text = read_text(path)
            except (OSError, UnicodeDecodeError):
                text = ""  # the configuration has an error that says so
            problems += settings_problems(
                display_path(path), text.removeprefix(BOM), configuration, self.selection
            )
        self.result.problems[:0] = problems

    def _warn_if_nothing_checked(self, paths: tuple[str, ...]) -> None:
        """Warn if there was nothing to check: it may be the wrong folder."""
        if not self.result.checked and not self.result.failed:
            print_error(no_backlog_message(paths))

    def _process(
        self, source: InputFile, work: Callable[[InputFile, LoadedDocument], None]
    ) -> None:
        """Call `work` with the document at `source`; record the error if that fails."""
        try:
            loaded = self.project.load(source)
            if loaded:
                work(source, loaded)
        except DocumentError as error:
            message = f"{source.display_path}: {error}"
            if message not in self.result.failed:
                self.result.failed.append(message)

    def _fix(self, source: InputFile, loaded: LoadedDocument) -> None:
        fixed_text = self._fixed_text(source, loaded)
        if fixed_text == loaded.text:
            return
        try:
            replace_text(source.path, loaded.text, fixed_text)
        except OSError as error:
            raise DocumentError(describe_error(error)) from None
        loaded.view.workspace.invalidate(source.path)

    def _diff(self, source: InputFile, loaded: LoadedDocument) -> None:
        from backlog_ls.cli.diff import unified_diff  # noqa: PLC0415 (only what is used)

        self.result.checked += 1
        edits = [edit.shifted(len(loaded.bom)) for edit in self._find_fixes(source, loaded).edits]
        self.diffs.append(unified_diff(source.display_path, loaded.text, edits))

    def _fixed_text(self, source: InputFile, loaded: LoadedDocument) -> str:
        done = self._find_fixes(source, loaded)
        self.fix_count += done.fix_count
        self.fixed_file_count += bool(done.fix_count)
        return loaded.bom + apply_edits(loaded.view.backlog.document.text, done.edits)

    def _find_fixes(self, source: InputFile, loaded: LoadedDocument) -> FixAllResult:
        self.project.require_valid_settings(source)
        view = self.selection.enable_selected(loaded.view)

        def find_selected(view: View) -> list[Finding]:
            return [
                finding
                for finding, _ in filter_findings(
                    view, compute_fixable_findings(view), self.selection
                )
            ]

        return fix_all(view, find_selected(view), find_selected)


def _write_diffs(run: _Run, *, exit_zero: bool) -> int:
    """Write the diffs and what failed; return the exit code."""
    write("".join(run.diffs))
    for message in run.result.failed:
        print_error(message)
    return FAILED if run.result.failed else FOUND if any(run.diffs) and not exit_zero else 0


def _write_results(
    run: _Run, output_format: str, fixed_text: str | None, *, only_counts: bool
) -> None:
    """Write the results; to standard error if standard output gets the fixed standard input."""
    if fixed_text is not None:
        click.echo(fixed_text.encode("utf-8"), nl=False)
    result, fixes = run.result, (run.fix_count, run.fixed_file_count)
    if result.checked or result.problems or output_format not in HUMAN_FORMATS:
        text = render(
            output_format,
            result.problems,
            checked=result.checked,
            fixes=fixes,
            only_counts=only_counts,
        )
        write(text, to_stderr=fixed_text is not None)
    for message in result.failed:
        print_error(message)
