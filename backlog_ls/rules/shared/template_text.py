"""Text of a template that was copied into many documents and left as it was.

Each copy of `[Mockup](attachments/mockup.png)` leads to another file, so that nobody meant any of them.
The copies of a link to one and the same missing file are another matter.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.roles.folders import TEMPLATE_FOLDERS
from backlog_ls.rules.shared.moved_files import folders_above
from backlog_ls.text.lines import line_end_at, line_start_at
from backlog_ls.workspace.document_names import is_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.workspace.view import View

MIN_COPIES = 2
"""Minimum number of other documents with the same line."""
MAX_READ = 20
"""Maximum number of other documents that are read."""
MAX_LISTED = 200
"""Maximum number of folders beside that of the document that are looked at."""
_TEMPLATE = "template"


def is_template_text(view: View, block: Block, link: Link, missing: str) -> bool:
    """Return whether the line of a link below the folder of its document is that of a template.

    That is so if the same line is in a template, or in documents of the same name in the folders
    beside, where its file is missing too.

    Args:
        view: the document.
        block: that holds the link.
        link: the link.
        missing: absolute path of its target.
    """
    folder = os.path.dirname(view.path)
    if not missing.startswith(folder + os.sep) or not view.root:
        return False
    start, end = link.start, link.end
    line = block.text[line_start_at(block.text, start) : line_end_at(block.text, end)].strip()
    tail = missing[len(folder) :]
    copies = 0
    for path, is_template in islice(_find_relatives(view), MAX_READ):
        is_copy = is_template or not view.workspace.exists(os.path.dirname(path) + tail)
        if is_copy and line in view.workspace.text(path):
            copies += MIN_COPIES if is_template else 1
            if copies >= MIN_COPIES:
                return True
    return False


def _find_relatives(view: View) -> Iterator[tuple[str, bool]]:
    """Yield templates around the document, then the documents of its name in the folders beside its.

    Each comes with whether it is a template.
    """
    workspace = view.workspace
    folder, name = os.path.split(view.path)
    for above in islice(folders_above(view), 1, None):
        for entry in workspace.list_folder(above):
            if (
                entry.endswith("/")
                and entry[:-1].lower() in TEMPLATE_FOLDERS
                and _TEMPLATE in entry
            ):
                inside = os.path.join(above, entry[:-1])
                yield from (
                    (os.path.join(inside, each), True)
                    for each in workspace.list_folder(inside)
                    if is_markdown(each)
                )
            elif is_markdown(entry) and _TEMPLATE in entry.lower():
                yield os.path.join(above, entry), True
    beside = os.path.dirname(folder)
    if folder == view.root or not beside.startswith(view.root):
        return
    for entry in islice(workspace.list_folder(beside), MAX_LISTED):
        path = os.path.join(beside, entry.rstrip("/"), name)
        if entry.endswith("/") and path != view.path and workspace.exists(path):
            yield path, False
