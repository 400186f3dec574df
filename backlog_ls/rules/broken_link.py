"""# broken-link

## What it does
Reports a relative link to a file or folder that does not exist. All links of a document to the same
missing file are one finding, and so are all that are written from the root of the repository.

## Why it matters
When a file moves, the links to it break, and readers get a 404 page.

## Example
```markdown
See the [plan](plans/that-moved.md).
```

## Use instead
```markdown
See the [plan](#the-plan).

## The plan
```

## Fix
Corrects a path that is written from the root. Otherwise links to a file with the same name or a similar
name, but not to one of another number, version or language. `--fix` applies the former, and the latter
only if exactly one file in the workspace has that name, which is not `README` or `index`.

## Not reported
Web addresses, targets outside of the workspace, targets that a `.gitignore` names, placeholders, and
links in code. Links to milestone documents are reported as `broken-milestone-link`.
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
    for link in find_failing_links(view, place, LinkProblem.NO_FILE):
        yield missing_file_finding(view, RULE.code, place.key, link)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield links to files with the same or a similar name."""
    return find_path_fixes(view, finding, create=False)


RULE = Rule(
    "broken-link",
    Severity.WARNING,
    block=check,
    flags=Flag.LINK,
    fixes=find_fixes,
    in_finished=InFinished.FIXABLE,
)
