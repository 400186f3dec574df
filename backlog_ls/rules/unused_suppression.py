"""# unused-suppression

## What it does
Reports a suppression comment that has no effect, or that names an unknown diagnostic.

## Why it matters
A leftover comment hides the next mistake in its place. A comment with a typing error hides nothing.

## Example
```markdown
# Backlog

<!-- backlog-ls-disable-next-line broken-link -->
- [ ] See the [plan](#backlog)
```

## Use instead
```markdown
# Backlog

- [ ] See the [plan](#backlog)
```

## Fix
Removes the comment or one of its codes, or corrects the code. `--fix` does not apply it, because a
comment can hold its author's reasons.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.directives import (
    DIRECTIVE_PREFIX,
    DISABLE,
    DISABLE_NEXT_LINE,
    ENABLE,
    ROLE,
    VERBS,
)
from backlog_ls.model.names.did_you_mean import find_close_match
from backlog_ls.model.roles.role import ROLE_NAMES
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.registry import get_rule, registry
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.engine.suppression import (
    ALL_CODES,
    Comment,
    CommentCode,
    Line,
    Suppressions,
    apply_comments,
    find_comments,
)
from backlog_ls.rules.shared.comment_removal import remove_codes, remove_comment
from backlog_ls.workspace.index.members import SHARED_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from backlog_ls.model.blocks.directives import DirectiveWord
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Rope
    from backlog_ls.workspace.view import View

MAX_DISTANCE = 4
"""Maximum edit distance of a suggestion."""
MAX_UNKNOWN_CODES = 10
"""Maximum number of unknown codes in a comment. With more, the words are prose."""


def check_comments(
    view: View, comments: list[Comment], suppressions: Suppressions
) -> Iterator[Finding]:
    """Check the suppression comments of a document after they were applied to its findings."""
    known = {rule.code for rule in registry()}
    for number, comment in enumerate(comments):
        directive = comment.directive
        if directive.verb.text not in VERBS:
            described = (
                _describe_unknown_role if directive.verb.text == ROLE else _describe_unknown_verb
            )
            yield _make_finding(comment, directive.verb, described(directive.verb.text))
            continue
        unused = []
        unknown = [word for word in directive.codes if word.text not in known]
        if len(unknown) > MAX_UNKNOWN_CODES:
            yield _make_finding(comment, directive.verb, _describe_prose(len(unknown)))
            continue
        for word in directive.codes:
            if word.text not in known:
                yield _make_finding(comment, word, _describe_unknown_code(word.text))
            elif (number, word.text) not in suppressions.used and _would_be_found(view, word.text):
                unused.append(word)
        if not directive.codes:
            if (number, ALL_CODES) not in suppressions.used and _are_findings_complete(view):
                redundant = (number, ALL_CODES) in suppressions.redundant
                yield _make_finding(
                    comment, None, _describe_unused(view, comment, (), redundant=redundant)
                )
        elif len(unused) == len(directive.codes):
            redundant = all((number, word.text) in suppressions.redundant for word in unused)
            yield _make_finding(
                comment, None, _describe_unused(view, comment, unused, redundant=redundant)
            )
        else:
            for word in unused:
                redundant = (number, word.text) in suppressions.redundant
                yield _make_finding(
                    comment, word, _describe_unused(view, comment, (word,), redundant=redundant)
                )


def _are_findings_complete(view: View) -> bool:
    """Return whether no finding of the document can be missing.

    Some may be missing if the document has no path, if the workspace has not been read yet, or if a
    rule failed.
    """
    if view.workspace.deadline.is_incomplete(view.path):
        return False
    return bool(view.path) and view.workspace.is_root_loaded(view.path)


def _would_be_found(view: View, code: str) -> bool:
    """Return whether findings of `code` would have been reported here if there were any."""
    if code == RULE.code or effective_severity(Finding(code, 0, 0, 0, ""), view.settings) is None:
        return False
    if view.workspace.deadline.is_incomplete(view.path, code):
        return False
    rule = get_rule(code)
    alone = not (rule.graph or rule.symbol_kinds & SHARED_KINDS)
    return bool(view.path) if alone else _are_findings_complete(view)


def _make_finding(comment: Comment, word: DirectiveWord | None, message: str) -> Finding:
    at = word or comment.directive
    return Finding(RULE.code, comment.key, at.start, at.end, message)


def _describe_unused(
    view: View, comment: Comment, words: Iterable[DirectiveWord], *, redundant: bool
) -> str:
    """Return the message for a comment of which `words`, or all of it, have no effect."""
    verb = comment.directive.verb.text
    codes = [f"`{word.text}`" for word in words]
    are = "are" if len(codes) > 1 else "is"
    if verb == ENABLE:
        return f"No effect: {' and '.join(codes) or 'nothing'} {are}{' not' * bool(codes)} disabled here."
    if redundant:
        return f"No effect: {' and '.join(codes) or 'everything'} {are} already disabled here."
    if verb == DISABLE_NEXT_LINE and _is_blank(view, comment.next_line):
        return "No effect: the next line is blank."
    where = "below" if verb == DISABLE else "on the next line"
    return f"No effect: no {' or '.join(codes) or 'finding'} {where}."


def _is_blank(view: View, line: Line | None) -> bool:
    place = view.backlog.rope.at_key(line.key) if line else None
    return line is None or place is None or not place.piece.text[line.start : line.end].strip()


def _describe_unknown_role(verb: str) -> str:
    names = ", ".join(f"`{name}`" for name in ROLE_NAMES)
    return f"`{DIRECTIVE_PREFIX}{verb}` needs one role: {names}."


def _describe_unknown_verb(verb: str) -> str:
    close = find_close_match(verb, VERBS, MAX_DISTANCE)
    hint = (
        f"Did you mean `{DIRECTIVE_PREFIX}{close}`?" if close else f"Known: {_join_verbs(VERBS)}."
    )
    return f"Unknown comment `{DIRECTIVE_PREFIX}{verb}`. {hint}"


def _describe_prose(words: int) -> str:
    return f"{words} words are not diagnostics. Write a reason after ` -- `."


def _describe_unknown_code(code: str) -> str:
    close = _suggest_code(code)
    return f"Unknown diagnostic `{code}`." + (f" Did you mean `{close}`?" if close else "")


@lru_cache(maxsize=256)  # called after each keystroke while the comment is there
def _suggest_code(word: str) -> str:
    return find_close_match(word, (rule.code for rule in registry()), MAX_DISTANCE)


def _join_verbs(verbs: Iterable[str]) -> str:
    return ", ".join(f"`{DIRECTIVE_PREFIX}{verb}`" for verb in verbs)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the fixes of `finding`."""
    rope = view.backlog.rope
    index = _index_comments(rope)
    number = bisect_right(index.positions, (finding.key, finding.start)) - 1
    if number < 0:
        return
    directive = index.comments[number].directive
    words = (directive.verb, *directive.codes)
    word = next((word for word in words if word.start == finding.start), None)
    codes = index.comments[number].codes
    if word is None:
        yield Fix(
            "Remove the comment",
            tuple(_remove_codes_and_ends(rope, number, codes)),
            preferred=False,
        )
        return
    if word is directive.verb:
        if word.text in VERBS:
            return  # its words are prose
        prefix, close = DIRECTIVE_PREFIX, find_close_match(word.text, VERBS, MAX_DISTANCE)
    else:
        prefix, close = "", _suggest_code(word.text)
    if close not in {"", word.text}:
        edit = BlockEdit(finding.key, word.start, word.end, close)
        yield Fix(f"Change to `{prefix}{close}`", (edit,), preferred=False)
    whole = word is directive.verb or len(directive.codes) == 1
    title = "Remove the comment" if whole else f"Remove `{word.text}` from the comment"
    edits = _remove_codes_and_ends(rope, number, codes if whole else (word.text,))
    yield Fix(title, tuple(edits), preferred=False)


