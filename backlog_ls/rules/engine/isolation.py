"""A rule that throws or hangs silences only itself (DESIGN, invariant 11)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from backlog_ls.workspace.hang_guard import RuleInterruptedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backlog_ls.rules.engine.rule import Rule
    from backlog_ls.workspace.view import View

log = logging.getLogger(__name__)

T = TypeVar("T")


def guarded(rule: Rule, work: Callable[..., Iterable[T]], view: View, *unit: object) -> list[T]:
    """Return what `work` of `rule` yields for a unit of a document; nothing where it fails.

    One that was interrupted is left out in that document from then on: it would hang at the next
    key again. What it said of other units stays, until these change.
    """
    guard = view.guard
    if guard is None:
        try:
            return list(work(view, *unit))
        except Exception:
            log.exception("rule %s failed on %s and is left out there", rule.code, view.path)
            return []
    if guard.left_out and (rule.code, view.path) in guard.left_out:
        return []
    try:
        try:
            guard.rule = rule, view, unit  # the tuple is what makes this call another one
            return list(work(view, *unit))
        finally:
            guard.rule = None
    except MemoryError:
        raise  # the document is refused
    except RuleInterruptedError:
        guard.leave_out(rule.code, view.path)
    except Exception:
        if (rule.code, view.path) not in guard.failed:
            guard.failed.add((rule.code, view.path))
            log.exception("rule %s failed on %s and is left out there", rule.code, view.path)
    return []
