"""# broken-link

## What it does
Reports a relative link to a file or folder that is not there.

## Why
Files move; the links to them stay behind. A reader finds out by a 404.

## Example
```markdown
See the [plan](plans/that-moved.md).
```

## Use instead
```markdown
See the [plan](#the-plan).

## The plan
```

## Fix safety
Offers the files of the same name, then those of a similar one. `--fix` takes it only where one file in
the workspace, and no other, has the name. Nothing is said of web pages, of what lies outside the
workspace, of placeholders, and of anything in code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Bit
from backlog_ls.rules.engine.finding import Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.link_findings import missing, path_fixes, troubled
from backlog_ls.workspace.links.resolve import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge the links of one block."""
    for lead in troubled(view, place, Trouble.NO_FILE):
        message = missing(view, lead)
        yield Finding(RULE.code, place.key, lead.start, lead.end, message)


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Find what may have been meant."""
    return path_fixes(view, finding, create=False)


RULE = Rule("broken-link", Severity.WARNING, block=check, bits=Bit.LINK, fixes=fixes)
