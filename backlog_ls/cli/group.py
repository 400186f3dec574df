"""The group of all commands. The module of a command is imported only when it is run."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from typing import TYPE_CHECKING

import click

from backlog_ls import __version__
from backlog_ls.cli.exit_codes import FAILED, INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Sequence

# In the order of the help page. Each is a module of `backlog_ls.cli.commands` with a `command`.
COMMANDS = ("check", "format", "items", "set", "report", "explain", "rule", "config", "server")


class LazyGroup(click.Group):
    """A group that imports the command that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names of all commands, in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """Return the command `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"backlog_ls.cli.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with; suggest a similar one if there is none."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from backlog_ls.model.names.did_you_mean import find_close_match  # noqa: PLC0415 (only for errors)

            if os.path.exists(name):
                ctx.fail(f"No command '{name}'. To check it: backlog-ls check {name}")
            close = find_close_match(name, COMMANDS, 2)
            hint = f" Did you mean '{close}'?" if close else ""
            ctx.fail(f"No command '{name}'.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  backlog-ls check                    check every backlog below this folder
  backlog-ls check --fix BACKLOG.md   apply the safe fixes
  backlog-ls format --diff docs       show how tables would be formatted
  backlog-ls set T-12 done            set the status of an item
  backlog-ls report                   show the progress and what is next
  backlog-ls explain docs/PLAN.md     say whether a file is treated as a backlog
  backlog-ls rule broken-link         explain a diagnostic

\b
Exit codes: 0 success; 1 warnings or errors found, or a file would change; 2 a
file could not be read, or the command line is wrong.

\b
NO_COLOR=1 turns colours off, FORCE_COLOR=1 turns them on.

\b
Shell completion; put the line into the start file of your shell:
  bash  eval "$(_BACKLOG_LS_COMPLETE=bash_source backlog-ls)"
  zsh   eval "$(_BACKLOG_LS_COMPLETE=zsh_source backlog-ls)"
  fish  _BACKLOG_LS_COMPLETE=fish_source backlog-ls | source
""",
)
@click.version_option(__version__, prog_name="backlog-ls", message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context) -> int:
    """Check, format and serve backlogs kept in Markdown.

    Without a command, start the language server on standard input and output.
    """
    if context.invoked_subcommand is None:
        from backlog_ls.cli.commands.server import serve_stdio  # noqa: PLC0415 (only what is run)

        return serve_stdio()
    return 0


def run(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return the exit code.

    Usage errors and internal errors are written to standard error.
    """
    try:
        code = group.main(list(arguments), "backlog-ls", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return FAILED
    except click.Abort:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 (Python's own exit code, 1, would mean "findings")
        traceback.print_exc()
        print("backlog-ls: internal error; please report the above", file=sys.stderr)  # noqa: T201 (the program's output)
        return FAILED
    return int(code or 0)
