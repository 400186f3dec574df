"""A settings file to begin with: all settings commented out, beside what was found in a folder."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backlog_ls.cli.check.problems import RuleSelection, filter_findings
from backlog_ls.cli.check.text import pluralize
from backlog_ls.cli.settings_file.toml import entries, format_key, format_value
from backlog_ls.features.code_actions.fix_all import compute_visible_findings
from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.model.settings import DEFAULTS
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.docs.settings_schema import describe_setting
from backlog_ls.rules.engine.registry import get_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.cli.inputs import InputFile, LoadedDocument

_WIDTH = 100
_MAX_EXAMPLES = 3
_MAX_STATUSES = 8
_MIN_USES = 2
"""Fewer uses of a status may be a typo, which must not become a declared status."""

_ROLE_NOUNS = {
    DocumentRole.BACKLOG: "backlog",
    DocumentRole.WORK_ITEM: "work item",
    DocumentRole.FINISHED: "finished document",
}


@dataclass(slots=True)
class Findings:
    """What the documents of a folder show about the settings that it may want."""

    paths: dict[DocumentRole, list[str]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, source: InputFile, loaded: LoadedDocument) -> None:
        """Add what a document shows."""
        view = loaded.view
        self.paths.setdefault(view.role, []).append(source.display_path)
        self.codes.update(
            finding.code
            for finding, _ in filter_findings(view, compute_visible_findings(view), RuleSelection())
        )
        for record in read_records(view.backlog):
            written = record.status_text.strip(" .")
            is_word = len(normalize_status(written).word) > 1  # not the mark of a checkbox
            if is_word and record.status is not Status.UNKNOWN:
                self.statuses[written] += 1


def write_template(found: Findings) -> str:
    """Return the text of a settings file, TOML, in which nothing is set."""
    parts = [
        "# Settings of backlog-ls. What is commented out is the default.",
        "# `backlog-ls config show` prints the settings in use, `backlog-ls explain FILE` says how a",
        "# document is read, `backlog-ls rule` lists the diagnostics.",
        "",
        *_describe_documents(found),
    ]
    tables: list[tuple[str, Any]] = []
    for name, value in entries(DEFAULTS):
        if name in {"severity", "table"}:
            tables.append((name, value))
            continue
        parts += ["", *_describe(name)]
        shown = _common_statuses(found) if name == "statuses" else value
        parts.append(_setting(name, shown))
    for name, value in tables:
        parts += ["", f"[{name}]"]
        parts += _describe_codes(found) if name == "severity" else _describe_table(name, value)
    return "\n".join(parts) + "\n"


def _describe_documents(found: Findings) -> Iterator[str]:
    for role, noun in _ROLE_NOUNS.items():
        paths = found.paths.get(role, [])
        if paths:
            examples = ", ".join(paths[:_MAX_EXAMPLES]) + (", …" if paths[_MAX_EXAMPLES:] else "")
            yield from _comment(f"Found here: {pluralize(len(paths), noun)}: {examples}")
    if not found.paths:
        yield "# No backlogs were found here. `include` names the files that are some."


def _common_statuses(found: Findings) -> tuple[str, ...]:
    """Return the statuses that are used several times, one spelling of each, most frequent first."""
    kept: dict[str, str] = {}
    for text, uses in found.statuses.most_common():
        if uses >= _MIN_USES:
            kept.setdefault(normalize_status(text).key, text)
    return tuple(kept.values())[:_MAX_STATUSES]


def _describe_codes(found: Findings) -> Iterator[str]:
    yield "# Each is error, warning, information, hint or off."
    if not found.codes:
        yield _setting("duplicate-feature", "off")
    for code, count in found.codes.most_common():
        line = _setting(code, get_rule(code).default_level)
        yield f"{line}  # found {pluralize(count, 'time')}"


def _describe_table(name: str, table: object) -> Iterator[str]:
    for key, value in entries(table):
        yield from _describe(name, key)
        yield _setting(key, value)


def _describe(*key: str) -> list[str]:
    described = describe_setting(key) or {}
    return _comment(described.get("description", ""))


def _setting(name: str, value: object) -> str:
    return f"# {format_key(name)} = {format_value(value)}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")
