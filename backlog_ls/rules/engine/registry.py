"""All rules, found by looking: a rule is a module of this package that has a ``RULE``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from backlog_ls import rules as package
from backlog_ls.rules.engine.rule import Rule

RULES_URL = "backlog_ls/rules/README.md"
"""Where the rules are documented: a URI reference, relative to the top of the project's repository."""


def rule_url(code: str) -> str:
    """Return where the rule `code` is documented, as a URI reference like `RULES_URL`."""
    return f"{RULES_URL}#{code}"


@cache
def registry() -> tuple[Rule, ...]:
    """Return all rules, in the order of their codes."""
    found: list[Rule] = []
    for module in iter_modules(package.__path__):
        rule = getattr(import_module(f"{package.__name__}.{module.name}"), "RULE", None)
        if isinstance(rule, Rule):
            found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.code))


@cache
def _by_code() -> dict[str, Rule]:
    return {rule.code: rule for rule in registry()}


def rule_of(code: str) -> Rule:
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
    rule_of(code)
    module = import_module(f"{package.__name__}.{code.replace('-', '_')}")
    return (module.__doc__ or "").strip()
