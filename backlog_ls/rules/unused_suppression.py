"""# unused-suppression

## What it does
Reports comments for backlog-ls that do nothing: they suppress nothing, or end nothing, or name a
diagnostic that does not exist.

## Why
A comment that is left over hides the next mistake in its place, and one with a typing error hides
nothing at all.

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

## Fix safety
Removes the comment, or one code of it, or puts in the code that was meant. Never applied by itself:
a comment can hold its writer's reasons.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.directives import DISABLE, DISABLE_NEXT_LINE, ENABLE, PREFIX, VERBS
from backlog_ls.model.names.did_you_mean import meant
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix, Severity
from backlog_ls.rules.engine.registry import registry, rule_of
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.rules.engine.severity import severity_of
from backlog_ls.rules.engine.suppression import ALL, Comment, Heard, Line, Use, comments, heed
from backlog_ls.rules.shared.comment_removal import without_codes, without_comment
from backlog_ls.workspace.index.members import SHARED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from backlog_ls.model.blocks.directives import Word
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Rope
    from backlog_ls.workspace.view import View

NEAR = 4
"""A word that takes more letters to change than this was not meant."""
MOST_UNKNOWN = 10
"""A comment with more words that are no code is prose, or swallowed what stands below it."""


def complaints(view: View, said: list[Comment], heard: Heard) -> Iterator[Finding]:
    """Yield what is wrong with the comments `said`, in the order of the document."""
    known = {rule.code for rule in registry()}
    for number, comment in enumerate(said):
        directive = comment.directive
        if directive.verb.text not in VERBS:
            yield _finding(comment, directive.verb, _unknown_verb(directive.verb.text))
            continue
        unused = []
        unknown = [word for word in directive.codes if word.text not in known]
        if len(unknown) > MOST_UNKNOWN:
            yield _finding(comment, directive.verb, _prose(len(unknown)))
            continue
        for word in directive.codes:
            if word.text not in known:
                yield _finding(comment, word, _unknown_code(word.text))
            elif (number, word.text) not in heard.used and _is_judged(view, word.text):
                unused.append(word)
        if not directive.codes:
            if (number, ALL) not in heard.used and _is_known(view):
                idle = (number, ALL) in heard.idle
                yield _finding(comment, None, _says(view, comment, (), idle=idle))
        elif len(unused) == len(directive.codes):
            idle = all((number, word.text) in heard.idle for word in unused)
            yield _finding(comment, None, _says(view, comment, unused, idle=idle))
        else:
            for word in unused:
                idle = (number, word.text) in heard.idle
                yield _finding(comment, word, _says(view, comment, (word,), idle=idle))


def _is_known(view: View) -> bool:
    """Tell whether all that can be found is found.

    Of a document without a path no links are followed, a server reads a workspace in its time, and a
    rule may have failed.
    """
    if view.guard and view.guard.misses(view.path):
        return False
    return bool(view.path) and view.workspace.knows_around(view.path)


def _is_judged(view: View, code: str) -> bool:
    """Tell whether findings of `code` would be known here if there were any."""
    if code == RULE.code or severity_of(Finding(code, 0, 0, 0, ""), view.settings) is None:
        return False
    if view.guard and view.guard.misses(view.path, code):
        return False
    rule = rule_of(code)
    alone = not (rule.graph or rule.sorts & SHARED)
    return bool(view.path) if alone else _is_known(view)


def _finding(comment: Comment, word: Word | None, message: str) -> Finding:
    at = word or comment.directive
    return Finding(RULE.code, comment.key, at.start, at.end, message)


def _says(view: View, comment: Comment, words: Iterable[Word], *, idle: bool) -> str:
    """Return what is wrong with a comment of which `words`, or all, do nothing."""
    verb = comment.directive.verb.text
    codes = [f"`{word.text}`" for word in words]
    are = "are" if len(codes) > 1 else "is"
    if verb == ENABLE:
        return f"{' and '.join(codes) or 'Nothing'} {are}{' not' * bool(codes)} disabled here."
    if idle:
        return f"{' and '.join(codes) or 'Everything'} {are} disabled here already."
    if verb == DISABLE_NEXT_LINE and _is_blank(view, comment.next):
        return "The next line is blank, so that there is nothing to suppress."
    where = "below" if verb == DISABLE else "on the next line"
    return f"There is no {' or '.join(codes) or 'finding'} {where} to suppress."


def _is_blank(view: View, line: Line | None) -> bool:
    place = view.backlog.rope.at_key(line.key) if line else None
    return line is None or place is None or not place.piece.text[line.start : line.end].strip()


def _unknown_verb(verb: str) -> str:
    close = meant(verb, VERBS, NEAR)
    hint = f"did you mean `{PREFIX}{close}`?" if close else f"known are {_listed(VERBS)}."
    return f"`{PREFIX}{verb}` is not known; {hint}"


def _prose(words: int) -> str:
    return f"{words} words of this comment are no diagnostics; a reason stands behind ` -- `."


def _unknown_code(code: str) -> str:
    close = _meant_code(code)
    return f"There is no diagnostic `{code}`" + (f"; did you mean `{close}`?" if close else ".")


@lru_cache(maxsize=256)  # asked again with each key, for as long as the comment stands there
def _meant_code(word: str) -> str:
    return meant(word, (rule.code for rule in registry()), NEAR)


def _listed(verbs: Iterable[str]) -> str:
    return ", ".join(f"`{PREFIX}{verb}`" for verb in verbs)


def fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield the ways to mend `finding`."""
    rope = view.backlog.rope
    said = _said(rope)
    number = bisect_right(said.places, (finding.key, finding.start)) - 1
    if number < 0:
        return
    directive = said.comments[number].directive
    words = (directive.verb, *directive.codes)
    word = next((word for word in words if word.start == finding.start), None)
    codes = said.comments[number].codes
    if word is None:
        yield Fix("Remove the comment", tuple(_removed(rope, number, codes)), preferred=False)
        return
    if word is directive.verb:
        if word.text in VERBS:
            return  # its words are prose, not ours to remove
        prefix, close = PREFIX, meant(word.text, VERBS, NEAR)
    else:
        prefix, close = "", _meant_code(word.text)
    if close not in {"", word.text}:
        edit = BlockEdit(finding.key, word.start, word.end, close)
        yield Fix(f"Write `{prefix}{close}`", (edit,), preferred=False)
    whole = word is directive.verb or len(directive.codes) == 1
    title = "Remove the comment" if whole else f"Remove `{word.text}` from the comment"
    edits = _removed(rope, number, codes if whole else (word.text,))
    yield Fix(title, tuple(edits), preferred=False)


