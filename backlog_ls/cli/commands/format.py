"""The command `backlog-ls format`."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

import click

from backlog_ls.cli.atomic_write import replace_text
from backlog_ls.cli.exit_codes import FAILED, FOUND
from backlog_ls.cli.inputs import (
    STDIN,
    DocumentError,
    Project,
    describe_error,
    no_backlog_message,
    read_stdin,
)
from backlog_ls.cli.options import force_exclude_option, stdin_filename_option
from backlog_ls.cli.terminal import print_error, with_progress, write
from backlog_ls.features.formatting.format import format_document
from backlog_ls.model.settings import TableStyle
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from backlog_ls.cli.inputs import InputFile, LoadedDocument
    from backlog_ls.text.edit import Edit


@click.command(
    short_help="Format the tables of backlogs.",
    epilog="""\b
Examples:
  backlog-ls format                   format all backlogs below this folder
  backlog-ls format --diff docs       show what would change
  backlog-ls format --check           for CI: exit with 1 if a file would change
  backlog-ls format - < BACKLOG.md    from standard input to standard output

\b
Exit codes: 0 success; 1 with --check or --diff, a file would change; 2 a file
could not be read or written, or the command line is wrong.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS|-]...", type=click.Path())
@click.option("--check", is_flag=True, help="Do not change files; exit with 1 if one would change.")
@click.option("--diff", is_flag=True, help="Like --check, and show what would change.")
@click.option(
    "--style", type=click.Choice(get_args(TableStyle)), help="The style of tables; see above."
)
@stdin_filename_option
@force_exclude_option
def command(
    *,
    paths: tuple[str, ...],
    check: bool,
    diff: bool,
    style: TableStyle | None,
    stdin_filename: str | None,
    force_exclude: bool,
) -> int:
    """Format the tables of the backlogs in PATHS. Default: all below the working folder.

    Only the padding of cells changes, never their text. Styles: `aligned` pads all columns,
    `compact` pads none, `auto` aligns a table if its lines stay short.
    """
    project = Project(force_exclude=force_exclude)
    mode: Mode = "diff" if diff else "check" if check else "write"
    if stdin_filename is not None or STDIN in paths:
        if set(paths) - {STDIN}:
            raise click.UsageError("Standard input cannot be formatted together with files.")
        return _stdin(project, mode, style, stdin_filename)
    changed: list[str] = []
    diffs: list[str] = []
    failed: list[str] = []
    unchanged = 0
    for source in with_progress(project.find_files(paths or (".",)), "Formatting"):
        try:
            loaded = project.load(source)
            if loaded is None:
                continue
            edits = _edits(project, source, loaded, style)
            after = apply_edits(loaded.text, edits)
            if after == loaded.text:
                unchanged += 1
                continue
            if mode == "write":
                replace_text(source.path, loaded.text, after)
            elif mode == "diff":
                diffs.append(_diff(source.display_path, loaded, edits))
            changed.append(source.display_path)
        except DocumentError as error:
            failed.append(f"{source.display_path}: {error}")
        except OSError as error:
            failed.append(f"{source.display_path}: {describe_error(error)}")
    if mode == "diff":
        write("".join(diffs))
    elif changed or unchanged:
        write(_summary(changed, unchanged, mode))
    if not changed and not unchanged and not failed:
        print_error(no_backlog_message(paths or (".",)))
    for message in failed:
        print_error(message)
    if failed:
        return FAILED
    return FOUND if changed and mode != "write" else 0


Mode = Literal["write", "check", "diff"]


def _stdin(project: Project, mode: Mode, style: TableStyle | None, name: str | None) -> int:
    source = project.explicit_file(os.path.abspath(name) if name else "")
    try:
        loaded = project.parse(source, read_stdin())
        edits = _edits(project, source, loaded, style)
        after = apply_edits(loaded.text, edits)
    except DocumentError as error:
        print_error(f"{source.display_path}: {error}")
        return FAILED
    if mode == "diff":
        write(_diff(source.display_path, loaded, edits))
    elif mode == "write":
        click.echo(after.encode("utf-8"), nl=False)  # as bytes, so that line ends stay
    return FOUND if after != loaded.text and mode != "write" else 0


def _edits(
    project: Project, source: InputFile, loaded: LoadedDocument, style: TableStyle | None
) -> list[Edit]:
    """Return the edits that format a document; offsets count from the start of the file."""
    project.require_valid_settings(source)
    view = loaded.view
    if style:
        table = replace(view.settings.table, style=style)
        view = view._replace(settings=replace(view.settings, table=table))
    return [edit.shifted(len(loaded.bom)) for edit in format_document(view)]


def _diff(path: str, loaded: LoadedDocument, edits: list[Edit]) -> str:
    from backlog_ls.cli.diff import unified_diff  # noqa: PLC0415 (only what is used)

    return unified_diff(path, loaded.text, edits)


def _summary(changed: list[str], unchanged: int, mode: Mode) -> str:
    from backlog_ls.cli.check.text import pluralize  # noqa: PLC0415 (only what is used)

    would = "would be formatted" if mode == "check" else "formatted"
    lines = [f"Would format {path}" for path in changed] if mode == "check" else []
    counts = []
    if changed:
        counts.append(f"{pluralize(len(changed), 'file')} {would}")
    if unchanged or not changed:
        counts.append(f"{pluralize(unchanged, 'file')} unchanged")
    return "\n".join([*lines, ", ".join(counts) + "."]) + "\n"
