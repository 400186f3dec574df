"""# dependency-cycle

## What it does
Reports items that wait for each other.

## Why
None of them can ever begin. One of the dependencies is wrong, and the plan shows none of it.

## Example
```markdown
| ID   | Task             | Depends on |
| ---- | ---------------- | ---------- |
| T-01 | Order the cake   | T-03       |
| T-02 | Ask for the room | T-01       |
| T-03 | Count the guests | T-02       |
```

## Use instead
```markdown
| ID   | Task             | Depends on |
| ---- | ---------------- | ---------- |
| T-01 | Order the cake   | T-03       |
| T-02 | Ask for the room | T-01       |
| T-03 | Count the guests |            |
```

## Fix safety
No fix: which step is wrong, only the writer knows. Each circle is reported once in a document, where
an item waits for one that is written below it; the other steps are related information.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.analysis.dependencies import Wait, is_shared, waits, waits_of
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.ids import ident_key
from backlog_ls.rules.engine.finding import Finding, Related, Severity
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.workspace.dependencies import leads_to, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View

MOST_FOREIGN = 1_000
"""So many items of other documents are followed from one document."""


class _Step(NamedTuple):
    """An item waits for another: where it says so."""

    by: str
    needs: str
    path: str
    key: int
    start: int
    end: int
    said: str


def check(view: View) -> Iterator[Finding]:
    """Judge which items wait for which."""
    steps = _steps(view)
    for circle in _circles(steps):
        own = [step for step in circle if not step.path]
        if not own:
            continue
        position = {step.by: (step.key, step.start) for step in circle}
        # What a plan says of an earlier item in a later one is normal: the other way is suspicious.
        forward = [step for step in own if position[step.needs] > position[step.by]]
        at = min(forward or own, key=lambda step: (step.key, step.start))
        first = circle.index(at)
        rest = circle[first + 1 :] + circle[:first]
        way = " → ".join(f"`{step.said}`" for step in [at, *rest])
        itself = not rest
        message = (
            "This item waits for itself." if itself else f"Items wait for each other: {way} → …"
        )
        related = tuple(
            Related(step.key, step.start, step.end, f"Waits for `{step.said}`", step.path)
            for step in rest
        )
        yield Finding(RULE.code, at.key, at.start, at.end, message, (), related)


def is_in_circle(view: View, by: str) -> bool:
    """Tell whether the item with the id `by` waits, in the end, for itself."""
    return leads_to(view, by, by)


def _steps(view: View) -> dict[str, list[_Step]]:
    """Return what each item waits for: those of the document, and those of others that it leads to."""
    steps: dict[str, list[_Step]] = {}
    ours: set[str] = set()
    for wait in waits(view.backlog):
        if wait.item and wait.item.ident:
            by = ident_key(wait.item.ident)
            if is_shared(view.backlog, by):
                continue
            steps.setdefault(by, []).append(_step("", by, wait))
            ours.add(by)
    waiting = [step.needs for some in steps.values() for step in some if step.needs not in ours]
    for by in _leading_back(view, waiting, ours):
        for item in written(view, by):
            for wait in waits_of(item) if item.path else ():
                steps.setdefault(by, []).append(_step(item.path, by, wait))
    return steps


def _leading_back(view: View, waiting: list[str], ours: set[str]) -> list[str]:
    """Return the ids of other documents from which one of `ours` is come to.

    Those others are not read for it: most lead nowhere.

    Args:
        view: of the document.
        waiting: the ids of others that the document waits for.
        ours: the ids of its items that wait.
    """
    seen = {*ours, *waiting}
    behind: dict[str, list[str]] = {}
    while waiting and len(seen) < len(ours) + MOST_FOREIGN:
        by = waiting.pop()
        if view.backlog.index.get(SymbolKind.ID, by) or not view.path:
            continue  # an item of the document, which waits for nothing
        for needs in view.workspace.waits_beside(by, view.path):
            behind.setdefault(needs, []).append(by)
            if needs not in seen:
                seen.add(needs)
                waiting.append(needs)
    found: dict[str, None] = {}
    reached = [by for needs in ours for by in behind.get(needs, ())]
    while reached:
        by = reached.pop()
        if by not in found:
            found[by] = None
            reached += behind.get(by, ())
    return list(found)


def _step(path: str, by: str, wait: Wait) -> _Step:
    need, place = wait.need, wait.place
    said = place.piece.text[need.start : need.end]
    return _Step(by, need.key, path, place.key, need.start, need.end, said)


def _circles(steps: dict[str, list[_Step]]) -> Iterator[list[_Step]]:
    """Yield one way around in each group of items that all lead to each other."""
    for group in _groups({by: [step.needs for step in some] for by, some in steps.items()}):
        inside = {by: [step for step in steps[by] if step.needs in group] for by in group}
        start = min(group, key=lambda by: min((step.path, step.key) for step in inside[by]))
        yield _way_around(start, inside)


def _way_around(start: str, steps: dict[str, list[_Step]]) -> list[_Step]:
    """Return the shortest way from `start` back to it, found breadth first."""
    reached: dict[str, _Step] = {}
    waiting = deque([start])
    while waiting:
        by = waiting.popleft()
        for step in steps[by]:
            if step.needs == start:
                way = [step]
                while way[-1].by != start:
                    way.append(reached[way[-1].by])
                return way[::-1]
            if step.needs not in reached:
                reached[step.needs] = step
                waiting.append(step.needs)
    return []


def _groups(needs: dict[str, list[str]]) -> Iterator[set[str]]:
    """Yield the strongly connected components that hold a circle (Tarjan, without recursion)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in needs:
        if root in number:
            continue
        work: list[tuple[str, Iterator[str]]] = []
        enter: str | None = root
        while enter is not None or work:
            if enter is not None:
                number[enter] = lowest[enter] = len(number)
                stack.append(enter)
                on_stack.add(enter)
                work.append((enter, iter(needs.get(enter, ()))))
                enter = None
            by, rest = work[-1]
            for to in rest:
                if to not in number:
                    enter = to
                    break
                if to in on_stack:
                    lowest[by] = min(lowest[by], number[to])
            if enter is not None:
                continue
            work.pop()
            if work:
                above = work[-1][0]
                lowest[above] = min(lowest[above], lowest[by])
            if lowest[by] == number[by]:
                group = set()
                while by not in group:
                    member = stack.pop()
                    on_stack.discard(member)
                    group.add(member)
                if len(group) > 1 or by in needs.get(by, ()):
                    yield group


RULE = Rule("dependency-cycle", Severity.ERROR, graph=check, graph_about=is_in_circle)
