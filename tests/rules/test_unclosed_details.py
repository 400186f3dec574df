"""Unclosed tags: which are reported, where they are closed, and how deep they may nest."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import pytest
from golden import check_text
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.blocks.details_tags import find_details_tags
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.flags import flags_of
from backlog_ls.model.document.scope import MAX_OPEN_DETAILS, SCOPE, Scope
from backlog_ls.rules.unclosed_details import RULE
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from pathlib import Path

    from golden import CheckedText


CODE = "unclosed-details"
OPEN, CLOSE = "<details>\n\n", "</details>\n\n"


def found(text: str, folder: Path) -> tuple[CheckedText, list[str]]:
    """Return the checked text, and the tags that the findings of this rule are on."""
    checked = check_text(text, folder)
    place = checked.view.backlog.rope.at_key
    on = []
    for finding in checked.findings:
        block = place(finding.key)
        if finding.code == CODE and block:
            on.append(block.piece.text[finding.start : finding.end])
    return checked, on


def repaired(text: str, folder: Path) -> str:
    """Return `text` after the first fix of each finding, from the last finding to the first."""
    while True:
        checked = check_text(text, folder)
        fixes = [checked.fixes(f) for f in checked.findings if f.code == CODE]
        fixes = [fix for fix in fixes if fix]
        if not fixes:
            return text
        text = checked.apply_fix(fixes[-1][0])


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "## A\n\n<details>\n\n- b\n\n## C\n",
            "## A\n\n<details>\n\n- b\n\n</details>\n\n## C\n",
        ),
        ("## A\n\n<details>\n\n- b\n## C\n", "## A\n\n<details>\n\n- b\n\n</details>\n## C\n"),
        ("<details>\n\nb", "<details>\n\nb\n\n</details>\n"),
        ("<details>\r\n\r\nb", "<details>\r\n\r\nb\r\n\r\n</details>\r\n"),
        (
            "## A\n\n<details>\n\n### B\n\nb\n\n---\n\n## C\n",
            "## A\n\n<details>\n\n### B\n\nb\n\n</details>\n\n---\n\n## C\n",
        ),
        (
            "<details>\n\na\n\n<details>\n\nb\n\n</details>\n",
            "<details>\n\na\n\n</details>\n\n<details>\n\nb\n\n</details>\n",
        ),
        ("<details><summary>a</details>\n", "<details><summary>a</summary></details>\n"),
        (
            "<details>\r\n<summary>a  \r\n\r\nb\r\n\r\n</details>\r\n",
            "<details>\r\n<summary>a</summary>  \r\n\r\nb\r\n\r\n</details>\r\n",
        ),
        (
            "<details><summary>a<summary>\n\nb\n\n</details>\n",
            "<details><summary>a</summary>\n\nb\n\n</details>\n",
        ),
    ],
)
def test_where_end_tags_are_inserted(text: str, after: str, tmp_path: Path) -> None:
    assert found(text, tmp_path)[1]
    assert repaired(text, tmp_path) == after
    assert not found(after, tmp_path)[1]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("<details>\n\n<summary>a</summary>\n\nb\n\n</details>", []),
        ("<details><details></details>", ["<details>"]),
        ("<details></details></details>", ["</details>"]),
        ("<details>\n<summary>a\n<summary>b</summary>\n</details>", ["<summary>"]),
        ("<summary>a\n\n<details>\n</details>\n\n</summary>", []),
        ("a <details> b\n\n- c\n\n  </details>\n", []),
        ("- <details>\n\n  b\n", ["<details>"]),
        ("`<details>` \\<details> <!-- <details> --> <detailsx>", []),
        ("\\\\<details>", ["<details>"]),
        ("<pre>\n<details>\n</pre><details>", ["<details>"]),
        ("<!-- a --><details>", ["<details>"]),
        ("<details\nopen\n>", ["<details\nopen\n>"]),
        ("<div>\n<!--\n</div>\n\n<details>", ["<details>"]),
        ("<details>\n<!--\n\n</details>\n\n-->", []),
        ("<details>\n</details>\n<!--\n\n<details>\n\n-->", []),
        ("<details>\n\n<details>\n<!-- a", ["<details>", "<details>"]),
        ("<details>\n<summary>a <details> b</summary>\n</details>\n</details>", []),
    ],
)
def test_unclosed_tags(text: str, on: list[str], tmp_path: Path) -> None:
    assert found(text, tmp_path)[1] == on


@given(
    st.lists(
        st.sampled_from([OPEN, CLOSE, OPEN * 70, CLOSE * 70, "<details>" * 150 + "\n\n", "a\n\n"])
    )
)
def test_joining_scopes_is_associative(parts: list[str]) -> None:
    # Every way of splitting the document gives the same open tags.
    rope = Document.parse("".join(parts)).rope
    places = list(rope.places())
    stack: list[int] = []
    closed = 0
    for place in places:
        for tag in find_details_tags(place.piece):
            if not tag.closing:
                stack.append(place.key)
            elif stack:
                stack.pop()
            else:
                closed += 1
    whole = [SCOPE.of(place.key, place.piece) for place in places]
    middle = len(whole) // 3
    for scope in (
        rope.fold(SCOPE, 0, len(rope)),
        reduce(SCOPE.join, whole, SCOPE.zero),
        SCOPE.join(_joined(whole[:middle]), _joined(whole[middle:])),
        _from_behind(whole),
    ):
        assert [above.key for above in scope.open_details] == stack[:MAX_OPEN_DETAILS]
        assert len(scope.open_details) + scope.extra_details == len(stack)
        assert scope.closed_details == closed


def _joined(scopes: list[Scope]) -> Scope:
    return reduce(SCOPE.join, scopes, SCOPE.zero)


def _from_behind(scopes: list[Scope]) -> Scope:
    return reduce(lambda right, left: SCOPE.join(left, right), reversed(scopes), SCOPE.zero)


def test_the_context_of_a_deeply_nested_block_is_bounded(tmp_path: Path) -> None:
    text = OPEN * 1_000 + "- [ ] deep\n\n" + CLOSE * 1_000
    backlog = Backlog.read(Document.parse(text))
    depths = [len(context.details) for _, context in backlog.contexts()]
    assert max(depths) == MAX_OPEN_DETAILS
    assert depths[-1] == 1  # closing the last one closes all others
    assert not found(text, tmp_path)[1]


def test_the_number_of_findings_is_limited(tmp_path: Path) -> None:
    assert len(found(OPEN * 1_000, tmp_path)[1]) == 100


@pytest.mark.parametrize(
    ("text", "concerned"),
    [
        ("<details>\n", True),
        ("- a </summary>\n", True),
        ("> <DETAILS open>\n", True),
        ("words\n", False),
        ("- [ ] <b>a</b>\n", False),
        ("```\n<details>\n```\n", False),
    ],
)
def test_only_blocks_with_tags_have_the_flags_of_the_rule(text: str, concerned: bool) -> None:
    (block,) = Document.parse(text).rope
    assert bool(flags_of(block) & RULE.flags) == concerned
