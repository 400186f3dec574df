"""# invalid-settings

## What it does
Reports an error in a settings file: an unknown key or diagnostic, a value of the wrong type, or invalid
TOML. The finding is in `.backlog-ls.toml` or `pyproject.toml`, at the key.

## Why it matters
A setting with a typing error has no effect. Its default applies; all other settings stay in force.

## Example
```toml
[table]
sytle = "compact"

[severity]
brokn-link = "off"
```

## Use instead
```toml
[table]
style = "compact"

[severity]
broken-link = "off"
```

## Fix
No fix: the message suggests the most similar name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.workspace.configuration import find_unknown_codes

if TYPE_CHECKING:
    from backlog_ls.workspace.configuration import Configuration, ConfigurationError


def find_settings_errors(configuration: Configuration) -> tuple[ConfigurationError, ...]:
    """Return all errors of a settings file, unknown diagnostics included."""
    codes = [rule.code for rule in registry()]
    return (*configuration.errors, *find_unknown_codes(configuration, codes))


RULE = Rule("invalid-settings", Severity.ERROR)
