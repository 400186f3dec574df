"""# status-spelling

## What it does
Reports a status that is declared, but spelled otherwise than the legend has it.

## Why
`done`, `Done` and `DONE` are one status to a reader and three to a search.

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

## Fix safety
Replaces the word, and nothing beside it. Safe: the meaning stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Bit
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


_BETWEEN = pattern(r"[\s_-]+")


def check(_view: View, place: Place[Block], context: Context) -> Iterator[Finding]:
    """Judge how the statuses in one block are spelled."""
    vocabulary = context.vocabulary
    if vocabulary is None or not vocabulary.governs(place.piece.kind):
        return
    for use in declared_uses(place.piece, context):
        term = vocabulary.find(use.text)
        if term is None or use.text == term.spelling:
            continue
        if _letters(use.text) != _letters(term.spelling):
            continue  # "Done (core)" says more, and `✅` for `Done` says it by another sign
        yield Finding(
            RULE.code,
            place.key,
            use.start,
            use.end,
            f"This status is declared as `{term.spelling}`.",
            (
                Fix(
                    f"Spell it `{term.spelling}`",
                    (BlockEdit(place.key, use.start, use.end, term.spelling),),
                ),
            ),
            (Related(term.key, term.start, term.end, "Declared here"),),
        )


def _letters(text: str) -> str:
    """Return `text` without what two spellings of one word differ in: case, hyphens, blanks."""
    return _BETWEEN.sub(" ", text.casefold()).replace("\ufe0f", "").strip()


RULE = Rule("status-spelling", Severity.INFORMATION, block=check, bits=Bit.ROW | Bit.STATUS)
