"""`backlog-ls items`."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import click

from backlog_ls.cli.inputs import DocumentError, Project, nothing_in
from backlog_ls.cli.terminal import complain, watched, write
from backlog_ls.features.overview.listing import DATES, listed
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.cli.inputs import Loaded, Source

FAILED = 2


@click.command(
    short_help="List all items, as they are understood.",
    epilog="""\b
Examples:
  backlog-ls items BACKLOG.md                     all items as JSON
  backlog-ls items --format csv > items.csv       for a spreadsheet
  backlog-ls items --status blocked --status todo

\b
Exit code: 0, or 2 where a file could not be read, or for a mistake in the
command.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path())
@click.option(
    "--format",
    "output",
    type=click.Choice(["json", "jsonl", "csv"]),
    default="json",
    show_default=True,
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in Status]),
    help="Only items of this status; may be given more than once.",
)
def command(*, paths: tuple[str, ...], output: str, statuses: tuple[str, ...]) -> int:
    """List the items of backlogs: PATHS, by default all below the working folder.

    Each comes with its name, id, status as written and as understood, sections, line, parent, dates,
    owner, priority, estimate, milestone and dependencies.
    """
    project = Project()
    found: list[dict[str, Any]] = []
    failed = False
    read = 0
    for source in watched(project.sources(paths or (".",)), "Reading"):
        try:
            loaded = project.load(source)
        except DocumentError as error:
            complain(f"{source.shown}: {error}")
            failed = True
            continue
        if loaded:
            read += 1
            found += understood(source, loaded)
    if not read and not failed:
        complain(nothing_in(paths or (".",)))
    if statuses:
        found = [item for item in found if item["status"]["canonical"] in statuses]
    write(_FORMATS[output](found))
    return FAILED if failed else 0


def understood(source: Source, loaded: Loaded) -> list[dict[str, Any]]:
    """Return the items of a document, each as JSON has it."""
    return [{"path": source.shown, **each.data} for each in listed(loaded.view.backlog)]


def _json(items: list[dict[str, Any]]) -> str:
    # An item a line: as good to read by eye as to compare.
    lines = [json.dumps(item, ensure_ascii=False) for item in items]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _json_lines(items: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def _csv(items: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ["path", "line", "kind", "name", "id", "status", "canonical", "struck", "sections"]
    columns += ["parent", *DATES.values(), "owner", "priority", "estimate", "milestone"]
    writer.writerow([*columns, "dependencies"])
    for item in items:
        writer.writerow(
            [
                *(item[name] for name in ("path", "line", "kind", "name", "id")),
                item["status"]["raw"],
                item["status"]["canonical"],
                item["struck"],
                " > ".join(item["sections"]),
                item["parent"]["name"] if item["parent"] else None,
                *(item["dates"].get(name) for name in DATES.values()),
                *(item[name] for name in ("owner", "priority", "estimate", "milestone")),
                " ".join(item["dependencies"]),
            ]
        )
    return out.getvalue()


_FORMATS = {"json": _json, "jsonl": _json_lines, "csv": _csv}
