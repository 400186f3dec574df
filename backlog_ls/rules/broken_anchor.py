"""# broken-anchor

## What it does
Reports a link to a heading that does not exist in the target document. All links of a document to the
same missing heading are one finding, and so are those to five or more missing headings of one document.

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
Links to the heading that is meant, if only one can be: its numbers and ids are the same, its words
are misspelled at most, and more words may follow. `--fix` applies it only if at most a quarter of the
letters differ.

## Not reported
Line numbers such as `#L10`, and headings of other documents in wiki links. HTML ids count as anchors. Anchors are computed as on GitHub; the text of a
heading, as Obsidian writes it, counts too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.link_findings import BROKEN_ANCHOR, find_anchor_fixes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.workspace.view import View


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the link to the anchor that is meant."""
    return find_anchor_fixes(view, finding)


# Its findings are those of `broken_link.check`, which resolves each link once.
RULE = Rule(BROKEN_ANCHOR, Severity.WARNING, fixes=find_fixes)
