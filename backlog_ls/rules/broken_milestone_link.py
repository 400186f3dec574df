"""# broken-milestone-link

## What it does
Reports a link to a milestone document, one in a folder `milestones/`, that is not there.

## Why
A milestone says what is to be delivered and when. A backlog that points to a missing one has lost it.

## Example
```markdown
Deferred from [the first release](milestones/2026-02-first-release.md).
```

## Use instead
```markdown
Deferred from [the first release](#first-release).

## First release
```

## Fix safety
Offers the files of the same name, then those of a similar one, and to create the file. `--fix` takes
it only where one file in the workspace, and no other, has the name.
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
    for lead in troubled(view, place, Trouble.NO_MILESTONE):
        message = missing(view, lead)
        yield Finding(RULE.code, place.key, lead.start, lead.end, message)


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Find what may have been meant."""
    return path_fixes(view, finding, create=True)


RULE = Rule("broken-milestone-link", Severity.ERROR, block=check, bits=Bit.LINK, fixes=fixes)
