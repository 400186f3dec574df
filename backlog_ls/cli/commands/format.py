"""`backlog-ls format`."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

import click

from backlog_ls.cli.atomic_write import replace_text
from backlog_ls.cli.inputs import STDIN, DocumentError, Project, nothing_in, read_stdin, reason
from backlog_ls.cli.terminal import complain, watched, write
from backlog_ls.features.formatting.format import format_document
from backlog_ls.model.settings import Style
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from backlog_ls.cli.inputs import Loaded, Source
    from backlog_ls.text.edit import Edit

FAILED = 2
DIFFERS = 1


@click.command(
    short_help="Lay out the tables of backlogs.",
    epilog="""\b
Examples:
  backlog-ls format                   lay out the tables of every backlog here
  backlog-ls format --diff docs       only show what would change
  backlog-ls format --check           for CI: exit with 1 if something would
  backlog-ls format - < BACKLOG.md    to standard output

\b
Exit code: 0, or with --check and --diff 1 where something would change; 2 where
a file could not be read or written, or for a mistake in the command.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS|-]...", type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, exit likewise.")
@click.option("--style", type=click.Choice(get_args(Style)), help="How wide columns are made.")
@click.option(
    "--stdin-filename",
    metavar="PATH",
    type=click.Path(),
    help="Read standard input, as if it were PATH.",
)
def command(
    *,
    paths: tuple[str, ...],
    check: bool,
    diff: bool,
    style: Style | None,
    stdin_filename: str | None,
) -> int:
    """Lay out the tables of backlogs: PATHS, by default all below the working folder.

    Only the padding between cells changes, never what is in them. Styles: aligned pads every column,
    compact none, auto aligns while lines stay short.
    """
    project = Project()
    mode: Mode = "diff" if diff else "check" if check else "write"
    if stdin_filename is not None or STDIN in paths:
        if set(paths) - {STDIN}:
            raise click.UsageError("Standard input cannot be formatted together with files.")
        return _stdin(project, mode, style, stdin_filename)
    changed: list[str] = []
    diffs: list[str] = []
    failed: list[str] = []
    unchanged = 0
    for source in watched(project.sources(paths or (".",)), "Formatting"):
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
                diffs.append(_diff(source.shown, loaded, edits))
            changed.append(source.shown)
        except DocumentError as error:
            failed.append(f"{source.shown}: {error}")
        except OSError as error:
            failed.append(f"{source.shown}: {reason(error)}")
    if mode == "diff":
        write("".join(diffs))
    elif changed or unchanged:
        write(_summary(changed, unchanged, mode))
    if not changed and not unchanged and not failed:
        complain(nothing_in(paths or (".",)))
    for message in failed:
        complain(message)
    if failed:
        return FAILED
    return DIFFERS if changed and mode != "write" else 0


Mode = Literal["write", "check", "diff"]


def _stdin(project: Project, mode: Mode, style: Style | None, name: str | None) -> int:
    source = project.named(os.path.abspath(name) if name else "")
    try:
        loaded = project.understood(source, read_stdin())
        edits = _edits(project, source, loaded, style)
        after = apply_edits(loaded.text, edits)
    except DocumentError as error:
        complain(f"{source.shown}: {error}")
        return FAILED
    if mode == "diff":
        write(_diff(source.shown, loaded, edits))
    elif mode == "write":
        click.echo(after.encode("utf-8"), nl=False)  # as bytes, so that line ends stay
    return DIFFERS if after != loaded.text and mode != "write" else 0


def _edits(project: Project, source: Source, loaded: Loaded, style: Style | None) -> list[Edit]:
    """Return the edits that format a document, of all of its file."""
    project.require_settings(source)
    view = loaded.view
    if style:
        table = replace(view.settings.table, style=style)
        view = view._replace(settings=replace(view.settings, table=table))
    return [edit.moved(len(loaded.mark)) for edit in format_document(view)]


def _diff(path: str, loaded: Loaded, edits: list[Edit]) -> str:
    from backlog_ls.cli.diff import unified_diff  # noqa: PLC0415 (only what is used)

    return unified_diff(path, loaded.text, edits)


def _summary(changed: list[str], unchanged: int, mode: Mode) -> str:
    from backlog_ls.cli.check.text import counted  # noqa: PLC0415 (only what is used)

    would = "would be formatted" if mode == "check" else "formatted"
    lines = [f"Would format {path}" for path in changed] if mode == "check" else []
    counts = []
    if changed:
        counts.append(f"{counted(len(changed), 'file')} {would}")
    if unchanged or not changed:
        counts.append(f"{counted(unchanged, 'file')} unchanged")
    return "\n".join([*lines, ", ".join(counts) + "."]) + "\n"
