"""The commands, each in a module of its own that is imported only when it is run."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from typing import TYPE_CHECKING

import click

from backlog_ls import __version__
from backlog_ls.cli.main import INTERRUPTED, USAGE_ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODULES = {
    "check": "check",
    "format": "format",
    "items": "items",
    "report": "report",
    "rule": "rule",
    "config": "config",
    "server": "server",
}


class Commands(click.Group):
    """The commands by name, imported late."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names, in the order of the help page."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """Return the command `cmd_name`, or None."""
        module = _MODULES.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"backlog_ls.cli.commands.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with, or say what may have been meant."""
        name = args[0]
        if name not in _MODULES and not name.startswith("-"):
            from backlog_ls.model.names.did_you_mean import meant  # noqa: PLC0415 (only for errors)

            if os.path.exists(name):
                ctx.fail(f"No command '{name}'. To check it: backlog-ls check {name}")
            close = meant(name, _MODULES, 2)
            hint = f" Did you mean '{close}'?" if close else ""
            ctx.fail(f"No command '{name}'.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  backlog-ls check                    check every backlog below this folder
  backlog-ls check --fix BACKLOG.md   mend what can be mended safely
  backlog-ls format --diff docs       show how tables would be laid out
  backlog-ls report                   how far it is, and what is next
  backlog-ls rule broken-link         explain a diagnostic

\b
Exit code: 0; 1 where `check` finds warnings or errors, or where something would
change; 2 where a file could not be read, or for a mistake in the command.

\b
NO_COLOR=1 and FORCE_COLOR=1 turn colours off and on.

\b
Completion of commands, options and codes, in the shell's start file:
  bash  eval "$(_BACKLOG_LS_COMPLETE=bash_source backlog-ls)"
  zsh   eval "$(_BACKLOG_LS_COMPLETE=zsh_source backlog-ls)"
  fish  _BACKLOG_LS_COMPLETE=fish_source backlog-ls | source
""",
)
@click.version_option(__version__, prog_name="backlog-ls", message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context) -> int:
    """Check, format and serve backlogs kept in Markdown.

    Without a command, starts the language server on standard input and output, as an editor does.
    """
    if context.invoked_subcommand is None:
        from backlog_ls.cli.commands.server import serve_stdio  # noqa: PLC0415 (only what is run)

        return serve_stdio()
    return 0


def run(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return the exit code.

    What the user did wrong, and what went wrong inside, is said on standard error.
    """
    try:
        code = group.main(list(arguments), "backlog-ls", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE_ERROR
    except click.Abort:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 (Python's own exit code would mean "findings")
        traceback.print_exc()
        print("backlog-ls: internal error; please report the above", file=sys.stderr)  # noqa: T201 (the program's output)
        return USAGE_ERROR
    return int(code or 0)
