"""The command `backlog-ls set`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import click

from backlog_ls.cli.atomic_write import replace_text
from backlog_ls.cli.exit_codes import FAILED
from backlog_ls.cli.inputs import DocumentError, Project, describe_error
from backlog_ls.cli.terminal import print_error, write
from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.set_status import (
    MARK_DONE,
    SET_STATUS,
    compute_status_edits,
    find_status_choices,
)
from backlog_ls.features.overview.listing import list_items
from backlog_ls.model.names.did_you_mean import find_close_match
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.text.edit import apply_edits
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.cli.inputs import InputFile, LoadedDocument
    from backlog_ls.features.overview.listing import ListedItem
    from backlog_ls.text.edit import Edit

_AT_LINE = pattern(r"(.+):(\d+)")
_MAX_SHOWN = 10


class _Match(NamedTuple):
    """An item that the user may mean."""

    source: InputFile
    loaded: LoadedDocument
    item: ListedItem

    @property
    def place(self) -> str:
        """The path and the line to print."""
        return f"{self.source.display_path}:{self.item.data['line']}"

    def __str__(self) -> str:
        return f"{self.place}: {self.item.data['name']}"


class _Change(NamedTuple):
    """What changes in a document."""

    source: InputFile
    loaded: LoadedDocument
    edits: list[Edit]
    """In document order, without overlaps; offsets are those of the text without byte order mark."""
    items: list[_Match]


@click.command(
    short_help="Set the status of an item.",
    epilog="""\b
Examples:
  backlog-ls set T-12 done                   the item with this id
  backlog-ls set "Offline maps" "In Progress" BACKLOG.md
  backlog-ls set docs/BACKLOG.md:31 blocked  the item on this line
  backlog-ls set T-12 done --diff            show the change only

\b
Exit codes: 0 the item has the status; 2 no item or several items were found, the
status is not possible, or the file could not be written.
""",
)
@click.argument("item")
@click.argument("status")
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path())
@click.option("--all", "every", is_flag=True, help="Change all items with this id or name.")
@click.option("--diff", is_flag=True, help="Show what would change, without changing files.")
def command(*, item: str, status: str, paths: tuple[str, ...], every: bool, diff: bool) -> int:
    """Set the status of ITEM to STATUS, as the editor does: only the status and its date change.

    ITEM is an id, a whole name, or FILE:LINE. STATUS is written as in the file or its legend, or is one
    of todo, in-progress, review, blocked, deferred, done and cancelled. Items are looked for in the
    backlogs in PATHS. Default: all below the working folder.
    """
    project = Project()
    at_line = _AT_LINE.fullmatch(item)
    try:
        if at_line and not paths:
            found = [_find_at_line(project, at_line[1], int(at_line[2]))]
        else:
            found = _find_named(project, item, paths or (".",), every=every)
        for changed in _compute_changes(found, status):
            _make_change(changed, diff=diff)
    except DocumentError as error:
        print_error(str(error))
        return FAILED
    return 0


def _find_at_line(project: Project, path: str, line: int) -> _Match:
    for match in _read_items(project, (path,)):
        if match.item.data["line"] == line:
            return match
    raise DocumentError(f"no item on line {line} of {path}")


def _find_named(
    project: Project, asked: str, paths: tuple[str, ...], *, every: bool
) -> list[_Match]:
    items = list(_read_items(project, paths))
    by_id = [match for match in items if _key(match.item.data["id"]) == _key(asked)]
    name = normalize_name(asked)
    found = by_id or [match for match in items if normalize_name(match.item.data["name"]) == name]
    if len(found) > 1 and not every:
        raise DocumentError(_ambiguous_message(asked, found))
    if found:
        return found
    known = [word for match in items for word in (match.item.data["id"], match.item.data["name"])]
    close = find_close_match(asked, filter(None, known), max(len(asked) // 4, 1))
    hint = f" Did you mean '{close}'?" if close else " See: backlog-ls items"
    raise DocumentError(f"no item '{asked}'.{hint}")


def _read_items(project: Project, paths: tuple[str, ...]) -> Iterator[_Match]:
    for source in project.find_files(paths):
        try:
            loaded = project.load(source)
        except DocumentError as error:
            raise DocumentError(f"{source.display_path}: {error}") from None
        if loaded:
            for item in list_items(loaded.view.backlog, loaded.view.role):
                yield _Match(source, loaded, item)


def _compute_changes(found: list[_Match], status: str) -> list[_Change]:
    """Return the changes of all documents, before any is written.

    Raises:
        DocumentError: an item cannot have this status, or two changes touch.
    """
    by_path: dict[str, _Change] = {}
    for match in found:
        change = by_path.setdefault(match.source.path, _Change(match.source, match.loaded, [], []))
        try:
            edits = _compute_edits(match, status)
        except RefusedError as refused:
            raise DocumentError(f"{match.place}: {refused}") from None
        change.edits.extend(edit for edit in edits if edit not in change.edits)
        change.items.append(match)
    for change in by_path.values():
        change.edits.sort()
        if any(one.end > other.start for one, other in pairwise(change.edits)):
            raise DocumentError(f"{change.source.display_path}: set one item at a time.")
    return list(by_path.values())


def _compute_edits(match: _Match, status: str) -> list[Edit]:
    view, at = match.loaded.view, match.item.start
    try:
        return compute_status_edits(view, at, at, SET_STATUS, status)
    except RefusedError:
        # Some items have no place for a status, but can be struck out or moved to a column.
        if canonical_status(status) is not Status.DONE or find_status_choices(view, at, at):
            raise
        return compute_status_edits(view, at, at, MARK_DONE)


def _make_change(change: _Change, *, diff: bool) -> None:
    """Write a change, or show it; say what changed."""
    source, loaded = change.source, change.loaded
    edits = [edit.shifted(len(loaded.bom)) for edit in change.edits]
    if diff:
        from backlog_ls.cli.diff import unified_diff  # noqa: PLC0415 (only what is used)

        write(unified_diff(source.display_path, loaded.text, edits))
        return
    after = apply_edits(loaded.text, edits)
    if after != loaded.text:
        try:
            replace_text(source.path, loaded.text, after)
        except OSError as error:
            raise DocumentError(f"{source.display_path}: {describe_error(error)}") from None
    for match in change.items:
        write(f"{match}: {'changed' if change.edits else 'unchanged'}\n")


def _key(ident: str | None) -> str:
    return (ident or "").casefold()


def _ambiguous_message(asked: str, found: list[_Match]) -> str:
    shown = [f"\n  {match}" for match in found[:_MAX_SHOWN]]
    more = f"\n  and {len(found) - _MAX_SHOWN} more" if len(found) > _MAX_SHOWN else ""
    return f"{len(found)} items are '{asked}'. Name one as FILE:LINE, or use --all:{''.join(shown)}{more}"