class _CommentIndex(NamedTuple):
    comments: list[Comment]
    positions: list[tuple[int, int]]
    """The block key and the start of each comment."""
    ended_by: dict[int, set[int]]
    """The comments that end a ``disable`` comment."""
    ends: dict[int, set[CommentCode]]
    """The disabled codes that a comment ends."""
    redundant: list[int]
    """Comments with codes that were already disabled, in document order."""


@lru_cache(maxsize=1)  # fixes of one document are usually requested together
def _index_comments(rope: Rope[Block]) -> _CommentIndex:
    comments = find_comments(rope)
    positions = [(comment.key, comment.directive.start) for comment in comments]
    ended_by: dict[int, set[int]] = {}
    ends: dict[int, set[CommentCode]] = {}
    suppressions = apply_comments(comments, ())
    for use, enable in suppressions.ended_by.items():
        ended_by.setdefault(use[0], set()).add(enable)
        ends.setdefault(enable, set()).add(use)
    return _CommentIndex(
        comments, positions, ended_by, ends, sorted(number for number, _ in suppressions.redundant)
    )


def _remove_codes_and_ends(
    rope: Rope[Block], number: int, codes: Collection[str]
) -> Iterator[BlockEdit]:
    """Yield the edits that remove `codes` from the comment `number` and from those that end it."""
    index = _index_comments(rope)
    yield from _remove_from_comment(rope, index.comments[number], codes)
    for enable in sorted(index.ended_by.get(number, ())):
        if bisect_right(index.redundant, number) < bisect_right(index.redundant, enable):
            continue  # it still has to end a redundant comment in between
        uses = index.ends[enable]
        mine = {(by, code) for by, code in uses if by == number and {code, ALL_CODES} & {*codes}}
        kept = {code for _, code in uses - mine}
        gone = {code for _, code in mine} - kept
        # Keep an `enable` without codes if it ends another comment too.
        if gone and (index.comments[enable].directive.codes or not kept):
            yield from _remove_from_comment(rope, index.comments[enable], gone)


def _remove_from_comment(
    rope: Rope[Block], comment: Comment, codes: Collection[str]
) -> Iterable[BlockEdit]:
    place = rope.at_key(comment.key)
    if place is None:
        return []
    if all(word.text in codes for word in comment.directive.codes):
        return [remove_comment(rope, place, comment.directive)]
    return remove_codes(place, comment.directive, codes)


RULE = Rule("unused-suppression", Severity.HINT, comments=check_comments, fixes=find_fixes)
