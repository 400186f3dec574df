"""# broken-anchor

## What it does
Reports a link to a heading that does not exist in the target document. All links of a document to the
same missing heading are one finding.

## Why it matters
The link opens the document at its top, and the reader has to search for the section.

## Example
```markdown
See [below](#relase-plan).

## Release plan
```

## Use instead
```markdown
See [below](#release-plan).

## Release plan
```

## Fix
Links to one of the most similar headings. `--fix` applies it only if at most a quarter of the letters
differ.

## Not reported
Line numbers such as `#L10`. HTML ids count as anchors. Anchors are computed as on GitHub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.link_findings import (
    display_path,
    find_anchor_fixes,
    find_failing_links,
)
from backlog_ls.workspace.links.resolve import LinkProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check the links of one block."""
    for link in find_failing_links(view, place, LinkProblem.NO_ANCHOR):
        where = f"`{display_path(view, link.path)}`" if link.path else "this document"
        message = f"No heading with the anchor `#{link.target.fragment}` in {where}."
        cause = f"{link.path}#{link.target.fragment.lower()}"
        yield Finding(RULE.code, place.key, link.start, link.end, message, cause=cause)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield links to similar anchors."""
    return find_anchor_fixes(view, finding)


RULE = Rule("broken-anchor", Severity.WARNING, block=check, flags=Flag.LINK, fixes=find_fixes)