class _Said(NamedTuple):
    comments: list[Comment]
    places: list[tuple[int, int]]
    """The block and the start of each."""
    enders: dict[int, set[int]]
    """The comments that end what a comment disables."""
    ends: dict[int, set[Use]]
    """What a comment ends."""
    idle: list[int]
    """The comments that would disable something, were it not disabled already."""


@lru_cache(maxsize=1)  # the fixes of a document are asked for one after the other
def _said(rope: Rope[Block]) -> _Said:
    said = comments(rope)
    places = [(comment.key, comment.directive.start) for comment in said]
    enders: dict[int, set[int]] = {}
    ends: dict[int, set[Use]] = {}
    heard = heed(said, ())
    for use, ender in heard.ended.items():
        enders.setdefault(use[0], set()).add(ender)
        ends.setdefault(ender, set()).add(use)
    return _Said(said, places, enders, ends, sorted(number for number, _ in heard.idle))


def _removed(rope: Rope[Block], number: int, codes: Collection[str]) -> Iterator[BlockEdit]:
    """Yield the edits that take `codes` out of comment `number`, and out of what ends them."""
    said = _said(rope)
    yield from _cut(rope, said.comments[number], codes)
    for ender in sorted(said.enders.get(number, ())):
        if bisect_right(said.idle, number) < bisect_right(said.idle, ender):
            continue  # it would have to end what takes over
        uses = said.ends[ender]
        mine = {(by, code) for by, code in uses if by == number and {code, ALL} & {*codes}}
        kept = {code for _, code in uses - mine}
        gone = {code for _, code in mine} - kept
        # One without codes that ends something else too is still needed.
        if gone and (said.comments[ender].directive.codes or not kept):
            yield from _cut(rope, said.comments[ender], gone)


def _cut(rope: Rope[Block], comment: Comment, codes: Collection[str]) -> Iterable[BlockEdit]:
    place = rope.at_key(comment.key)
    if place is None:
        return []
    if all(word.text in codes for word in comment.directive.codes):
        return [without_comment(rope, place, comment.directive)]
    return without_codes(place, comment.directive, codes)


RULE = Rule("unused-suppression", Severity.HINT, fixes=fixes)
