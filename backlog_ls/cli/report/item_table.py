"""The items of documents as tables for the terminal, one for each document."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from backlog_ls.cli.report.console import make_console
from backlog_ls.cli.report.labels import count_label, replace_unsafe
from backlog_ls.features.markdown_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLUMNS = ("line", "id", "name", "status", "owner", "due")
_GAP = 2
_MIN_NAME_WIDTH = 12
_MAX_WIDTH = 24
"""Maximum width of the columns other than the name, in cells."""


def as_table(items: Iterable[dict[str, Any]], *, columns: int) -> str:
    """Return `items`, as `backlog-ls items` lists them, as text of at most `columns` cells per line.

    Columns without any value are omitted. Names that do not fit are shortened.
    """
    out = io.StringIO()
    console = make_console(out, columns)
    for path, group in groupby(items, key=lambda item: str(item["path"])):
        rows = [_read_row(item) for item in group]
        heading = f"{replace_unsafe(path)} ({count_label(len(rows), 'item')})"
        console.print(Text(heading), soft_wrap=True)
        console.print(_build_table(rows, columns))
        console.print()
    lines = [line.rstrip() for line in out.getvalue().split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n" if any(lines) else ""


def _build_table(rows: list[dict[str, str]], columns: int) -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False)
    used = [name for name in _COLUMNS if any(row[name] for row in rows)]
    others = 0
    for name in used:
        if name != "name":
            widest = max(cell_len(text) for text in (name, *(row[name] for row in rows)))
            others += min(widest, _MAX_WIDTH) + _GAP
    for name in used:
        is_name = name == "name"
        table.add_column(
            name.capitalize(),
            justify="right" if name == "line" else "left",
            no_wrap=True,
            overflow="ellipsis",
            max_width=max(columns - others - _GAP, _MIN_NAME_WIDTH) if is_name else _MAX_WIDTH,
        )
    for row in rows:
        table.add_row(*(Text(row[name]) for name in used))
    return table


def _read_row(item: dict[str, Any]) -> dict[str, str]:
    values = {
        "line": str(item["line"]),
        "id": item["id"],
        "name": item["name"],
        "status": item["status"]["canonical"].replace("_", " "),
        "owner": item["owner"],
        "due": item["dates"].get("due"),
    }
    return {name: replace_unsafe(plain_text(value or "")) for name, value in values.items()}
