"""The documents that rows link, by the names of their files.

What a row says of a document is judged again when that changes; the name is how it is found then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.tables.headers import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.tables.headers import TableRoles
    from backlog_ls.syntax.block import Block


def document_name(path: str) -> str:
    """Return the name of the Markdown document at `path`, as it is compared; empty: it is none."""
    name = path[max(path.rfind("/"), path.rfind("\\")) + 1 :].lower()
    return name if name.endswith(".md") else ""


def tracked_documents(row: Block, roles: TableRoles) -> Iterator[str]:
    """Yield the names of the documents that `row` links, in a table that says how far they are."""
    if Role.PROGRESS not in roles.roles:
        return
    for link in facts(row).links:
        target = row.text[link.target_start : link.target_end]
        name = document_name(unquote(target.partition("#")[0].partition("?")[0]))
        if name:
            yield name
