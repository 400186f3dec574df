"""# invalid-settings

## What it does
Reports what is wrong in a settings file: a key that does not exist, a value of the wrong sort, a
diagnostic that does not exist, or TOML that cannot be read. It is reported in `.backlog-ls.toml` or
`pyproject.toml` itself, at the key.

## Why
A setting with a typing error is passed over, and what it was to switch off is reported all the same.
A key that is wrong keeps its default; all others count.

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

## Fix safety
No fix: the message says what was most likely meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.engine.rule import Rule
from backlog_ls.workspace.configuration import unknown_codes

if TYPE_CHECKING:
    from backlog_ls.workspace.configuration import Configuration, ConfigurationError


def settings_errors(configuration: Configuration) -> tuple[ConfigurationError, ...]:
    """Return all that is wrong in a settings file, unknown diagnostics included."""
    codes = [rule.code for rule in registry()]
    return (*configuration.errors, *unknown_codes(configuration, codes))


RULE = Rule("invalid-settings", Severity.ERROR)
