"""# merge-conflict

## What it does
Reports the markers of an unresolved merge conflict: `<<<<<<<`, `=======` and `>>>>>>>`.

## Why it matters
The file contains both versions, and Markdown renders the markers as headings, quotes or table rows.

## Example
```markdown
- [x] Write the parser
<<<<<<< HEAD
- [x] Write the tests
=======
- [ ] Write the tests and the guide
>>>>>>> feature/guide
```

## Use instead
```markdown
- [x] Write the parser
- [x] Write the tests
- [ ] Write the guide
```

## Fix
No fix: which side is right is the author's decision. Other findings inside the conflict are hidden until
it is resolved.

## Not reported
Conflicts that are shown as examples in a code fence. A single `=======` or `>>>>>>>`, because it has
another meaning in Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.conflict_markers import ConflictMarker, find_conflict_markers
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.syntax.block import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.rules.engine.rule import Position
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_EDIT_BLOCK_LABELS = ("SEARCH", "ORIGINAL")
"""Labels of search-and-replace blocks of coding assistants, which use the same markers."""


_RELATED_MESSAGES = {"|": "Common ancestor", "=": "Other side", ">": "End of the conflict"}


class _Conflict:
    """A conflict of which not all markers have been read."""

    __slots__ = ("fence", "has_separator", "key", "marker", "related")

    def __init__(self, key: int, marker: ConflictMarker, fence: int) -> None:
        self.key = key
        self.marker = marker
        self.fence = fence
        """Key of the code fence in which it starts; 0 if there is none."""
        self.related: list[Related] = []
        self.has_separator = False
        """Whether its ``=======`` has been read."""


def check(view: View) -> Iterator[Finding]:
    """Check the document as a whole, since a conflict may span several blocks."""
    rope = view.backlog.rope
    opened: list[_Conflict] = []
    found: list[Finding] = []
    for place in rope.find(FLAGS, Flag.CONFLICT, 0, len(rope)):
        for marker in find_conflict_markers(place.piece.text):
            if marker.sign == "<":
                opened.append(_Conflict(place.key, marker, _fence_key(place)))
            elif opened and _add_marker(opened[-1], place, marker) and marker.sign == ">":
                found += _check_complete(opened.pop(), _fence_key(place), marker.label)
    for conflict in opened:
        found += _check_unterminated(conflict)
    yield from sorted(found, key=lambda finding: (finding.key, finding.start))


def masked_range(finding: Finding) -> tuple[Position, Position] | None:
    """Return the range of the conflict that `finding` reports; None if its end is missing."""
    end = finding.related[-1] if finding.related else None
    if end is None or end.message != _RELATED_MESSAGES[">"]:
        return None
    return (finding.key, finding.start), (end.key, end.end)


def _fence_key(place: Place[Block]) -> int:
    return place.key if place.piece.kind == Kind.FENCE else 0


def _add_marker(conflict: _Conflict, place: Place[Block], marker: ConflictMarker) -> bool:
    """Add `marker` to `conflict` if it belongs to it, and return whether it does."""
    if marker.sign == ">" and not conflict.has_separator and not marker.label.endswith(" ends"):
        return False  # a nested quote; conflicts of Jujutsu have no separator, but a named end
    if marker.sign != ">" and conflict.has_separator:
        return False  # part of the text of the other side
    conflict.has_separator = conflict.has_separator or marker.sign == "="
    conflict.related.append(
        Related(place.key, marker.start, marker.end, _RELATED_MESSAGES[marker.sign])
    )
    return True


def _check_complete(conflict: _Conflict, fence: int, theirs: str) -> Iterator[Finding]:
    """Report a complete conflict, unless it is an example within one code fence, `fence`."""
    shown = conflict.fence and conflict.fence == fence
    if shown or conflict.marker.label.startswith(_EDIT_BLOCK_LABELS):
        return
    ours = conflict.marker.label
    sides = (
        f" between `{ours}` and `{theirs}`" if conflict.has_separator and ours and theirs else ""
    )
    message = f"Unresolved merge conflict{sides}. Keep the right lines and delete the markers."
    yield _make_finding(conflict, message)


def _check_unterminated(conflict: _Conflict) -> Iterator[Finding]:
    """Report a conflict without an end marker."""
    label = conflict.marker.label
    if label and not conflict.fence and not label.startswith(_EDIT_BLOCK_LABELS):
        yield _make_finding(conflict, "Merge conflict marker without an end marker. Delete it.")


def _make_finding(conflict: _Conflict, message: str) -> Finding:
    start, end = conflict.marker.start, conflict.marker.end
    return Finding(RULE.code, conflict.key, start, end, message, (), tuple(conflict.related))


RULE = Rule(
    "merge-conflict",
    Severity.ERROR,
    document=check,
    flags=Flag.CONFLICT,
    masked_range=masked_range,
    in_finished=InFinished.EVERYTHING,
)
