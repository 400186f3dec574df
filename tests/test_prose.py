"""Phrases that readers stumble over do not come back: in strings, docstrings, comments and documents."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "backlog_ls"
DOCUMENTS = sorted(
    path
    for pattern in (
        "*.md",
        "editors/*.md",
        "editors/*/*.md",
        "editors/*/doc/*.txt",
        "tests/fuzz/*.md",
    )
    for path in ROOT.glob(pattern)
)

BANNED = {
    r"(?<!here )\b(?:is|are) no (?!longer\b|more\b)[a-z]+": "write `is not a …`",
    r"\bthat (?:is|are) none\b|(?<!here )\bare none\b": "say what it is instead",
    r"(?m)^\W*(?:Of s|S)o (?:many|much)\b": "write `Maximum number of …`",
    r"\bwhat (?:is|was|are) (?:to be )?said\b|\bis said of\b": "name it: the findings, the message, …",
    r"\b(?:is|are) told\b": "say who reports what to whom",
    r"\bpassed over\b": "write `skipped` or `ignored`",
    r"\botherwise than\b": "write `differently from`",
    r"\bstands? in this\b|\bstands? there (?:already|twice)\b": "write `is in`",
    r"\bfor ever\b|\bwhom\b": "use current English",
    r"\b(?:told|said|anew|afresh|likewise|mend(?:s|ed|ing)?|judged?)\b": "use the usual word",
    r"\b(?:lay|lays|laid) out\b": "write `format`",
    r"(?m)^\W*Of (?:a|an|the|what|such|those|all|one|each)\b": "turn the sentence around",
    r"\b(?:SPEC|DESIGN)\b": "it is not in the repository: say the thing itself",
}
"""Regular expressions, and what to do instead."""


class Text(NamedTuple):
    """A piece of prose."""

    line: int
    """1-based."""
    text: str


def python_texts(source: str) -> Iterator[Text]:
    """Yield the comments and all string literals of a module; fields of f-strings become `{}`."""
    tree = ast.parse(source)
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [each.value if isinstance(each, ast.Constant) else "{}" for each in node.values]
            inside |= {id(each) for each in node.values}
            yield Text(node.lineno, "".join(map(str, parts)))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
        ):
            yield Text(node.lineno, node.value)
    comments: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if comments and token.start[0] > comments[-1].start[0] + 1:
                yield _joined(comments)
                comments = []
            comments.append(token)
    if comments:
        yield _joined(comments)


def _joined(comments: list[tokenize.TokenInfo]) -> Text:
    return Text(comments[0].start[0], " ".join(each.string.lstrip("# ") for each in comments))


def offences(texts: Iterator[Text] | list[Text]) -> list[str]:
    """Return a line for each banned phrase in `texts`."""
    return [
        f"{line}: {' '.join(match[0].split())!r}: {hint}"
        for line, text in texts
        for phrase, hint in BANNED.items()
        for match in re.finditer(phrase, re.sub(r"(?<=\S) *\n *(?=[a-z])", " ", text))
    ]


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.iterdir() if path.is_dir()))
def test_code_has_no_banned_phrases(room: str) -> None:
    modules = sorted((PACKAGE / room).rglob("*.py"))
    found = [
        f"{path.relative_to(ROOT)}:{offence}"
        for path in modules
        for offence in offences(python_texts(path.read_text("utf-8")))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_have_no_banned_phrases(path: Path) -> None:
    assert offences([Text(0, path.read_text("utf-8"))]) == []


@pytest.mark.parametrize(
    "text",
    [
        "This is no table.",
        "A file that is none is left alone.",
        "So many rows are shown.",
        "Return what is said of `x`.",
        "It is told when it\nis passed over.",
        "spelled otherwise than the legend",
        "`x` stands in this table already.",
        "see SPEC, section 7",
    ],
)
def test_a_banned_phrase_is_found(text: str) -> None:
    assert offences(list(python_texts(f'"""{text}"""\n')))
    comment = "# " + text.replace("\n", "\n# ")
    assert offences(list(python_texts(f"{comment}\nx = 1\n")))


@pytest.mark.parametrize(
    "text", ["There is no heading.", "It is no longer open.", "There are none.", "so many words"]
)
def test_other_phrases_are_allowed(text: str) -> None:
    assert not offences(list(python_texts(f'x = f"{text}"\n')))
