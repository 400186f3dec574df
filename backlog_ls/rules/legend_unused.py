"""# legend-unused

## What it does
Reports a status of a legend that is used nowhere in the document.

## Why
It may be left over from an older way of working, or be written in another way where it is meant.

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

## Fix safety
No fix: a legend may serve other documents as well, or wait for the first item that needs the status.
Any use counts, as an emoji in a heading or a word in brackets; nothing is said of a legend that is
used no more often than it has unused entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.analysis.informal_uses import uses_of
from backlog_ls.model.document.flags import Bit
from backlog_ls.rules.engine.finding import Finding, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.shared.legends import legends_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View


def check(view: View) -> Iterator[Finding]:
    """Judge the entries of all legends."""
    legends = legends_of(view.backlog)
    written = {key for legend in legends for key in (legend.key, *(t.key for t in legend.terms))}
    for legend in legends:
        uses = [uses_of(view.backlog, term, written) for term in legend.terms]
        if sum(uses) > uses.count(0):  # with fewer, some entries have to go without
            for term, count in zip(legend.terms, uses, strict=True):
                if not count:
                    message = f"`{term.spelling}` is declared, and used nowhere in this document."
                    yield Finding(RULE.code, term.key, term.start, term.end, message)


RULE = Rule("legend-unused", Severity.HINT, document=check, bits=Bit.BLOCK)
