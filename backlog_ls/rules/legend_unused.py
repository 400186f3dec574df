"""# legend-unused

## What it does
Reports a status in a legend that is never used in the document.

## Why it matters
It may be left over from an older workflow, or the items spell it differently.

## Example
```markdown
**Legend:** ✅ done | 🚧 in progress | 🧊 frozen

| Task    | Status |
| ------- | ------ |
| Reports | ✅     |
| Search  | 🚧     |
```

## Use instead
```markdown
**Legend:** ✅ done | 🚧 in progress

| Task    | Status |
| ------- | ------ |
| Reports | ✅     |
| Search  | 🚧     |
```

## Fix
No fix: the legend may serve other documents, or declare a status that no item has yet.

## Not reported
A legend with at least as many unused statuses as uses. Every use counts, also an emoji in a heading or
a word in brackets.

## Settings
This rule is off by default: most legends declare all statuses that a team may use, or serve several
documents. Give it a severity to turn it on, for example `severity = { legend-unused = "hint" }`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.informal_uses import count_uses
from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.legends import find_legends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View


def check(view: View) -> Iterator[Finding]:
    """Check the entries of all legends."""
    legends = find_legends(view.backlog)
    written = {key for legend in legends for key in (legend.key, *(t.key for t in legend.terms))}
    for legend in legends:
        uses = [count_uses(view.backlog, term, written) for term in legend.terms]
        if sum(uses) > uses.count(0):  # fewer uses cannot cover all entries
            for term, count in zip(legend.terms, uses, strict=True):
                if not count:
                    message = f"`{term.spelling}` is declared but never used in this document."
                    yield Finding(RULE.code, term.key, term.start, term.end, message)


RULE = Rule("legend-unused", Severity.HINT, document=check, flags=Flag.BLOCK, off_by_default=True)
