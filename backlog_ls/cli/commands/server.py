"""`backlog-ls server`."""

from __future__ import annotations

import sys

import click


def serve_stdio(assumed: str | None = None, level: str = "warning", file: str = "") -> int:
    """Serve on standard input and output; return the exit code."""
    if sys.stdin.isatty():
        # An editor never starts it so; a person would wait for something to happen.
        click.echo(
            "backlog-ls: waiting for an editor on standard input; see backlog-ls --help", err=True
        )
    from backlog_ls.server import main  # noqa: PLC0415 (340 ms, and only for this)

    try:
        return main.serve_stdio(assumed, main.Log(level, file))
    except OSError as error:
        if error.filename != file or not file:
            raise
        raise click.ClickException(f"cannot log to {file}: {error.strerror}") from None


@click.command(
    epilog="""\b
Examples:
  backlog-ls server                        on standard input and output
  backlog-ls server --tcp localhost:2087   for one client that connects

\b
Exit code: 0 where the client said goodbye, else 1; 2 for a mistake in the
command.
"""
)
@click.option("--stdio", is_flag=True, help="Serve on standard input and output (the default).")
@click.option("--tcp", metavar="HOST:PORT", help="Listen there for one client.")
@click.option(
    "--position-encoding",
    "assumed",
    type=click.Choice(["utf-8", "utf-16", "utf-32"]),
    help="What a client counts columns in that does not say so: bytes, UTF-16 (the default, as the"
    " protocol has it) or characters.",
)
@click.option(
    "--log-file", type=click.Path(dir_okay=False), help="Log there, not on standard error."
)
@click.option(
    "--log-level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    default="warning",
    help="What is logged; warning is the default. The text of documents never is.",
)
def command(
    *, stdio: bool, tcp: str | None, assumed: str | None, log_file: str | None, log_level: str
) -> int:
    """Start the language server."""
    if tcp is None:
        return serve_stdio(assumed, log_level, log_file or "")
    if stdio:
        raise click.UsageError("--stdio and --tcp cannot go together.")
    host, _, port = tcp.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")  # an IPv6 address, as in a URL
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(
            f"'{tcp}' is not HOST:PORT, as in localhost:2087.", param_hint="'--tcp'"
        )
    from backlog_ls.server import main  # noqa: PLC0415 (340 ms, and only for this)

    try:
        return main.serve_tcp(host, int(port), assumed, main.Log(log_level, log_file or ""))
    except OSError as error:
        raise click.ClickException(f"cannot listen on {tcp}: {error.strerror}") from None
