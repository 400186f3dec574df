"""Texts that are designed to be slow to read, at any size, for tests and benchmarks.

Each pattern targets one weakness of a reader: a search that never finds its end, a bracket that is
searched for again from each other bracket, an ambiguous regular expression, a name that everything
has, deep recursion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


def _repeated(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Return a function that repeats `unit` between `before` and `after`."""

    def text(size: int) -> str:
        count = max((size - len(before) - len(after)) // len(unit), 1)
        return before + unit * count + after

    return text


def _numbered(line: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Return a function that repeats `line` with its number for ``{0}`` and the next one for ``{1}``."""

    def text(size: int) -> str:
        count = max((size - len(before) - len(after)) // (len(line) + 2), 1)
        lines = "".join(line.format(number, number + 1) for number in range(count))
        return before + lines + after

    return text


def _columns(size: int) -> str:
    """Return a table with few rows and as many columns as fit."""
    count = max(size // 16, 1)
    return "\n".join(["| Task " * count + "|", "|---" * count + "|", "| Done" * count + "|", ""])


def _staircase(size: int) -> str:
    """Return deeply nested lists."""
    depth = max(int(size**0.5), 1)
    return "".join(f"{'  ' * level}- [ ] a\n" for level in range(depth))


def _circle(size: int) -> str:
    """Return tasks that each depend on the next, and the last on the first."""
    count = max(size // 35, 2)
    return "".join(
        f"- [ ] T{number:05} a (depends on T{(number + 1) % count:05})\n" for number in range(count)
    )


def _backticks(size: int) -> str:
    """Return runs of backticks of different lengths."""
    most = max(int((2 * size) ** 0.5), 2)
    return "".join("`" * length + "a" for length in range(1, most)) + "\n"


def _aliases(size: int) -> str:
    """Return front matter whose aliases would double in size with each line if they were expanded."""
    lines = "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, max(size // 26, 2)))
    return f"---\na0: &a0 x\n{lines}---\n\n# Plan\n"


TABLE: Final = "| Task | Status |\n| --- | --- |\n"
LEGEND: Final = (
    "| Status | Meaning |\n|---|---|\n| `Todo` | Not started |\n| `Done` | Completed |\n\n"
)
OWN: Final = "<!-- backlog-ls-disable-next-line broken-link -->\n"

PATTERNS: Final[dict[str, Callable[[int], str]]] = {
    # Lines
    "one long word": _repeated("x"),
    "blanks before a word": _repeated(" ", "a", "b\n"),
    "tabs": _repeated("\t", "- a\n", "b\n"),
    "line ends": _repeated("\n"),
    "carriage returns": _repeated("\r", "a"),
    "both line ends": _repeated("a\r\n\r"),
    "line separators": _repeated("a\u2028\x0b\x0c\x85"),
    "NUL": _repeated("\0"),
    "one paragraph": _repeated("words and words\n"),
    "backslashes": _repeated("\\"),
    "digits": _repeated("1", "# "),
    # Inline
    "opening brackets": _repeated("["),
    "brackets of images": _repeated("![["),
    "brackets in brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "links without an end": _repeated("[a]("),
    "links with deep targets": _repeated("(", "[a](", "\n"),
    "links with titles without an end": _repeated('[a](b "'),
    "wiki links without an end": _repeated("[[a|"),
    "links to nothing": _repeated("[a](b.md) "),
    "links to anchors": _repeated("[a](#b) ", "# A\n\n"),
    "asterisks": _repeated("*"),
    "emphasis without an end": _repeated("**a ", "- "),
    "underscores": _repeated("_a", "# "),
    "struck without an end": _repeated("~~ ", "- [ ] "),
    "backticks": _backticks,
    "backticks in pairs": _repeated("`a``b", "| ", " |\n|-|\n"),
    "ampersands": _repeated("&#x26;&", "- "),
    "comments without an end": _repeated("a <!-- "),
    "comments in an HTML block": _repeated("<!-- ", "<div>\n"),
    "tags without an end": _repeated("<a "),
    "tags with attributes": _repeated(' id="a" name=', "<a", ">\n"),
    "entities without an end": _repeated("&a", "# "),
    # Blocks
    "quotes in quotes": _repeated("> "),
    "quotes without blanks": _repeated(">"),
    "items in items": _repeated("- "),
    "numbers in numbers": _repeated("1. "),
    "quotes in items": _repeated("- > "),
    "a staircase of items": _staircase,
    "number signs": _repeated("#"),
    "headings of one name": _repeated("# A\n"),
    "headings of numbered names": _numbered("## A-{0}\n"),
    "slug of hyphens": _repeated("-1", "# ", "x\n"),
    "underlines": _repeated("a\n===\n"),
    "rules": _repeated("---\n"),
    "rules below words": _repeated("some words\nand more of them\n---\n\n"),
    "fences": _repeated("```\n"),
    "fences in items": _repeated("- ```\n"),
    "reference definitions": _repeated("[a]: b.md\n\n"),
    "reference definition without an end": _repeated("[a\n", "["),
    "details": _repeated("<details>\n"),
    "details apart": _repeated("<details>\n\n"),
    "ends of details": _repeated("</details>\n\n"),
    "summaries": _repeated("<summary>", "<details>"),
    "hidden tasks": _repeated("<p>\n- [ ] a\n", "<details>\n"),
    "a comment without an end": _repeated("- [ ] a\n", "<!--\n"),
    "script without an end": _repeated("a\n\n", "<script>\n"),
    # Front matter
    "front matter without an end": _repeated("key: value\n", "---\n"),
    "front matter of aliases": _aliases,
    "front matter of brackets": _repeated("[", "---\na: ", "\n---\n"),
    "front matter of braces": _repeated("{a: ", "---\na: ", "\n---\n"),
    "front matter of tags": _repeated("- !!python/object:os.system x\n", "---\na:\n", "---\n"),
    "front matter of indents": _repeated("- ", "---\na:\n  ", "x\n---\n"),
    # Tables
    "pipes": _repeated("|"),
    "pipes in a table": _repeated("|b", "| a |\n|---|\n"),
    "columns": _columns,
    "rows of one name": _repeated("| Alpha search | Done |\n", TABLE),
    "rows of other names": _numbered("| Feature number {0}x | Shipped |\n", LEGEND + TABLE),
    "rows without cells": _repeated("|\n", TABLE),
    "escaped pipes": _repeated("\\|", TABLE + "| "),
    "tables": _repeated(f"{TABLE}| a | Done |\n\n"),
    "delimiters": _repeated("|-", "| a |\n"),
    # What a backlog is about
    "tasks": _repeated("- [ ] a task of one name\n"),
    "checkboxes in a line": _repeated("[ ] ", "- "),
    "malformed checkboxes": _repeated("- []a\n-[x]\n* [ x]\n"),
    "fields": _repeated("**Status**: Done\n"),
    "colons": _repeated("a: ", "- **b**: "),
    "statuses in a cell": _repeated("done, ", TABLE + "| a | ", " |\n"),
    "unknown statuses": _numbered("| a | Wibble{0} |\n", LEGEND + TABLE),
    "undeclared statuses": _numbered("| a{0} | Wibb{0}le |\n", TABLE),
    "legends": _repeated(LEGEND + "**Status**: Todo\n\n"),
    "a legend in a line": _repeated("✅ done | ", "**Legend:** "),
    "a legend of items": _numbered("- `a{0}`: done\n", "## Legend\n\n"),
    "legends above nothing": _repeated("## Legend\n\n"),
    "a legend of blanks": _repeated("\u00a0", "Legend: a"),
    "sections with a status": _repeated("## A ✅\n\n- [ ] b\n\n"),
    "sections in sections": _repeated("# A ✅\n\n## B\n\n### C (done)\n\n- [ ] d\n\n"),
    "ids": _numbered("- [ ] TASK-{0} a (depends on TASK-{1})\n"),
    "one id": _numbered("- [ ] TASK-1 write part {0}x (depends on TASK-1)\n"),
    "ids in a line": _numbered("T{0:03}, ", "- [ ] T001 a (depends on ", ")\n"),
    "ranges of ids": _repeated("T001-T999, ", "- [ ] T001 a (depends on ", ")\n"),
    "a circle": _circle,
    "dates": _repeated("2026-02-30 ", "**Due**: "),
    "dates without an end": _repeated("2026-", "**Due**: "),
    "numbers and points": _repeated("1.", "**Due**: "),
    "progress": _repeated("3/7 43 % ", "## A "),
    "owners": _repeated("@a ", "- [ ] "),
    "tags": _repeated("#a ", "- [ ] "),
    "conflicts": _repeated("<<<<<<< a\n"),
    "whole conflicts": _repeated("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n"),
    "names of machines": _repeated("[a](/home/a/b.md) "),
    "mojibake": _repeated("âœ… â€“ "),
    "half of mojibake": _repeated("âÃ"),
    "lost characters": _repeated("\ufffda "),
    "emoji": _repeated("👩\u200d", "# "),
    "combining marks": _repeated("\u0301\u0316", "# a"),
    "comments of ours": _repeated(OWN),
    "comments of ours in a line": _repeated("<!-- backlog-ls-disable broken-link -->", "a "),
    "codes": _repeated("broken-link, ", "<!-- backlog-ls-disable ", "-->\n"),
    "suppressed": _repeated(f"{OWN}[a](b.md)\n\n"),
}
"""By name; each function takes a length in code points."""
