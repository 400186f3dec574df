r"""# ragged-table-row

## What it does
Reports a table row with more or fewer cells than the header.

## Why it matters
GitHub drops the extra cells and renders missing ones empty, without a warning. The usual cause is a pipe
inside a code span: in a table, it ends the cell nevertheless.

## Example
```markdown
| Task    | Status |
| ------- | ------ |
| `a | b` | Done   |
```

## Use instead
```markdown
| Task     | Status |
| -------- | ------ |
| `a \| b` | Done   |
```

## Fix
Escapes the pipes in code spans, or adds empty cells at the end of the row; `--fix` applies these two. It
adds cells only if the last one certainly is in its column: a status, a date or a number. Otherwise a cell
in the middle may be missing, or a pipe may be mistyped (`Done / 41`), which another fix replaces. A pipe
too many at the start of a row can be removed. There is no fix for other extra cells.

If several rows of a table have the same number of cells, that is one finding.

## Not reported
Extra cells that are empty, unless a pipe in a code span makes them; rows of one cell in tables of three
columns and more, which are titles or notes; short rows of tables without a status column, unless a pipe
is mistyped; and rows of items that are done or struck through, in which only the last cell is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag, flags_of
from backlog_ls.model.items.items import status_of_row
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import CLOSED_STATUSES, read_status
from backlog_ls.model.tables.roles import Role
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.table import Row, stray_pipes
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_MISTYPED_PIPE = pattern(r"[ \t](?:[/\\!Il]|\\\|)[ \t]|[ \t]?[\u00a6\u2502\uff5c\u2016][ \t]?")
MAX_PAIR = 2
"""Maximum number of columns of a table in which a row of one cell is not a title or a note."""
_BOLD = pattern(r"(?:\*\*|__).*(?:\*\*|__)")
_DATE = pattern(r"\d{4}-\d{2}-\d{2}")
_FORMS = {
    Role.DATE: _DATE,
    Role.DUE: _DATE,
    Role.STARTED: _DATE,
    Role.FINISHED: _DATE,
    Role.NUMBER: pattern(r"\d+"),
    Role.PRIORITY: pattern(r"[Pp]\d"),
    Role.PROGRESS: pattern(r"\d{1,3} ?%"),
}
"""What the cells of a column look like, where no other column has the like."""


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check the number of cells of one row."""
    block = place.piece
    if block.kind != Kind.ROW or context.roles is None:
        return
    row = facts_of(block).row
    if row is None or len(row.cells) == context.column_count or flags_of(block) & Flag.CONFLICT:
        return
    columns = context.column_count
    # Rows alike have a cause in common, such as a title that is missing in the header.
    cause = f"{len(row.cells)} cells in the table {context.lead}"
    if len(row.cells) > columns:
        stray = stray_pipes(block.text, row, columns)
        if stray:
            yield _report_stray_pipes(place.key, row, columns, stray)
        elif any(cell.text(block.text) for cell in row.cells[columns:]):
            found = _report_extra_cells(place.key, block, row, columns)
            yield found if found.fixes else found._replace(cause=cause)
    elif not (
        _is_short_on_purpose(block.text, row, context.roles)
        or _is_line_of_text(block.text, row)
        or _is_group(block.text, row, columns)
        or _is_closed(block, row, context)
    ):
        safe = _lacks_trailing_cells_only(block.text, row, context.roles)
        found = _report_missing_cells(place.key, block.text, row, columns, safe=safe)
        yield found if _has_mistyped_pipe(block.text, row) else found._replace(cause=cause)


def _is_short_on_purpose(text: str, row: Row, roles: TableRoles) -> bool:
    """Return whether the missing cells may be meant to be empty: no status can be among them."""
    return roles.status is None and not _has_mistyped_pipe(text, row)


def _is_line_of_text(text: str, row: Row) -> bool:
    """Return whether a line has no pipes outside of code. Below a table, GFM parses it as a row."""
    if row.leading_pipe or row.trailing_pipe:
        return False
    return len(row.cells) == 1 or len(stray_pipes(text, row, 1)) == len(row.cells) - 1


def _is_closed(block: Block, row: Row, context: Context) -> bool:
    """Return whether only the last cell is missing in the row of an item that is done or struck."""
    text = block.text
    if len(row.cells) != context.column_count - 1 or context.roles is None:
        return False
    if _has_mistyped_pipe(text, row):
        return False
    status = status_of_row(text, row, context.roles)
    if status and status.status in CLOSED_STATUSES and _has_form(status.text, Role.STATUS):
        return True
    return any(cell.text(text).startswith("~~") for cell in row.cells)


