"""The command `backlog-ls report`."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from backlog_ls.cli.atomic_write import write_text
from backlog_ls.cli.exit_codes import FAILED
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
from backlog_ls.cli.options import stdin_filename_option
from backlog_ls.cli.terminal import has_colour, print_error, with_progress, write
from backlog_ls.features.overview.items import Source
from backlog_ls.features.overview.overview import build_overview
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from backlog_ls.cli.report.history import History
    from backlog_ls.features.overview.overview import Overview
    from backlog_ls.workspace.view import View


def _parse_link_base(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    if value and not value.startswith(("https://", "http://")):
        raise click.BadParameter("not a web address; it begins with https://")
    return value


@click.command(
    short_help="Report progress and what is next.",
    epilog="""\b
Examples:
  backlog-ls report                                all backlogs below this folder
  backlog-ls report --format markdown BACKLOG.md   for a pull request or a wiki
  backlog-ls report --format html -o report.html --history
                                                   a web page with a burn-up chart
  backlog-ls report --format markdown --link-base https://github.com/me/it/blob/main/
                                                   with links to the lines

\b
Exit codes: 0 success; 2 a file could not be read, or the command line is wrong.
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
    help="Write to FILE instead of standard output.",
)
@click.option(
    "--history", "with_history", is_flag=True, help="Add the progress over time, read from git."
)
@click.option(
    "--link-base",
    metavar="URL",
    callback=_parse_link_base,
    help="Web address of the working folder, for links to lines: https://…/blob/main/",
)
@stdin_filename_option
@click.option(
    "--directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Work in the folder DIR; all other paths are relative to it.",
)
def command(
    *,
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    with_history: bool,
    link_base: str | None,
    stdin_filename: str | None,
    directory: str | None,
) -> int:
    """Report on the backlogs in PATHS. Default: all below the working folder.

    Shows the progress by section, milestone and owner; blocked chains; what is ready to start; what
    is stale. The `html` format is a single page that loads nothing from the network.
    """
    if directory is not None:
        # By itself: a program that is started in a folder may find modules there.
        os.chdir(directory)
    project = Project()
    if stdin_filename is not None or STDIN in paths:
        if set(paths) - {STDIN}:
            raise click.UsageError("Standard input cannot be reported together with files.")
        sources, failed = _load_stdin(project, stdin_filename)
    else:
        sources, failed = _load_files(project, paths or (".",))
    if not sources and not failed:
        print_error(no_backlog_message(paths or (".",)))
    now = datetime.now().astimezone()
    content = build_overview(sources, now.date(), display_path)
    history = _read_history(sources, now) if with_history else None
    to_file = output if output != STDIN else None
    text = _render(form, content, history, output=to_file, link_base=link_base)
    if output is None or output == STDIN:
        write(text)
    else:
        try:
            write_text(output, text)
        except OSError as error:
            print_error(f"{output}: {describe_error(error)}")
            failed = True
    return FAILED if failed else 0


def _load_stdin(project: Project, name: str | None) -> tuple[list[Source], bool]:
    """Return standard input as the document `name`, or whether it could not be read."""
    source = project.explicit_file(os.path.abspath(name) if name else "")
    try:
        loaded = project.parse(source, read_stdin())
    except DocumentError as error:
        print_error(f"{source.display_path}: {error}")
        return [], True
    return [Source(source.display_path, loaded.view)], False


def _load_files(project: Project, paths: tuple[str, ...]) -> tuple[list[Source], bool]:
    """Return the documents that can be read, and whether any could not."""
    found: list[Source] = []
    failed = False
    for source in with_progress(project.find_files(paths), "Reading"):
        try:
            loaded = project.load(source)
        except DocumentError as error:
            print_error(f"{source.display_path}: {error}")
            failed = True
            continue
        if loaded:
            found.append(Source(source.display_path, loaded.view))
    return found, failed


def _read_history(sources: list[Source], now: datetime) -> History | None:
    from backlog_ls.cli.report.history import HistoryError, read_history  # noqa: PLC0415 (only for --history)

    try:
        return read_history(sources, now.astimezone(timezone.utc), _parse_version)
    except HistoryError as error:
        print_error(f"no history: {error}")
        return None


def _parse_version(view: View, text: str) -> View:
    """Parse another version of the document of `view`, with the statuses that it has now."""
    now = view.backlog
    document = Document.parse(text.removeprefix(BOM))
    backlog = Backlog.read(document, now.declared_vocabulary, lists_work=now.lists_work)
    return view._replace(backlog=backlog)


def _render(
    form: str,
    overview: Overview,
    history: History | None,
    *,
    output: str | None,
    link_base: str | None,
) -> str:
    from backlog_ls.cli.report.links import links_to_files, links_to_web  # noqa: PLC0415 (only what is used)

    if form == "json":
        from backlog_ls.cli.report.data import as_json  # noqa: PLC0415 (only what is used)

        return as_json(overview, history)
    if form == "markdown":
        from backlog_ls.cli.report.markdown import as_markdown  # noqa: PLC0415 (only what is used)

        # A comment on the web, for example, is not in a folder.
        links = links_to_files(output) if output else None
        return as_markdown(overview, history, links_to_web(link_base) if link_base else links)
    if form == "html":
        from backlog_ls.cli.report.html import as_page  # noqa: PLC0415 (only what is used)

        links = links_to_web(link_base) if link_base else links_to_files(output)
        return as_page(overview, history, links)
    from backlog_ls.cli.check.text import terminal_columns  # noqa: PLC0415 (only what is used)
    from backlog_ls.cli.report.text import as_text  # noqa: PLC0415 (only what is used)

    colour = has_colour(sys.stdout) and not output
    return as_text(overview, history, columns=terminal_columns(), colour=colour)
