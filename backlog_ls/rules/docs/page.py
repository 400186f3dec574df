"""The page of all rules, made from the registry and the rules' docstrings.

``python -m backlog_ls.rules.docs.page`` writes it to ``README.md`` beside this module.
"""

from __future__ import annotations

from pathlib import Path

from backlog_ls.model.blocks.facts import facts
from backlog_ls.rules.engine.registry import documentation, registry
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import Document

PAGE = Path(__file__).parents[1].joinpath("README.md")

HEADINGS = ("What it does", "Why", "Example", "Use instead", "Fix safety")
"""The headings of a rule's docstring, in this order, under its code as the title."""

_NO_FIX = "No fix"
_INTRODUCTION = """\
# Rules

<!-- Written by `make docs` from the docstrings of this folder: edit those. -->

What backlog-ls reports. The severities are those without settings. A rule with a fix offers it in
the editor; what `backlog-ls check --fix` applies by itself is said under *Fix safety*.
"""


def rules_page() -> str:
    """Return the page, in Markdown: a table of all rules, then the documentation of each.

    Every rule stands under its code, so its anchor is the code: ``#invalid-status``.
    """
    lines = ["| Rule | Severity | Fix | What it reports |", "| --- | --- | --- | --- |"]
    for rule in registry():
        fix = "yes" if has_fix(rule.code) else "no"
        severity = rule.level
        told = summary(rule.code).replace("|", "\\|")
        lines.append(f"| [`{rule.code}`](#{rule.code}) | {severity} | {fix} | {told} |")
    table = "".join(f"{line}\n" for line in lines)
    chapters = [f"{demoted(documentation(rule.code))}\n" for rule in registry()]
    return "\n".join([_INTRODUCTION, table, *chapters])


def sections(code: str) -> dict[str, str]:
    """Return what the documentation of the rule `code` says, by heading; its title is first.

    Raises:
        KeyError: there is no such rule.
    """
    found: dict[str, str] = {}
    title = ""
    for block in Document.parse(documentation(code)).rope:
        heading = facts(block).heading
        if heading:
            title = heading.title
            found[title] = ""
        elif title:
            found[title] += block.text
    return {title: text.strip() for title, text in found.items()}


def summary(code: str) -> str:
    """Return, in one sentence on one line, what the rule `code` reports.

    Raises:
        KeyError: there is no such rule.
    """
    sentence = first_sentence(code).removeprefix("Reports ")
    return sentence[:1].upper() + sentence[1:]


def first_sentence(code: str) -> str:
    """Return the first sentence of what the documentation of the rule `code` says that it does.

    Raises:
        KeyError: there is no such rule.
    """
    does = " ".join(sections(code)["What it does"].partition("\n\n")[0].split())
    sentence, stop, _ = does.partition(". ")
    return sentence + "." if stop else sentence


def has_fix(code: str) -> bool:
    """Tell whether the rule `code` says that it has a fix.

    Raises:
        KeyError: there is no such rule.
    """
    return not sections(code)["Fix safety"].startswith(_NO_FIX)


def demoted(markdown: str) -> str:
    """Return `markdown` with its headings one level down; what looks like one in code stays."""
    return "".join(
        "#" + block.text if block.kind == Kind.HEADING else block.text
        for block in Document.parse(markdown).rope
    )


if __name__ == "__main__":
    PAGE.write_text(rules_page(), "utf-8", newline="\n")
