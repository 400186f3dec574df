"""Lay out a table: change the padding between its cells, never their texts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.syntax.table import (
    PADDING,
    ROW_WHITESPACE,
    Alignment,
    Row,
    parse_delimiter,
    split_row,
    stray_pipes,
)
from backlog_ls.text.edit import common_prefix, common_suffix
from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class TableStyle(Enum):
    """How wide the columns are."""

    ALIGNED = "aligned"
    COMPACT = "compact"
    AUTO = "auto"


class LineEdit(NamedTuple):
    """Replace the code points ``[start, end)`` of line `line`, 0-based in the table, by `text`."""

    line: int
    start: int
    end: int
    text: str


def lay_out_table(
    lines: Sequence[str],
    style: TableStyle,
    *,
    max_width: int = 160,
    ambiguous_wide: bool = False,
) -> list[str]:
    """Return the lines of a table with the padding of `style`.

    `lines` are the header, the delimiter row and the rows, without line endings and without the
    prefix of their container. The result has as many lines. If `lines` are not a table, they are
    returned unchanged.

    - aligned: every column is as wide as its widest cell.
    - compact: single spaces, and delimiters of three characters.
    - auto: aligned if that fits into `max_width` columns of the screen; else aligned except for the
      last column, which is not padded; else compact. The second form is used only if all columns
      before the last fit into `max_width`, and if no line gets wider than both `max_width` and the
      longest compact line.

    The texts and number of cells and the indentation of rows do not change. Rows have outer pipes
    where the header has them; a row keeps an outer pipe without which it would be parsed
    differently.
    """
    table = _read_table(lines, ambiguous_wide=ambiguous_wide)
    if table is None:
        return list(lines)
    if style is TableStyle.ALIGNED:
        return list(_render(table, table.widths))
    compact = list(_render(table, [0] * len(table.widths)))
    if style is TableStyle.COMPACT:
        return compact
    points = max(max_width, *map(len, compact))
    cells = max(
        max_width, *(len(line) + row.excess for line, row in zip(compact, table.rows, strict=True))
    )
    loose = [*table.widths[:-1], 0]
    return (
        _render_within(table, table.widths, max_width, points)
        or (
            # Otherwise one row of 5,000 characters would pad all others to its length.
            sum(loose) + 3 * len(loose) <= max_width and _render_within(table, loose, cells, points)
        )
        or compact
    )


def diff_table(lines: Sequence[str], new_lines: Sequence[str]) -> list[LineEdit]:
    """Return the edits that turn `lines` into `new_lines`, in document order.

    The edits cover only padding, dashes and outer pipes, so that a cursor in the text of a cell
    stays in place. If the cells of a line differ, it gets one minimal edit.

    Raises:
        ValueError: `lines` and `new_lines` are not equally long.
    """
    edits: list[LineEdit] = []
    for index, (old, new) in enumerate(zip(lines, new_lines, strict=True)):
        if old != new:
            for start, old_part, new_part, before_text in _diff_line(
                old, new, delimiter=index == 1
            ):
                if old_part == new_part:
                    continue
                edit = _minimal_line_edit(index, start, old_part, new_part, before_text=before_text)
                if edits and edits[-1].line == index and edits[-1].end == edit.start:
                    # Join dashes and the padding after them: two inserts at one offset are invalid.
                    last = edits.pop()
                    edit = LineEdit(index, last.start, edit.end, last.text + edit.text)
                edits.append(edit)
    return edits


@dataclass(frozen=True, slots=True)
class _Row:
    indent: str
    cells: list[str]
    widths: list[int]
    closed: bool
    tail: str
    excess: int  # width on the screen minus code points, of all texts of the row


@dataclass(frozen=True, slots=True)
class _Table:
    rows: list[_Row]
    alignments: tuple[Alignment, ...]
    widths: list[int]
    leading_pipe: bool


def _read_table(lines: Sequence[str], *, ambiguous_wide: bool) -> _Table | None:
    alignments = parse_delimiter(lines[1]) if len(lines) > 1 else None
    header = split_row(lines[0]) if alignments else None
    if not alignments or not header or len(header.cells) != len(alignments) or "|" not in lines[0]:
        return None
    known: dict[str, int] = {}  # a status column has the same few texts again and again
    widths = [3] * len(alignments)
    rows: list[_Row] = []
    for index, line in enumerate(lines):
        row = split_row(line)
        delimiter = index == 1
        cells = ["---"] * len(alignments) if delimiter else _cell_texts(line, row, len(alignments))
        leading, trailing = _outer_pipes(row, cells, header, delimiter=delimiter)
        # In a table without leading pipes, a pipe that must stay is treated as text of its cell.
        if leading and not header.leading_pipe:
            cells[0] = "| " + cells[0]
        row_widths = []
        for text in cells:
            width = known.get(text)
            if width is None:
                width = known[text] = display_width(text, ambiguous_wide=ambiguous_wide)
            row_widths.append(width)
        widths[: len(cells)] = map(max, widths, row_widths)
        indent, tail = line[: row.start], line[row.end :]
        if not cells:
            indent, tail = line, ""
        elif not tail.strip(PADDING):
            tail = ""
        outside = indent + tail
        excess = sum(row_widths) - sum(map(len, cells)) - len(outside)
        excess += display_width(outside, ambiguous_wide=ambiguous_wide)
        rows.append(_Row(indent, cells, row_widths, trailing, tail, excess))
    return _Table(rows, alignments, widths, header.leading_pipe)


def _cell_texts(line: str, row: Row, columns: int) -> list[str]:
    """Return the texts of the cells of `row`.

    A pipe in a code span, which someone forgot to escape, does not end a cell here: padding beside it
    would become part of the code when it is escaped.
    """
    strays = set(stray_pipes(line, row, columns))
    texts: list[str] = []
    start = 0
    for index, cell in enumerate(row.cells):
        if not index or cell.start - 1 not in strays:
            texts.append(cell.text(line))
            start = cell.text_start
        else:
            texts[-1] = line[start : cell.text_end]
    return texts


def _outer_pipes(row: Row, cells: list[str], header: Row, *, delimiter: bool) -> tuple[bool, bool]:
    """Return whether `row` should have a leading and a trailing pipe.

    Normally those of the header. But a pipe is kept if the line would be parsed differently without
    it: as a missing cell, as trimmed white space, or as the start of a list, heading, fence and so
    on.
    """
    if not cells:
        return False, False
    first, last = cells[0][:1], cells[-1][-1:]
    plain = delimiter or first.isalpha() or (first > "\x7f" and first not in ROW_WHITESPACE)
    leading = header.leading_pipe or (row.leading_pipe and not plain)
    trailing = header.trailing_pipe or (row.trailing_pipe and (not last or last in ROW_WHITESPACE))
    if len(cells) == 1 and not leading and not trailing:
        # Without any pipe the row would look like a paragraph after the table.
        return row.leading_pipe, row.trailing_pipe and not row.leading_pipe
    return leading, trailing


def _render(table: _Table, targets: Sequence[int]) -> Iterator[str]:
    """Yield the lines with column *i* padded to the width ``targets[i]`` on the screen."""
    opener = "| " if table.leading_pipe else ""
    padding = list(table.alignments)
    if not table.leading_pipe:
        # Spaces on the left would be indentation, and four spaces end the table.
        padding[0] = Alignment.NONE
    columns = list(zip(targets, padding, strict=True))
    for index, row in enumerate(table.rows):
        if index == 1:
            cells = [
                _dashes(text, target, alignment)
                for text, target, alignment in zip(
                    row.cells, targets, table.alignments, strict=True
                )
            ]
        else:
            cells = [
                text if width >= target else _pad(text, target - width, alignment)
                for text, width, (target, alignment) in zip(
                    row.cells, row.widths, columns, strict=False
                )
            ]
            cells += row.cells[len(cells) :]
        if not cells:
            yield row.indent
            continue
        body = opener + " | ".join(cells)
        body = body + " |" if row.closed else body.rstrip(" ")
        yield row.indent + body + row.tail


def _render_within(
    table: _Table, targets: Sequence[int], max_cells: int, max_points: int
) -> list[str] | None:
    """Return the lines of `_render`, or None if one of them is too wide.

    Stops at the first such line, so that one huge cell does not make all others expensive.
    """
    lines = []
    for line, row in zip(_render(table, targets), table.rows, strict=True):
        if len(line) > max_points or len(line) + row.excess > max_cells:
            return None
        lines.append(line)
    return lines


def _pad(text: str, space: int, alignment: Alignment) -> str:
    if alignment is Alignment.RIGHT:
        return " " * space + text
    left = space // 2 if alignment is Alignment.CENTER else 0
    return " " * left + text + " " * (space - left)


def _dashes(text: str, target: int, alignment: Alignment) -> str:
    pipe = text[:-3]
    left = ":" if alignment in {Alignment.LEFT, Alignment.CENTER} else ""
    right = ":" if alignment in {Alignment.RIGHT, Alignment.CENTER} else ""
    length = max(3, target - len(pipe)) - len(left) - len(right)
    return pipe + left + "-" * length + right


def _diff_line(old: str, new: str, *, delimiter: bool) -> Iterator[tuple[int, str, str, bool]]:
    """Yield the corresponding parts of two versions of a line, split at texts of cells and pipes.

    Each part is its offset in `old`, its old and new text, and whether the text of a cell follows.
    """
    old_spans, new_spans = _text_spans(old), _text_spans(new)
    old_texts = [old[start:end] for start, end in old_spans]
    new_texts = [new[start:end] for start, end in new_spans]
    if len(old_texts) != len(new_texts) or (old_texts != new_texts and not delimiter):
        yield 0, old, new, False
        return
    start = new_start = 0
    for (text_start, text_end), (new_text_start, new_text_end) in zip(
        [*old_spans, (len(old), len(old))], [*new_spans, (len(new), len(new))], strict=True
    ):
        before, new_before = old[start:text_start], new[new_start:new_text_start]
        if before.count("|") == new_before.count("|"):
            parts = list(zip(before.split("|"), new_before.split("|"), strict=True))
        else:
            parts = [(before, new_before)]
        for index, (part, new_part) in enumerate(parts):
            yield start, part, new_part, index == len(parts) - 1
            start += len(part) + 1
        yield text_start, old[text_start:text_end], new[new_text_start:new_text_end], False
        start, new_start = text_end, new_text_end


def _text_spans(line: str) -> list[tuple[int, int]]:
    cells = split_row(line).cells
    return [(cell.text_start, cell.text_end) for cell in cells if cell.text_start < cell.text_end]


def _minimal_line_edit(line: int, start: int, old: str, new: str, *, before_text: bool) -> LineEdit:
    limit = min(len(old), len(new))
    # Leave the padding next to the text unchanged: the cursor may be there.
    if before_text:
        tail = common_suffix(old, new, limit)
        head = common_prefix(old[: len(old) - tail], new[: len(new) - tail])
    else:
        head = common_prefix(old, new)
        tail = common_suffix(old, new, limit - head)
    return LineEdit(line, start + head, start + len(old) - tail, new[head : len(new) - tail])
