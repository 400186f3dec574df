"""Edits like those of people and editors: typing, deleting, pasting, moving, undoing.

Each kind is a function of a text that yields a sequence of edits. The offsets of each edit, in code
points, refer to the text after the edit before.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from backlog_ls.text.edit import Edit
from backlog_ls.text.lines import line_starts

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown import FRAGMENTS

if TYPE_CHECKING:
    from random import Random

Stroke: TypeAlias = Callable[[str, "Random"], Iterator[Edit]]

LETTERS = "abcxyz019 ABTX.,:;()éß界"
SIGNS = "|-#*`_~[]()<>!\\&=+:/@^{}\"' \t"
MARKUP = (
    *("```", "```\n", "~~~\n", "---\n", "\n---\n", "===\n", "\n\n", "\r\n", "\r", "<!--", "-->"),
    *("<details>\n", "</details>\n", "<details><summary>", "</summary>", "\n\n---\n\n", "> "),
    *("- [ ] ", "- [x] ", "    ", "\t", "| a | Done |\n", "|---|---|\n", "## Legend\n", "# "),
    *("**Status**: Done\n", "[a]: b.md\n", "<script>", "1. ", "\ufeff", "\0", "\u2028", "\x85"),
    *("<!-- backlog-ls-disable -->", "<!-- backlog-ls-enable -->", "<<<<<<< a\n", ">>>>>>> b\n"),
    *("T1", " (depends on T1)", "[top](#top)", "[[Name]]", "2026-02-30", "3/7", "~~", "✅ "),
)
"""Texts that change the meaning of what is around them."""
HALVES = ("\ud83d", "\ude00", "\ufe0f", "\u200d", "\u20e3", "👩", "🇫", "e\u0301", "âœ…", "\ufffd")
_MARKED = re.compile(r"\[[ xX]\]|(?i:done|todo|in progress|blocked)")
_HEADING = re.compile(r"^#+", re.MULTILINE)


def typed(text: str, random: Random) -> Iterator[Edit]:
    """Type a few characters, one by one."""
    at = random.randint(0, len(text))
    for _ in range(random.randint(1, 8)):
        yield Edit(at, at, random.choice(LETTERS if random.random() < 0.6 else SIGNS))
        at += 1


def line_typed(text: str, random: Random) -> Iterator[Edit]:
    """Type a line below another, character by character."""
    at = random.choice([*line_starts(text), len(text)])
    for character in random.choice(FRAGMENTS)[:24] + random.choice(["\n", "\r\n", ""]):
        yield Edit(at, at, character)
        at += 1


def deleted(text: str, random: Random) -> Iterator[Edit]:
    """Press Backspace."""
    at = random.randint(0, len(text))
    for _ in range(min(at, random.randint(1, 6))):
        yield Edit(at - 1, at, "")
        at -= 1


def cut(text: str, random: Random) -> Iterator[Edit]:
    """Delete a selection, or type over it."""
    start = random.randint(0, len(text))
    new = random.choice(["", "", "", random.choice(SIGNS), random.choice(MARKUP)])
    yield Edit(start, min(start + random.choice([1, 2, 5, 20, 80, 400]), len(text)), new)


def insert_markup(text: str, random: Random) -> Iterator[Edit]:
    """Insert something that changes the meaning of what is around it, often at the start of a line."""
    places = line_starts(text) if random.random() < 0.7 else range(len(text) + 1)
    at = random.choice(places)
    yield Edit(at, at, random.choice(MARKUP))


def insert_markup_and_undo(text: str, random: Random) -> Iterator[Edit]:
    """Do the same, then undo it."""
    for edit in insert_markup(text, random):
        yield edit
        yield Edit(edit.start, edit.start + len(edit.text), "")


def pasted(text: str, random: Random) -> Iterator[Edit]:
    """Paste a block."""
    at = random.choice(line_starts(text)) if random.random() < 0.8 else random.randint(0, len(text))
    end = random.choice(["\n", "\r\n", "\n\n", ""])
    lines = [random.choice(FRAGMENTS) + end for _ in range(random.randint(1, 5))]
    yield Edit(at, at, "".join(lines))


def copied(text: str, random: Random) -> Iterator[Edit]:
    """Paste a part of the text."""
    start = random.randint(0, len(text))
    at = random.choice(line_starts(text))
    yield Edit(at, at, text[start : start + random.choice([3, 20, 100])])


def line_moved(text: str, random: Random) -> Iterator[Edit]:
    """Move a line up or down, like editors do: delete it and insert it elsewhere."""
    starts = [*line_starts(text), len(text)]
    number = random.randrange(len(starts) - 1)
    start, end = starts[number], starts[number + 1]
    yield Edit(start, end, "")
    left = line_starts(text[:start] + text[end:])
    to = min(max(number + random.choice([-1, 1]), 0), len(left) - 1)
    yield Edit(left[to], left[to], text[start:end])


def halved(text: str, random: Random) -> Iterator[Edit]:
    """Insert half an emoji, a lone joiner, or a decomposed letter."""
    at = random.randint(0, len(text))
    new = random.choice(HALVES)
    yield Edit(at, at, new)
    if random.random() < 0.5:
        yield Edit(at + len(new), at + len(new), random.choice(HALVES))


def marked(text: str, random: Random) -> Iterator[Edit]:
    """Tick or clear a checkbox, or change a status."""
    found = list(_MARKED.finditer(text))
    if found:
        match = random.choice(found)
        new = (
            {"[ ]": "[x]"}.get(match[0]) or "[ ]"
            if "]" in match[0]
            else random.choice(["Done", "Todo", "done", "In Progress", "Blocked", "Shipped", ""])
        )
        yield Edit(match.start(), match.end(), new)


def heading_changed(text: str, random: Random) -> Iterator[Edit]:
    """Change the level or the title of a heading."""
    found = list(_HEADING.finditer(text))
    if found:
        match = random.choice(found)
        new = random.choice(["#", "##", "###", "####", "# Legend\n\n##", "#", ""])
        yield Edit(match.start(), match.end(), new)


def ends_changed(text: str, random: Random) -> Iterator[Edit]:
    """Change, insert or delete a line end."""
    starts = line_starts(text)[1:]
    if starts:
        end = random.choice(starts)
        start = end - (2 if text[end - 2 : end] == "\r\n" else 1)
        yield Edit(start, end, random.choice(["\n", "\r\n", "\r", "", "\n\n", " ", "  \n"]))


def indented(text: str, random: Random) -> Iterator[Edit]:
    """Indent or unindent some lines."""
    number = random.randrange(len(line_starts(text)))
    by = random.choice(["  ", "    ", "\t", "> ", "- "])
    for offset in range(random.randint(1, 4)):
        starts = line_starts(text)
        if number + offset >= len(starts):
            return
        at = starts[number + offset]
        edit = Edit(at, at + len(by), "") if text.startswith(by, at) else Edit(at, at, by)
        text = text[: edit.start] + edit.text + text[edit.end :]
        yield edit


STROKES: tuple[tuple[Stroke, int], ...] = (
    (typed, 6),
    (line_typed, 2),
    (deleted, 4),
    (cut, 4),
    (insert_markup, 5),
    (insert_markup_and_undo, 2),
    (pasted, 3),
    (copied, 2),
    (line_moved, 3),
    (halved, 1),
    (marked, 3),
    (heading_changed, 2),
    (ends_changed, 2),
    (indented, 1),
)
"""Each kind with its relative frequency."""


def strokes(text: str, random: Random, count: int) -> list[Edit]:
    """Return `count` edits of `text`, or a few more to complete the last action."""
    kinds, weights = zip(*STROKES, strict=True)
    made: list[Edit] = []
    while len(made) < count:
        for edit in random.choices(kinds, weights)[0](text, random):
            made.append(edit)
            text = text[: edit.start] + edit.text + text[edit.end :]
    return made
