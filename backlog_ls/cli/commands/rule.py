"""`backlog-ls rule`."""

from __future__ import annotations

import click

from backlog_ls.cli.check.problems import codes, complete_codes
from backlog_ls.cli.terminal import write
from backlog_ls.model.names.did_you_mean import meant
from backlog_ls.rules.docs.page import first_sentence
from backlog_ls.rules.engine.registry import documentation, registry


@click.command(
    epilog="""\b
Examples:
  backlog-ls rule               list all diagnostics
  backlog-ls rule broken-link   explain one

\b
Exit code: 0, or 2 where there is no such diagnostic.
"""
)
@click.argument("code", required=False, shell_complete=complete_codes)
def command(*, code: str | None) -> int:
    """Explain the diagnostic CODE, or list all."""
    if code is None:
        write("".join(f"{line}\n" for line in _listing()))
        return 0
    known = codes()
    if code not in known:
        close = meant(code, known, 4)
        hint = f" Did you mean '{close}'?" if close else " See: backlog-ls rule"
        raise click.BadParameter(f"there is no code '{code}'.{hint}", param_hint="'CODE'")
    write(documentation(code) + "\n")
    return 0


def _listing() -> list[str]:
    rules = registry()
    width = max(len(rule.code) for rule in rules)
    return [f"{rule.code:{width}}  {rule.level:11}  {first_sentence(rule.code)}" for rule in rules]
