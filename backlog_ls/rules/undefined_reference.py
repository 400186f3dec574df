"""# undefined-reference

## What it does
Reports a reference whose label the document does not define: `[text][label]`, `[label][]` or `[^label]`.

## Why it matters
The link is not one: the reader sees its brackets.

## Example
```markdown
See [the plan][pln] and [the code][code].

[plan]: #later
[code]: https://example.org/code

## Later
```

## Use instead
```markdown
See [the plan][plan] and [the code][code].

[plan]: #later
[code]: https://example.org/code

## Later
```

## Fix
Takes the label of the document that is misspelled, if only one can be meant. `--fix` does not apply it.

## Not reported
- Documents that define no label at all, and footnotes where no footnote is defined: the brackets are
  probably no references.
- `[label]` alone, which is text.
- What may be something else: brackets right behind a word (`matrix[i][j]`), single words at the start of
  a line (`[bug][high]`), more than two brackets, and labels without a letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind, defines_any, label_key
from backlog_ls.model.names.did_you_mean import find_close_match
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.syntax.inline import LabelKind
from backlog_ls.text.lines import line_start_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.inline import Label
    from backlog_ls.workspace.view import View

_MAX_USES = 50
"""Maximum number of references with one label that are reported."""
_MAX_DISTANCE = 2
"""Maximum edit distance of a suggestion; shorter labels must be more alike."""
_NO_START = {"]", ")", "_", "\\"}
_MARKERS = " \t>-+*.)0123456789"


def check(view: View, key: str) -> Iterator[Finding]:
    """Check the references with one label."""
    backlog = view.backlog
    index = backlog.index
    if index.get(SymbolKind.DEFINITION, key) or not defines_any(index, footnote=key[0] == "^"):
        return
    for block_key in dict.fromkeys(index.get(SymbolKind.REFERENCE, key)[:_MAX_USES]):
        place = backlog.rope.at_key(block_key)
        for label in facts_of(place.piece).labels if place else ():
            if (
                place
                and label_key(place.piece, label) == key
                and _is_meant(place.piece.text, label)
            ):
                start, end = label.label_start, label.label_end
                shown = place.piece.text[start:end]
                message = f"No definition `[{shown}]: …` in this document."
                yield Finding(RULE.code, block_key, start, end, message, cause=key)


def _is_meant(text: str, label: Label) -> bool:
    """Return whether brackets are certainly a reference, and not an index or a tag."""
    if label.kind is LabelKind.FOOTNOTE:
        return True
    if label.kind not in {LabelKind.FULL, LabelKind.COLLAPSED}:
        return False
    before = text[max(label.start - 1, 0) : label.start]
    if before.isalnum() or before in _NO_START or text[label.end : label.end + 1] == "[":
        return False
    lead = text[line_start_at(text, label.start) : label.start]
    words = text[label.text_start : label.text_end].split()
    may_be_tag = not lead.strip(_MARKERS) and len(words) < 2
    return not may_be_tag and any(map(str.isalpha, text[label.label_start : label.label_end]))


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the label that is probably meant."""
    labels = view.backlog.index.of_kind(SymbolKind.DEFINITION)
    is_footnote = finding.cause.startswith("^")
    known = {label.lower() for label in labels if label.startswith("^") == is_footnote}
    distance = min(len(finding.cause) // 3, _MAX_DISTANCE)
    meant = find_close_match(finding.cause.lower(), sorted(known), distance) if distance else ""
    if meant:
        edit = BlockEdit(finding.key, finding.start, finding.end, meant)
        yield Fix(f"Refer to [{meant}]", (edit,), preferred=False)


RULE = Rule(
    "undefined-reference",
    Severity.WARNING,
    symbol=check,
    symbol_kinds=frozenset({SymbolKind.REFERENCE, SymbolKind.DEFINITION}),
    check_unique=True,
    fixes=find_fixes,
)
