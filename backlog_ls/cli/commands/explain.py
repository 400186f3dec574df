"""The command `backlog-ls explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from backlog_ls.cli.exit_codes import FAILED
from backlog_ls.cli.inputs import DocumentError, Project, describe_error
from backlog_ls.cli.terminal import print_error, write
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.engine.rule import InFinished
from backlog_ls.rules.engine.visible import may_report_in_finished
from backlog_ls.workspace.disk.disk import read_text
from backlog_ls.workspace.roles import role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.view import View


@click.command(
    short_help="Say whether files are treated as backlogs, and why.",
    epilog="""\b
Examples:
  backlog-ls explain docs/PLAN.md   its role, the evidence, the diagnostics it gets

\b
Exit codes: 0 success; 2 a file could not be read.
""",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...", type=click.Path())
def command(*, paths: tuple[str, ...]) -> int:
    """Say the role of each document in PATHS, the evidence for it, and what is reported about it.

    A role that is wrong can be declared: with the settings `roles`, `include` and `exclude`, or with a
    comment `<!-- backlog-ls-role: backlog -->` in the document.
    """
    project = Project(force_exclude=True)
    code = 0
    for source in project.find_files(paths):
        try:
            view = project.parse(source, read_text(source.path)).view
        except (OSError, UnicodeDecodeError, DocumentError) as error:
            reason = str(error) if isinstance(error, DocumentError) else describe_error(error)
            print_error(f"{source.display_path}: {reason}")
            code = FAILED
            continue
        write("".join(f"{line}\n" for line in explain(source.display_path, view)))
    return code


def explain(name: str, view: View) -> Iterator[str]:
    """Yield the lines that explain the role of a document, called `name`."""
    verdict = role_of(view)
    yield f"{name}: {verdict.role.value}"
    for reason in verdict.reasons:
        yield f"  because {reason}"
    yield f"  {_describe_checks(verdict.role, view)}"


def _describe_checks(role: DocumentRole, view: View) -> str:
    if not role.is_checked:
        return "Nothing is reported about it, unless it is named on the command line."
    levels = view.settings.severity
    on = [rule for rule in registry() if levels.get(rule.code, rule.default_level) != "off"]
    if role is not DocumentRole.FINISHED:
        return f"{len(on)} diagnostics are on for it; `backlog-ls rule` lists them."
    limited = [rule for rule in on if may_report_in_finished(rule, view)]
    always = [rule.code for rule in limited if rule.in_finished is not InFinished.FIXABLE]
    fixable = [rule.code for rule in limited if rule.in_finished is InFinished.FIXABLE]
    found = [", ".join(always)] if always else []
    found += [f"{', '.join(fixable)} (only where the target is known)"] if fixable else []
    return f"Finished, so only these are reported: {'; '.join(found)}."
