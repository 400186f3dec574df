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
Corrects a path that is written from the root of the repository, or has one `../` too few or too many.
Otherwise links to a file with the same name, the same id or a similar name, or creates the missing file.
`--fix` applies this only if exactly one file in the workspace has that name or that end of the path.

## Not reported
Links that are marked as planned: `(TBD)`, `— coming soon`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.rules.shared.link_findings import (
    BROKEN_MILESTONE_LINK,
    find_path_fixes,
    is_worth_showing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.workspace.view import View


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield links to files with the same or a similar name."""
    return find_path_fixes(view, finding, create=True)


RULE = Rule(  # its findings are those of `broken_link.check`, which resolves each link once
    BROKEN_MILESTONE_LINK,
    Severity.ERROR,
    fixes=find_fixes,
    is_shown=is_worth_showing,
    in_finished=InFinished.FIXABLE,
)
