"""# unused-definition

## What it does
Reports the definition of a link reference or a footnote that nothing refers to.

## Why it matters
Renderers show neither. Its reference may be misspelled, or it is left over.

## Example
```markdown
- [x] Search[^1]

[^1]: Released in May.
[^2]: Released in June.
```

## Use instead
```markdown
- [x] Search[^1]

[^1]: Released in May.
```

## Fix
No fix: the text of a footnote, or a target that is kept for later, may be needed.

## Not reported
Definitions that are comments: `[//]: # (to do)`, `[comment]: <> (to do)`.

## Settings
This rule is off by default: many documents keep a list of targets. Give it a severity to turn it on, for
example `severity = { unused-definition = "hint" }`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.definitions import LABEL_KINDS, find_definitions_of, is_referenced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

_COMMENT_TARGETS = {"", "#"}


def check(view: View, key: str) -> Iterator[Finding]:
    """Check the definitions of one label."""
    if is_referenced(view.backlog, key):
        return
    for definition in find_definitions_of(view.backlog, key):
        if definition.target not in _COMMENT_TARGETS:
            start, end = definition.label.label_start, definition.label.label_end
            message = f"Nothing in this document refers to `{definition.shown}`."
            yield Finding(RULE.code, definition.key, start, end, message)


RULE = Rule(
    "unused-definition",
    Severity.HINT,
    symbol=check,
    symbol_kinds=LABEL_KINDS,
    check_unique=True,
    off_by_default=True,
)
