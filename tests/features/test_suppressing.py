"""A comment that suppresses a finding works, and readers of the page see nothing of it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from cursor import at_cursor, view_of
from hypothesis import given
from markdown import documents
from markdown_it import MarkdownIt

from backlog_ls.features.code_actions.suppress import LONGEST, suppression_of
from backlog_ls.rules.engine.finding import Finding
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.visible import reported
from backlog_ls.text.edit import apply_edits

CODE = "broken-anchor"
NEXT = f"<!-- backlog-ls-disable-next-line {CODE} -->"
HEAD = "| Task | Status |\n| --- | --- |\n"
MARKDOWN = MarkdownIt("commonmark").enable("table")


def rendered(text: str) -> str:
    """What a reader sees: the page without comments, blanks and line ends made one."""
    page = re.sub(r"<!-- backlog-ls-.*?-->", "", MARKDOWN.render(text.removeprefix("\ufeff")))
    # Two blocks may stand apart by the line that the comment was on.
    return re.sub(r"(?<=>)\s+|\s+(?=<)|\s+", " ", page).replace("> ", ">").replace(" <", "<")


def suppressed(text: str) -> str | None:
    """The document after a finding of `CODE` at its cursor was suppressed."""
    view, offset = at_cursor(text)
    place = view.backlog.rope.at_offset(offset)
    at = offset - place.offset
    found = suppression_of(view, Finding(CODE, place.key, at, at + 1, ""))
    return apply_edits(view.backlog.document.text, found.edits) if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\nwo$0rds\n", f"# A\n\n{NEXT}\nwords\n"),
        ("words\n# A$0\n", f"words\n{NEXT}\n# A\n"),
        ("\ufeff# A$0\n", f"\ufeff{NEXT}\n# A\n"),
        ("a\r\n\r\n$0b", f"a\r\n\r\n{NEXT}\r\nb"),
        # In a paragraph, behind the line before, in front of what makes a line break.
        ("one  \ntwo$0\n", f"one {NEXT}  \ntwo\n"),
        ("one\\\ntwo$0\n", f"one {NEXT}\\\ntwo\n"),
        ("Title\n$0---\n", f"Title {NEXT}\n---\n"),
        # In a list, within the item before.
        ("- $0a\n- b\n", f"{NEXT}\n- a\n- b\n"),
        ("- a\n- b$0\n", f"- a\n  {NEXT}\n- b\n"),
        ("9. a\n10. b$0\n", f"9. a\n   {NEXT}\n10. b\n"),
        (" -  a\n\n -  b$0\n", f" -  a\n\n    {NEXT}\n -  b\n"),
        ("- a\n* b$0\n", f"- a\n{NEXT}\n* b\n"),
        ("- a\n  - b$0\n  - c\n", f"- a\n  {NEXT}\n  - b\n  - c\n"),
        ("- a\n  - b\n    - d\n  - c$0\n", f"- a\n  - b\n    - d\n    {NEXT}\n  - c\n"),
        ("- a\n  more$0\n", f"- a {NEXT}\n  more\n"),
        ("- a\n\n  more$0\n", f"- a\n\n  {NEXT}\n  more\n"),
        ("> - a\n> - b$0\n", f"> - a\n>   {NEXT}\n> - b\n"),
        ("> a$0\n", f"{NEXT}\n> a\n"),
        # Into a comment that is about the line already.
        (
            "<!-- backlog-ls-disable-next-line mojibake -- why -->\nb$0\n",
            f"<!-- backlog-ls-disable-next-line mojibake {CODE} -- why -->\nb\n",
        ),
        # Around a table, but for its header.
        (
            f"a\n\n{HEAD}| a$0 | b |\n| c | d |\n\nb\n",
            (
                f"a\n\n<!-- backlog-ls-disable {CODE} -->\n{HEAD}| a | b |\n| c | d |\n"
                f"<!-- backlog-ls-enable {CODE} -->\n\nb\n"
            ),
        ),
        (
            "| a |\r\n| - |\r\n| b$0 |",
            (
                f"<!-- backlog-ls-disable {CODE} -->\r\n| a |\r\n| - |\r\n| b |\r\n"
                f"<!-- backlog-ls-enable {CODE} -->"
            ),
        ),
        ("| $0Task |\n| --- |\n| a |\n", f"{NEXT}\n| Task |\n| --- |\n| a |\n"),
        # In HTML.
        ("<details>\n<summary>$0A\n</details>\n", f"<details>\n{NEXT}\n<summary>A\n</details>\n"),
    ],
)
def test_where_the_comment_goes(text: str, expected: str) -> None:
    assert suppressed(text) == expected
    assert rendered(expected) == rendered(text.replace("$0", ""))


@pytest.mark.parametrize(
    "text",
    [
        "```\na$0\n```\n",
        "    code$0\n",
        "<pre>\na$0\n</pre>\n",
        "<!--\n$0a\n-->\n",
        "`code\nspan$0`\n",
        "- a\n\n  ```\n  $0b\n  ```\n",
        "- a\n  ```\n- b$0\n",  # the fence of the item before would swallow it
        "> | a |\n> | - |\n> | b$0 |\n",
        "---\ntitle: a$0\n---\n",
        f"{NEXT.replace(CODE, 'mojibake')}\n{HEAD}| a$0 | b |\n",
    ],
)
def test_where_no_comment_works_none_is_offered(text: str) -> None:
    assert suppressed(text) is None


def test_in_a_block_without_end_nothing_is_tried() -> None:
    assert suppressed("a" * (LONGEST - 3) + "$0b\n") is not None
    assert suppressed("a" * LONGEST + "$0b\n") is None


@given(documents)
def test_it_works_and_takes_nothing_away(text: str) -> None:
    view = view_of(text)
    before = reported(view, checked(view))
    for finding in before[:5]:
        found = suppression_of(view, finding)
        if found is None:
            continue
        now = view_of(apply_edits(text, found.edits))
        assert all(edit.start == edit.end for edit in found.edits)
        codes = Counter(each.code for each in before)
        after = Counter(each.code for each in reported(now, checked(now)))
        assert after[finding.code] < codes[finding.code]
