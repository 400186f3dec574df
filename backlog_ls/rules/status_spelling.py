"""# status-spelling

## What it does
Reports a declared status that is spelled differently from the legend.

## Why it matters
A reader takes `done`, `Done` and `DONE` for one status, but a search does not.

## Example
```markdown
| Status | Meaning     |
| ------ | ----------- |
| `Todo` | Not started |
| `Done` | Completed   |

| Task    | Status |
| ------- | ------ |
| Reports | done   |
```

## Use instead
```markdown
| Status | Meaning     |
| ------ | ----------- |
| `Todo` | Not started |
| `Done` | Completed   |

| Task    | Status |
| ------- | ------ |
| Reports | Done   |
```

## Fix
Changes the status to the declared spelling. It is safe, and `--fix` applies it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Flag
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


_SEPARATOR = pattern(r"[\s_-]+")


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Check the spelling of the statuses in one block."""
    vocabulary = context.vocabulary
    if vocabulary is None or not vocabulary.applies_to(place.piece.kind):
        return
    for use in find_status_uses(place.piece, context):
        term = vocabulary.find_term(use.text)
        if term is None or use.text == term.spelling:
            continue
        if _normalize(use.text) != _normalize(term.spelling):
            continue  # not a mere spelling: "Done (core)" has more words, and `✅` is another sign than `Done`
        yield Finding(
            RULE.code,
            place.key,
            use.start,
            use.end,
            f"Use the declared spelling `{term.spelling}`.",
            (
                Fix(
                    f"Change to `{term.spelling}`",
                    (BlockEdit(place.key, use.start, use.end, term.spelling),),
                ),
            ),
            (Related(term.key, term.start, term.end, "Declared here"),),
        )


def _normalize(text: str) -> str:
    """Return `text` without differences in case, hyphens and spaces."""
    return _SEPARATOR.sub(" ", text.casefold()).replace("\ufe0f", "").strip()


RULE = Rule("status-spelling", Severity.INFORMATION, block=check, flags=Flag.ROW | Flag.STATUS)
