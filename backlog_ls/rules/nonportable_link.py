r"""# nonportable-link

## What it does
Reports a link that works on one machine only: `file:///…`, `/Users/…`, `/home/…`, `C:\…`. All links of a
document into one such folder are one finding.

## Why it matters
The link works for its author only, and it reveals names of users and folders.

## Example
```markdown
See [the plan](file:///Users/ann/shop/docs/plan.md).
```

## Use instead
```markdown
See [the plan](https://example.org/shop/docs/plan.md).
```

## Fix
Links to the file by its relative path, if it is in the workspace. `--fix` applies it only if the path
below the project folder is the same.

## Not reported
Placeholders (`/path/to/file`), and paths from the root of the project (`/docs/plan.md`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.workspace.links.local_paths import find_in_root, parse_local_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_SAFE_CHARACTERS = "/:@!$&'*+,;=~-._"
_HOME_PARTS = 3
"""How many names at the start of a path are those of a machine: `Users`, `ann`, `work`."""


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check the links of one block."""
    text = place.piece.text
    root = view.root
    for link in facts_of(place.piece).links:
        start, end = link.target_start, link.target_end
        if link.kind in {LinkKind.WIKI, LinkKind.HTML}:
            continue  # `href="/home/news"` is a page of a web site
        path = parse_local_path(text[start:end], root, view.workspace)
        if path:
            message = "This link works on one machine only. Use a relative path."
            machine = "/".join(path.parts[:_HOME_PARTS]) if len(path.parts) > _HOME_PARTS else ""
            yield Finding(RULE.code, place.key, start, end, message, cause=machine)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield a relative link to the same file in the workspace."""
    place = view.backlog.rope.at_key(finding.key)
    if place is None or not view.path:
        return
    target = place.piece.text[finding.start : finding.end]
    path = parse_local_path(target, view.root, view.workspace)
    found = path and find_in_root(path, view.root, view.workspace)
    if not path or not found:
        return
    there, certain = found
    relative = os.path.relpath(there, os.path.dirname(view.path)).replace(os.sep, "/")
    new = quote(relative, safe=_SAFE_CHARACTERS)
    edit = BlockEdit(finding.key, finding.start, finding.start + path.end, new)
    yield Fix(f"Link to {new}", (edit,), certain)


RULE = Rule(
    "nonportable-link", Severity.INFORMATION, block=check, flags=Flag.LINK, fixes=find_fixes
)
