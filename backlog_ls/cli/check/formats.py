"""The output formats of `check`. Only the module of the chosen format is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.cli.check.problems import Problem

FORMATS = ("text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit")
HUMAN_FORMATS = ("text", "concise")


def render(
    output_format: str,
    problems: Sequence[Problem],
    *,
    checked: int,
    fixes: tuple[int, int] = (0, 0),
    only_counts: bool = False,
) -> str:
    """Return `problems` in the given format.

    Args:
        output_format: One of `FORMATS`.
        problems: Grouped by file.
        checked: Number of files that were checked.
        fixes: Number of fixed problems and of files with fixes; printed by the text format.
        only_counts: Whether the text format prints counts per code instead of the problems.
    """
    if output_format == "json":
        from backlog_ls.cli.check.json import as_json  # noqa: PLC0415 (only what is used)

        return as_json(problems)
    if output_format == "jsonl":
        from backlog_ls.cli.check.json import as_json_lines  # noqa: PLC0415 (only what is used)

        return as_json_lines(problems)
    if output_format == "sarif":
        from backlog_ls.cli.check.sarif import as_sarif  # noqa: PLC0415 (only what is used)

        return as_sarif(problems)
    if output_format in {"github", "gitlab", "junit"}:
        from backlog_ls.cli.check import ci as service_output  # noqa: PLC0415 (only what is used)

        if output_format == "junit":
            return service_output.as_junit(problems, checked)
        if output_format == "gitlab":
            return service_output.as_gitlab(problems)
        return service_output.as_github(problems)
    from backlog_ls.cli.check import text as text_output  # noqa: PLC0415 (only what is used)

    if output_format == "concise":
        return "".join(map(text_output.as_line, problems))
    columns = text_output.terminal_columns()
    if only_counts:
        parts = [text_output.statistics(problems)] if problems else []
    else:
        parts = [text_output.as_text(problem, columns=columns) for problem in problems]
    end = text_output.summary(problems, checked)
    if any(fixes):
        fixed = text_output.pluralize(fixes[0], "problem")
        end = f"Fixed {fixed} in {text_output.pluralize(fixes[1], 'file')}.\n{end}"
    return "\n".join([*parts, end])
