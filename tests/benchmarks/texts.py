"""The texts to type into: real backlogs joined up to a size, and a huge table and list.

Each real document appears once, because a parser that caches blocks would be fast for a second copy.
The generated rows are all different for the same reason.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BACKLOG_NAME = re.compile(r"backlog|roadmap|todo|task|status|progress|epic|plan|issue|milestone")
_FENCE = re.compile(r" {0,3}(```|~~~)")
# A line that starts with a word and contains only words.
_PROSE = re.compile(r"(?:[-*] (?:\[[ x]\] )?|\d+\. |\| )?[^\W\d_][^`\[\]<>$\\]*")
_SIZES = (
    (22_000, "22 KB"),
    (222_000, "222 KB"),
    (1_100_000, "1.1 MB"),
    (11_000_000, "11 MB"),
)
_REPLACED = re.compile(r"(?<![\w/.#-])[a-z]{7,}(?![\w/.#-])")
_LONG_WORD = re.compile(r"[A-Za-z]{6,}")

# fmt: off
_VERBS = (
    "Add", "Check", "Explain", "Guard", "Index", "Join", "Limit", "Move", "Order", "Port",
    "Quote", "Rename",
)
_THINGS = (
    "parser", "cache", "export", "login", "report", "sidebar", "archive", "importer", "billing",
    "webhook", "timeline", "calendar", "notifier", "migration", "dashboard",
)
_PLACES = (
    "for new customers", "on slow networks", "before the release", "in the settings page",
    "after the audit", "with large files",
)
# fmt: on
_STATUSES = ("Todo", "In Progress", "Review", "Blocked", "Done")
_OWNERS = ("ada", "grace", "linus", "margaret", "tim", "barbara")


@dataclass(frozen=True, slots=True)
class Text:
    """A named text; its lines end in LF.

    Attributes:
        name: Its name in the report.
        content: The text.
        pasted: 200 similar lines, ending in LF.
    """

    name: str
    content: str
    pasted: str


@dataclass(frozen=True, slots=True)
class Caret:
    """A position between two letters: 0-based line, 0-based column in code points."""

    line: int
    column: int


def real_texts(shared: Path) -> Iterator[Text]:
    """Yield joined real documents of four sizes, and a large one as it is; nothing without them.

    There are too few real documents for the largest size. It continues with the same documents with
    most long words replaced, so that no line is repeated.
    """
    joined = _joined(shared / "corpus")
    for size, label in _SIZES:
        text = joined
        for turn in range(1, size // max(len(joined.encode()), 1) + 2):
            if joined and len(text.encode()) < size:
                text += "\n" + reworded(joined, turn)
        cut = text.encode()[:size].decode("utf-8", "ignore")
        if len(text.encode()) >= size:
            yield Text(f"real, {label}", cut[: cut.rindex("\n") + 1], _section(200))
    large = shared / "corpus" / "963s__Warehouse14" / "docs" / "memory.md"
    if large.is_file():
        content = large.read_text("utf-8").replace("\r\n", "\n")
        yield Text("real, one document as it is", content, _section(200))


def real_documents(shared: Path) -> list[tuple[str, str]]:
    """Return the names, without extension, and texts of the real documents except stubs."""
    return [
        (path.stem, content)
        for path in sorted((shared / "corpus").rglob("*.md"))
        if path.is_file() and len(content := path.read_text("utf-8", "replace")) > 100
    ]


def generated_texts() -> Iterator[Text]:
    """Yield a table and a list of 5,000 entries, and two texts with 2,000 valid or broken links."""
    head = "# Backlog\n\n| ID | Task | Owner | Status |\n|---|---|---|---|\n"
    rows = _rows(5_200)
    yield Text("table, 5,000 rows", head + "".join(rows[:5_000]), "".join(rows[5_000:]))
    items = _items(5_200)
    yield Text("list, 5,000 items", "# Todo\n\n" + "".join(items[:5_000]), "".join(items[5_000:]))
    for name, target in (("no finding", "BACKLOG.md"), ("2,000 findings", "gone-{}.md")):
        linked = [
            row.replace(" | @", f" ([plan]({target.format(number)})) | @", 1)
            for number, row in enumerate(rows[:2_200])
        ]
        yield Text(f"2,000 rows, {name}", head + "".join(linked[:2_000]), "".join(linked[2_000:]))


def caret_at(text: str, fraction: float) -> Caret:
    """Return the position inside a word of prose or of a table cell nearest to a fraction of the text.

    Raises:
        ValueError: The text has no such position.
    """
    wanted = fraction * len(text)
    best: tuple[float, Caret] | None = None
    offset, fence = 0, ""
    for number, line in enumerate(text.split("\n")):
        if marker := _FENCE.match(line):
            fence = "" if fence == marker[1] else fence or marker[1]
        elif not fence and _PROSE.fullmatch(line) and (word := _LONG_WORD.search(line)):
            distance = abs(offset + word.start() - wanted)
            if best is None or distance < best[0]:
                best = (distance, Caret(number, word.start() + 3))
        offset += len(line) + 1
    if best is None:
        raise ValueError("no prose to type into")
    return best[1]


def _joined(corpus: Path) -> str:
    paths = sorted(path for path in corpus.rglob("*.md") if path.is_file())
    # Backlogs first, so that the small texts contain only backlogs.
    paths.sort(key=lambda path: not _BACKLOG_NAME.search(path.stem.lower()))
    parts: dict[str, None] = {}
    for path in paths:
        content = path.read_text("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        if content.strip() and _is_closed(content):
            parts.setdefault(content.strip("\n") + "\n")
    return "\n".join(parts)


def reworded(text: str, turn: int) -> str:
    """Return the text with each long lower-case word replaced consistently by another one of it."""
    words = sorted(set(_REPLACED.findall(text)))
    if not words:
        return text
    others = words[turn * 97 % len(words) :] + words[: turn * 97 % len(words)]
    other = dict(zip(words, others, strict=True))
    return _REPLACED.sub(lambda word: other[word[0]], text)


def _is_closed(content: str) -> bool:
    """Tell whether no open block of the text would swallow a document appended to it."""
    fence = ""
    for line in content.split("\n"):
        if marker := _FENCE.match(line):
            fence = "" if fence == marker[1] else fence or marker[1]
    return not fence and content.count("<!--") == content.count("-->")


def _phrases(count: int) -> Iterator[str]:
    dice = random.Random(2026)  # the same text in every run, for comparison
    for number in range(1, count + 1):
        verb, thing, place = dice.choice(_VERBS), dice.choice(_THINGS), dice.choice(_PLACES)
        yield f"{verb} the {thing} {place}, part {number}"


def _rows(count: int) -> list[str]:
    dice = random.Random(7)
    return [
        f"| T-{number:04} | {phrase} | @{dice.choice(_OWNERS)} | {dice.choice(_STATUSES)} |\n"
        for number, phrase in enumerate(_phrases(count), 1)
    ]


def _items(count: int) -> list[str]:
    dice = random.Random(7)
    return [f"- [{dice.choice(' x')}] {phrase}\n" for phrase in _phrases(count)]


def _section(lines: int) -> str:
    """Return headings, prose, lists and tables in turn."""
    rows, items, phrases = iter(_rows(lines)), iter(_items(lines)), _phrases(lines)
    made: list[str] = []
    while len(made) < lines:
        made += [f"## {next(phrases)}\n", "\n", f"{next(phrases)}. {next(phrases)}.\n", "\n"]
        made += [*(next(items) for _ in range(8)), "\n"]
        made += ["| ID | Task | Owner | Status |\n", "|---|---|---|---|\n"]
        made += [*(next(rows) for _ in range(8)), "\n"]
    return "".join([*made[: lines - 1], "\n"])