def _is_group(text: str, row: Row, columns: int) -> bool:
    """Return whether a row of one cell is the title of the rows below it, or a note on the table."""
    if len(row.cells) != 1 or columns <= MAX_PAIR:
        return False
    return row.trailing_pipe or _BOLD.fullmatch(row.cells[0].text(text)) is not None


def _lacks_trailing_cells_only(text: str, row: Row, roles: TableRoles) -> bool:
    """Return whether nothing but cells at the end of `row` can be missing.

    The last cell must have the form of its column, and not that of a column without a cell. No cell
    may contain what looks like a mistyped pipe.
    """
    count = len(row.cells)
    if not count or count > len(roles.roles) or _has_mistyped_pipe(text, row):
        return False
    last = row.cells[-1].text(text)
    own, *missing = roles.roles[count - 1 :]
    return _has_form(last, own) and not any(_has_form(last, role) for role in missing)


def _has_mistyped_pipe(text: str, row: Row) -> bool:
    return any(_MISTYPED_PIPE.search(cell.text(text)) for cell in row.cells)


def _has_form(text: str, role: Role | None) -> bool:
    """Return whether the text of a cell can only belong to a column of `role`."""
    if role is Role.STATUS:
        status = normalize_status(text)
        reading = read_status(text)
        whole = not status.tail and not reading.partial and not any(map(str.isdigit, text))
        return reading.known and whole
    return role in _FORMS and _FORMS[role].fullmatch(text.strip("*_`")) is not None


def _report_stray_pipes(key: int, row: Row, columns: int, stray: tuple[int, ...]) -> Finding:
    edits = tuple(BlockEdit(key, pipe, pipe, "\\") for pipe in stray)
    return Finding(
        RULE.code,
        key,
        stray[0],
        stray[0] + 1,
        f"{_describe(row, columns)}: a pipe in a code span ends the cell. Escape it as `\\|`.",
        (Fix("Escape the pipe" if len(stray) == 1 else "Escape the pipes", edits),),
    )


def _report_extra_cells(key: int, block: Block, row: Row, columns: int) -> Finding:
    counts = _describe(row, columns)
    if len(row.cells) == columns + 1 and block.text.startswith("||", row.start):
        fix = Fix("Remove a pipe", (BlockEdit(key, row.start, row.start + 1, ""),), preferred=False)
        message = f"{counts}: the row begins with two pipes."
        return Finding(RULE.code, key, row.start, row.start + 2, message, (fix,))
    extra = row.cells[columns]
    start = max(extra.start - 1, row.start)
    end = max(row.cells[-1].text_end, start + 1)
    return Finding(RULE.code, key, start, end, f"{counts}: extra cells are not rendered.", ())


def _report_missing_cells(key: int, line: str, row: Row, columns: int, *, safe: bool) -> Finding:
    missing = columns - len(row.cells)
    # Without a trailing pipe, the first new pipe only ends the last cell.
    text = " |" * (missing if row.trailing_pipe else missing + 1)
    last = row.cells[-1] if row.cells else None
    filled = last is not None and last.text_end > last.text_start
    start, end = (last.text_start, last.text_end) if last and filled else (row.start, row.end)
    title = "Add the missing cell" if missing == 1 else "Add the missing cells"
    fixes = [Fix(title, (BlockEdit(key, row.end, row.end, text),), preferred=safe)]
    mistyped = list(_MISTYPED_PIPE.finditer(line, row.start, row.end))
    if len(mistyped) == missing == 1:
        low, high = mistyped[0].span()
        fixes.insert(
            0, Fix("Change to a pipe", (BlockEdit(key, low, high, " | "),), preferred=False)
        )
    return Finding(
        RULE.code,
        key,
        start,
        max(end, start + 1),
        f"{_describe(row, columns)}: missing cells are rendered empty.",
        tuple(fixes),
    )


def _describe(row: Row, columns: int) -> str:
    cells = "1 cell" if len(row.cells) == 1 else f"{len(row.cells)} cells"
    return f"{cells} for {columns} columns" if columns > 1 else f"{cells} for 1 column"


RULE = Rule("ragged-table-row", Severity.WARNING, block=check, flags=Flag.ROW)
