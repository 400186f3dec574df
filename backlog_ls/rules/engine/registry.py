"""Discovery of the rules: every module of `backlog_ls.rules` that has a ``RULE``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from backlog_ls import rules as package
from backlog_ls.rules.engine.rule import Rule

RULES_URL = "backlog_ls/rules/README.md"
"""URI reference of the page of all rules, relative to the root of the project's repository."""


def rule_url(code: str) -> str:
    """Return the URI reference of the documentation of the rule `code`, like `RULES_URL`."""
    return f"{RULES_URL}#{code}"


@cache
def registry() -> tuple[Rule, ...]:
    """Return all rules, sorted by code."""
    found: list[Rule] = []
    for module in iter_modules(package.__path__):
        rule = getattr(import_module(f"{package.__name__}.{module.name}"), "RULE", None)
        if isinstance(rule, Rule):
            found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.code))


@cache
def _by_code() -> dict[str, Rule]:
    return {rule.code: rule for rule in registry()}


def get_rule(code: str) -> Rule:
    """Return the rule `code`.

    Raises:
        KeyError: there is no such rule.
    """
    return _by_code()[code]


def documentation(code: str) -> str:
    """Return the documentation of the rule `code`, in Markdown.

    Raises:
        KeyError: there is no such rule.
    """
    get_rule(code)
    module = import_module(f"{package.__name__}.{code.replace('-', '_')}")
    return (module.__doc__ or "").strip()
