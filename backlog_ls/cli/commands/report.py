"""`backlog-ls report`."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

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
from backlog_ls.cli.terminal import complain, has_colour, watched, write
from backlog_ls.features.overview.items import Source
from backlog_ls.features.overview.overview import overview
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.overview import Overview
    from backlog_ls.workspace.view import View

FAILED = 2


@click.command(
    short_help="Show how far a backlog is, and what is next.",
    epilog="""\b
Examples:
  backlog-ls report                                      all below this folder
  backlog-ls report --format markdown BACKLOG.md         for a pull request or a wiki
  backlog-ls report --format html -o report.html --history
                                                         a page to look at, with a burn-up

\b
Exit code: 0, or 2 where a file could not be read, or for a mistake in the
command.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS|-]...", type=click.Path())
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html"]),
    default="text",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(),
    help="Write to FILE, not to standard output.",
)
@click.option(
    "--history", "with_history", is_flag=True, help="Read from git how it came about (burn-up)."
)
def command(*, paths: tuple[str, ...], form: str, output: str | None, with_history: bool) -> int:
    """Tell of backlogs, PATHS, by default all below the working folder, how far they are.

    Progress by section, milestone and owner; chains of items that wait for each other; what is ready
    to be begun; what went stale. `html` is one page that needs no network.
    """
    project = Project()
    sources, failed = _sources(project, paths or (".",))
    if not sources and not failed:
        complain(nothing_in(paths or (".",)))
    now = datetime.now().astimezone()
    told = overview(sources, now.date(), shown)
    history = _history(sources, now) if with_history else None
    text = _formatted(form, told, history, to_file=output is not None)
    if output is None or output == STDIN:
        write(text)
    else:
        try:
            with open(output, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                file.write(text)
        except OSError as error:
            complain(f"{output}: {reason(error)}")
            failed = True
    return FAILED if failed else 0


def _sources(project: Project, paths: tuple[str, ...]) -> tuple[list[Source], bool]:
    """Return the documents that can be read, and whether some could not."""
    found: list[Source] = []
    failed = False
    if STDIN in paths and set(paths) - {STDIN}:
        raise click.UsageError("Standard input cannot be reported together with files.")
    standard = project.named("") if STDIN in paths else None
    for source in [standard] if standard else watched(project.sources(paths), "Reading"):
        try:
            loaded = project.understood(source, read_stdin()) if standard else project.load(source)
        except DocumentError as error:
            complain(f"{source.shown}: {error}")
            failed = True
            continue
        if loaded:
            found.append(Source(source.shown, loaded.view))
    return found, failed


def _history(sources: list[Source], now: datetime) -> History | None:
    from backlog_ls.cli.report.history import HistoryError, history_of  # noqa: PLC0415 (only where it is asked for)

    try:
        return history_of(sources, now.astimezone(timezone.utc), _reread)
    except HistoryError as error:
        complain(f"no history: {error}")
        return None


def _reread(view: View, text: str) -> View:
    """Return the document of `view` with another text, under the statuses that are declared now."""
    declared = view.backlog.declared
    document = Document.parse(text.removeprefix(BOM))
    return view._replace(backlog=Backlog.read(document, declared))


def _formatted(form: str, told: Overview, history: History | None, *, to_file: bool) -> str:
    if form == "json":
        from backlog_ls.cli.report.data import as_json  # noqa: PLC0415 (only what is used)

        return as_json(told, history)
    if form == "markdown":
        from backlog_ls.cli.report.markdown import as_markdown  # noqa: PLC0415 (only what is used)

        return as_markdown(told, history)
    if form == "html":
        from backlog_ls.cli.report.html import as_page  # noqa: PLC0415 (only what is used)

        return as_page(told, history)
    from backlog_ls.cli.check.text import terminal_columns  # noqa: PLC0415 (only what is used)
    from backlog_ls.cli.report.text import as_text  # noqa: PLC0415 (only what is used)

    colour = has_colour(sys.stdout) and not to_file
    return as_text(told, history, columns=terminal_columns(), colour=colour)
