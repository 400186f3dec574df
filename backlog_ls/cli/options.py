"""Options that several commands have."""

from __future__ import annotations

import click

stdin_filename_option = click.option(
    "--stdin-filename",
    metavar="PATH",
    type=click.Path(),
    help="Read standard input as if it were the file PATH.",
)
force_exclude_option = click.option(
    "--force-exclude",
    is_flag=True,
    help="Skip excluded files and files that are not backlogs even if they are named. For hooks and CI.",
)
