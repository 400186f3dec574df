"""# broken-anchor

## What it does
Reports a link to a heading that its document does not have.

## Why
The file opens, but at its top: the reader is left to search.

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

## Fix safety
Offers the nearest headings. `--fix` takes one only if it differs by no more than a quarter of its
letters. Anchors are GitHub's; HTML ids count too, line numbers such as `#L10` are not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Bit
from backlog_ls.rules.engine.finding import Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.link_findings import anchor_fixes, shown, troubled
from backlog_ls.workspace.links.resolve import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Judge the links of one block."""
    for lead in troubled(view, place, Trouble.NO_ANCHOR):
        where = f" in `{shown(view, lead.path)}`" if lead.path else ""
        message = f"No heading `#{lead.target.fragment}`{where}."
        yield Finding(RULE.code, place.key, lead.start, lead.end, message)


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Find what may have been meant."""
    return anchor_fixes(view, finding)


RULE = Rule("broken-anchor", Severity.WARNING, block=check, bits=Bit.LINK, fixes=fixes)
