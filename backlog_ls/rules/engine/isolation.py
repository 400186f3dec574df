"""Calls of rules: a rule that raises an error or takes too long does not stop the others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from backlog_ls.workspace.deadline.deadline import RuleTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backlog_ls.rules.engine.rule import Rule
    from backlog_ls.workspace.view import View

log = logging.getLogger(__name__)

T = TypeVar("T")


def run_isolated(
    rule: Rule, work: Callable[..., Iterable[T]], view: View, *unit: object
) -> list[T]:
    """Return what `work` of `rule` yields for a unit of the document; an empty list if it fails.

    A rule that exceeds its time limit is left out in that document from then on: it would hang again
    at the next key. Its findings in other units stay until these change.

    Raises:
        MemoryError: the caller refuses the document.
        RequestTimeoutError: the request exceeds its time limit.
    """
    deadline = view.workspace.deadline
    if deadline.timed_out and (rule.code, view.path) in deadline.timed_out:
        return []
    if deadline.expired is not None:
        deadline.check()
    try:
        try:
            deadline.rule = (view.backlog,)
            return list(work(view, *unit))
        finally:
            deadline.rule = None
    except MemoryError:
        raise
    except RuleTimeoutError as error:
        deadline.leave_out(rule.code, view.path, error)
    except Exception:
        if (rule.code, view.path) not in deadline.failed:
            with deadline.uninterrupted:
                deadline.failed.add((rule.code, view.path))
                log.exception("rule %s failed on %s and is left out there", rule.code, view.path)
    return []
