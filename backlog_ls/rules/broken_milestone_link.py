"""# broken-milestone-link

## What it does
Reports a link to a file in a `milestones/` folder that does not exist.

## Why it matters
A milestone document says what will be delivered and when. Without it, that information is lost.

## Example
```markdown
Deferred from [the first release](milestones/2026-02-first-release.md).
```

## Use instead
```markdown
Deferred from [the first release](#first-release).

## First release
```

## Fix
Corrects a path that is written from the root of the repository. Otherwise links to a file with the same
name or a similar name, or creates the missing file. `--fix` applies the first, and links to another file
only if exactly one in the workspace has that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.rules.shared.link_findings import (
    find_failing_links,
    find_path_fixes,
    missing_file_finding,
)
from backlog_ls.workspace.links.resolve import LinkProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check the links of one block."""
    for link in find_failing_links(view, place, LinkProblem.NO_MILESTONE):
        yield missing_file_finding(view, RULE.code, place.key, link)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield links to files with the same or a similar name."""
    return find_path_fixes(view, finding, create=True)


RULE = Rule(
    "broken-milestone-link",
    Severity.ERROR,
    block=check,
    flags=Flag.LINK,
    fixes=find_fixes,
    in_finished=InFinished.FIXABLE,
)
