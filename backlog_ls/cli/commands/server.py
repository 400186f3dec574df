"""The command `backlog-ls server`."""

from __future__ import annotations

import sys

import click


def serve_stdio(
    default_encoding: str | None = None, log_level: str = "warning", log_file: str = ""
) -> int:
    """Serve on standard input and output; return the exit code.

    Args:
        default_encoding: The position encoding for clients that do not negotiate one.
        log_level: See `--log-level`.
        log_file: Empty for standard error.
    """
    if sys.stdin.isatty():
        # Started by a person: say why nothing happens.
        click.echo(
            "backlog-ls: waiting for an editor on standard input; see backlog-ls --help", err=True
        )
    from backlog_ls.server import logs, main  # noqa: PLC0415 (340 ms, and only for this)

    try:
        return main.serve_stdio(default_encoding, logs.LogOptions(log_level, log_file))
    except OSError as error:
        if error.filename != log_file or not log_file:
            raise
        raise click.ClickException(f"cannot log to {log_file}: {error.strerror}") from None


@click.command(
    epilog="""\b
Examples:
  backlog-ls server                        serve on standard input and output
  backlog-ls server --tcp localhost:2087   wait for one client to connect

\b
Exit codes: 0 the client sent `exit` after `shutdown`; 1 the connection ended
otherwise; 2 the command line is wrong.
"""
)
@click.option("--stdio", is_flag=True, help="Serve on standard input and output (the default).")
@click.option(
    "--tcp",
    metavar="HOST:PORT",
    help="Serve one client that connects to this address (for debugging).",
)
@click.option(
    "--position-encoding",
    "default_encoding",
    type=click.Choice(["utf-8", "utf-16", "utf-32"]),
    help="Position encoding for clients that do not negotiate one. Default: utf-16, as in the protocol.",
)
@click.option(
    "--log-file",
    type=click.Path(dir_okay=False),
    help="Log to this file instead of standard error.",
)
@click.option(
    "--log-level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    default="warning",
    show_default=True,
    help="Minimum level to log. The text of documents is never logged.",
)
def command(
    *,
    stdio: bool,
    tcp: str | None,
    default_encoding: str | None,
    log_file: str | None,
    log_level: str,
) -> int:
    """Start the language server."""
    if tcp is None:
        return serve_stdio(default_encoding, log_level, log_file or "")
    if stdio:
        raise click.UsageError("--stdio and --tcp cannot be combined.")
    host, _, port = tcp.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")  # an IPv6 address, as in a URL
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(
            f"'{tcp}' is not HOST:PORT, as in localhost:2087.", param_hint="'--tcp'"
        )
    from backlog_ls.server import logs, main  # noqa: PLC0415 (340 ms, and only for this)

    try:
        return main.serve_tcp(
            host, int(port), default_encoding, logs.LogOptions(log_level, log_file or "")
        )
    except OSError as error:
        raise click.ClickException(f"cannot listen on {tcp}: {error.strerror}") from None
