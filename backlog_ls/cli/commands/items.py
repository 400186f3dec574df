"""The command `backlog-ls items`."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import click

from backlog_ls.cli.exit_codes import FAILED
from backlog_ls.cli.inputs import DocumentError, Project, no_backlog_message
from backlog_ls.cli.terminal import print_error, with_progress, write
from backlog_ls.features.overview.listing import DATE_KEYS, OTHER_DATES, list_items
from backlog_ls.model.statuses.status import Status

if TYPE_CHECKING:
    from backlog_ls.cli.inputs import InputFile, LoadedDocument


@click.command(
    short_help="List the items of backlogs.",
    epilog="""\b
Examples:
  backlog-ls items BACKLOG.md                     all items as JSON
  backlog-ls items --format table                 a table to read
  backlog-ls items --format csv > items.csv       for a spreadsheet
  backlog-ls items --status blocked --status todo

\b
Exit codes: 0 success; 2 a file could not be read, or the command line is wrong.
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path())
@click.option(
    "--format",
    "output",
    type=click.Choice(["json", "jsonl", "csv", "table"]),
    default="json",
    show_default=True,
    help="The table is for people, the others are for programs.",
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in Status]),
    help="List only items with this status; may be repeated.",
)
def command(*, paths: tuple[str, ...], output: str, statuses: tuple[str, ...]) -> int:
    """List the items of the backlogs in PATHS. Default: all below the working folder.

    Each has a name, id, status (as written, and normalized), sections, line, parent, dates, owner,
    priority, estimate, milestone and dependencies; the role of its document, the shape in which it is
    written, the confidence that it is an item, and whether it is counted. No rule checks items with low
    confidence. Items with parts are counted by their parts, unless only they have a known status, and
    headings by rows with their id.
    """
    project = Project()
    found: list[dict[str, Any]] = []
    failed = False
    read = 0
    for source in with_progress(project.find_files(paths or (".",)), "Reading"):
        try:
            loaded = project.load(source)
        except DocumentError as error:
            print_error(f"{source.display_path}: {error}")
            failed = True
            continue
        if loaded:
            read += 1
            found += to_json_items(source, loaded)
    if not read and not failed:
        print_error(no_backlog_message(paths or (".",)))
    if statuses:
        found = [item for item in found if item["status"]["canonical"] in statuses]
    write(_FORMATS[output](found))
    return FAILED if failed else 0


def to_json_items(source: InputFile, loaded: LoadedDocument) -> list[dict[str, Any]]:
    """Return the items of a document as JSON objects."""
    found = list_items(loaded.view.backlog, loaded.view.role)
    return [{"path": source.display_path, **each.data} for each in found]


def _json(items: list[dict[str, Any]]) -> str:
    # One item per line, which is easy to read and to diff.
    lines = [json.dumps(item, ensure_ascii=False) for item in items]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _json_lines(items: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def _csv(items: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ["path", "line", "kind", "name", "id", "status", "canonical", "struck", "sections"]
    columns += ["parent", *DATE_KEYS.values(), "owner", "priority", "estimate", "milestone"]
    writer.writerow([*columns, "dependencies", *OTHER_DATES, *_LAST_COLUMNS])
    for item in items:
        writer.writerow(
            [
                *(item[name] for name in ("path", "line", "kind", "name", "id")),
                item["status"]["raw"],
                item["status"]["canonical"],
                item["struck"],
                " > ".join(item["sections"]),
                item["parent"]["name"] if item["parent"] else None,
                *(item["dates"].get(name) for name in DATE_KEYS.values()),
                *(item[name] for name in ("owner", "priority", "estimate", "milestone")),
                " ".join(item["dependencies"]),
                *(item["dates"].get(name) for name in OTHER_DATES),
                *(item[name] for name in _LAST_COLUMNS),
            ]
        )
    return out.getvalue()


def _table(items: list[dict[str, Any]]) -> str:
    from backlog_ls.cli.check.text import terminal_columns  # noqa: PLC0415 (only what is used)
    from backlog_ls.cli.report.item_table import as_table  # noqa: PLC0415 (as above)

    return as_table(items, columns=terminal_columns())


_LAST_COLUMNS = ("role", "confidence", "shape", "counted")
_FORMATS = {"json": _json, "jsonl": _json_lines, "csv": _csv, "table": _table}
