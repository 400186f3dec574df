r"""# nonportable-link

## What it does
Reports a link that works on one machine only: `file:///…`, `/Users/…`, `/home/…`, `C:\…`.

## Why
It opens for whoever wrote it. On the web page, and for everybody else, it is dead, and it tells names
of users and folders.

## Example
```markdown
See [the plan](file:///Users/ann/shop/docs/plan.md).
```

## Use instead
```markdown
See [the plan](https://example.org/shop/docs/plan.md).
```

## Fix safety
Offers the relative path where the file is in the workspace. `--fix` takes it only where the path from
the project's folder on is the same. Placeholders (`/path/to/file`) are not reported, nor is a path
that counts from the root (`/docs/plan.md`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import Bit
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.links.local_paths import find_in_root, machine_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_UNQUOTED = "/:@!$&'*+,;=~-._"


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge the links of one block."""
    text = place.piece.text
    root = view.root
    for link in facts(place.piece).links:
        start, end = link.target_start, link.target_end
        if link.kind is not LinkKind.WIKI and machine_path(text[start:end], root, view.workspace):
            message = "This leads somewhere on one machine. A relative path works for everybody."
            yield Finding(RULE.code, place.key, start, end, message)


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Find the file in the workspace."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None or not view.path:
        return
    target = place.piece.text[finding.start : finding.end]
    path = machine_path(target, view.root, view.workspace)
    found = path and find_in_root(path, view.root, view.workspace)
    if not path or not found:
        return
    there, certain = found
    relative = os.path.relpath(there, os.path.dirname(view.path)).replace(os.sep, "/")
    new = quote(relative, safe=_UNQUOTED)
    edit = BlockEdit(finding.key, finding.start, finding.start + path.end, new)
    yield Fix(f"Link to {new}", (edit,), certain)


RULE = Rule("nonportable-link", Severity.INFORMATION, block=check, bits=Bit.LINK, fixes=fixes)
