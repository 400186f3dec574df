"""The documents that table rows link to, by file name.

If a document changes, the rows that state its progress must be checked again. They are found by its
file name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.tables.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.syntax.block import Block


def document_name(path: str) -> str:
    """Return the file name at `path` in lower case; empty if it is not a Markdown file."""
    name = path[max(path.rfind("/"), path.rfind("\\")) + 1 :].lower()
    return name if name.endswith(".md") else ""


def find_tracked_documents(row: Block, roles: TableRoles) -> Iterator[str]:
    """Yield the file names of the documents that `row` links to, in a table with progress."""
    if Role.PROGRESS not in roles.roles:
        return
    for link in facts_of(row).links:
        target = row.text[link.target_start : link.target_end]
        name = document_name(unquote(target.partition("#")[0].partition("?")[0]))
        if name:
            yield name
