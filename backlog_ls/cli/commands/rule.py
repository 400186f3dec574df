"""The command `backlog-ls rule`."""

from __future__ import annotations

import click

from backlog_ls.cli.check.problems import all_codes, complete_codes, unknown_code_message
from backlog_ls.cli.terminal import write
from backlog_ls.rules.docs.page import first_sentence
from backlog_ls.rules.engine.registry import documentation, registry


@click.command(
    epilog="""\b
Examples:
  backlog-ls rule               list all diagnostics
  backlog-ls rule broken-link   explain one diagnostic

\b
Exit codes: 0 success; 2 unknown diagnostic.
"""
)
@click.argument("code", required=False, shell_complete=complete_codes)
def command(*, code: str | None) -> int:
    """Explain the diagnostic CODE, or list all diagnostics."""
    if code is None:
        write("".join(f"{line}\n" for line in _list_rules()))
        return 0
    if code not in all_codes():
        raise click.BadParameter(unknown_code_message(code), param_hint="'CODE'")
    write(documentation(code) + "\n")
    return 0


def _list_rules() -> list[str]:
    rules = registry()
    width = max(len(rule.code) for rule in rules)
    return [
        f"{rule.code:{width}}  {rule.default_level:11}  {first_sentence(rule.code)}"
        for rule in rules
    ]
