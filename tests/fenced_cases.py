"""Files of test cases in Markdown: headings are cases, and fences hold what goes in and comes out.

A heading of level two begins a case. Prose between the fences says what is at stake and is not
read. What a fence means is up to the reader of the cases: `rules/golden.py` for rules,
`features/fixtures.py` for the features of the editor.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

NOTHING = "nothing"
"""How an empty result is written."""
_FENCE = re.compile(r"(`{3,})(\w+)(.*)")


class Fence(NamedTuple):
    """A fenced block. Lines are 0-based; `end` is the line after the closing fence."""

    start: int
    end: int
    language: str
    label: str
    """What follows the language."""
    text: str


class Section(NamedTuple):
    """A heading of level two and the fences below it; the first section has no title."""

    title: str
    fences: list[Fence]


def read_sections(source: str) -> list[Section]:
    """Split a file of cases into its sections; the first holds what is before all cases.

    Raises:
        ValueError: a fence is not closed, or two cases have the same title.
    """
    lines = source.splitlines()
    sections = [Section("", [])]
    at = 0
    while at < len(lines):
        opening = _FENCE.fullmatch(lines[at])
        if opening:
            end = lines.index(opening[1], at + 1)
            text = "".join(f"{line}\n" for line in lines[at + 1 : end])
            fence = Fence(at, end + 1, opening[2], opening[3].strip(), text)
            sections[-1].fences.append(fence)
            at = end
        elif lines[at].startswith("## "):
            sections.append(Section(lines[at].removeprefix("## "), []))
        at += 1
    titles = [section.title for section in sections]
    twice = {title for title in titles if titles.count(title) > 1}
    if twice:
        raise ValueError(f"two cases are called {twice}")
    return sections


def fence_lines(info: str, text: str) -> list[str]:
    """Return the lines of a fence around `text`; it is longer than any run of backticks inside."""
    runs = re.findall(r"^`{3,}", text, re.MULTILINE)
    ticks = "`" * max([3, *(len(run) + 1 for run in runs)])
    return [f"{ticks}{info}", *text.splitlines(), ticks]


def replace_lines(source: str, replacements: Iterable[tuple[int, int, list[str]]]) -> str:
    """Replace runs of lines of `source`, each given as its start, its end and the new lines."""
    lines = source.splitlines()
    for start, end, new in sorted(replacements, reverse=True):
        lines[start:end] = new
    return "".join(f"{line}\n" for line in lines)


def write_workspace(root: Path, files: Mapping[str, str]) -> None:
    """Write `files`, given by their paths below `root`; a path that ends in a slash is a folder."""
    for name, content in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8", newline="")
