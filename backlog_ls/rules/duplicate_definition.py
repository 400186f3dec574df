"""# duplicate-definition

## What it does
Reports a label that is defined a second time, with another target. All such labels of a document are one
finding.

## Why it matters
Only the first definition counts: the reference leads somewhere else than the second one says.

## Example
```markdown
See [the plan].

[the plan]: #now
[the plan]: #later

## Now

## Later
```

## Use instead
```markdown
See [the plan].

[the plan]: #later

## Later
```

## Fix
No fix: which target is right is the author's decision.

## Not reported
The same target again, also with `http:` instead of `https:`, and labels that nothing refers to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.definitions import LABEL_KINDS, find_definitions_of, is_referenced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View


def check(view: View, key: str) -> Iterator[Finding]:
    """Check the definitions of one label."""
    definitions = list(find_definitions_of(view.backlog, key))
    if len(definitions) < 2 or not is_referenced(view.backlog, key):
        return
    first, *others = definitions
    where = (
        Related(first.key, first.label.label_start, first.label.label_end, "First definition"),
    )
    for other in others:
        if other.target is None or _page(other.target) != _page(first.target or ""):
            start, end = other.label.label_start, other.label.label_end
            message = f"`{other.shown}` is already defined: this definition does not count."
            yield Finding(
                RULE.code,
                other.key,
                start,
                end,
                message,
                related=where,
                cause=RULE.code,
            )


def _page(target: str) -> str:
    return target.removeprefix("http:").removeprefix("https:").rstrip("/")


RULE = Rule(
    "duplicate-definition",
    Severity.WARNING,
    symbol=check,
    symbol_kinds=LABEL_KINDS,
    check_unique=True,
)
