"""Tags without their other half: what is left open, how it is closed, and how deep it may go."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import pytest
from golden import judge
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.blocks.tags import tags_of
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.flags import bits_of
from backlog_ls.model.document.scope import DEEPEST, SCOPE, Scope
from backlog_ls.rules.unclosed_details import RULE
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from pathlib import Path

    from golden import Judged


CODE = "unclosed-details"
OPEN, CLOSE = "<details>\n\n", "</details>\n\n"


def found(text: str, folder: Path) -> tuple[Judged, list[str]]:
    """What is judged, and what the findings of this rule are on."""
    judged = judge(text, folder)
    place = judged.view.backlog.rope.at_key
    on = []
    for finding in judged.findings:
        block = place(finding.key)
        if finding.code == CODE and block:
            on.append(block.piece.text[finding.start : finding.end])
    return judged, on


def repaired(text: str, folder: Path) -> str:
    """`text` after the first fix of each finding, one by one, the last finding first."""
    while True:
        judged = judge(text, folder)
        fixes = [judged.fixes(f) for f in judged.findings if f.code == CODE]
        fixes = [fix for fix in fixes if fix]
        if not fixes:
            return text
        text = judged.fixed(fixes[-1][0])


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
def test_where_the_end_goes(text: str, after: str, tmp_path: Path) -> None:
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
def test_what_is_left_open(text: str, on: list[str], tmp_path: Path) -> None:
    assert found(text, tmp_path)[1] == on


@given(
    st.lists(
        st.sampled_from([OPEN, CLOSE, OPEN * 70, CLOSE * 70, "<details>" * 150 + "\n\n", "a\n\n"])
    )
)
def test_scopes_are_put_together_as_they_are_read(parts: list[str]) -> None:
    # However the runs are cut, the outer ones that are open are the same, and their number.
    rope = Document.parse("".join(parts)).rope
    places = list(rope.places())
    stack: list[int] = []
    closed = 0
    for place in places:
        for tag in tags_of(place.piece):
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
        assert [above.key for above in scope.opened] == stack[:DEEPEST]
        assert len(scope.opened) + scope.deeper == len(stack)
        assert scope.closed == closed


def _joined(scopes: list[Scope]) -> Scope:
    return reduce(SCOPE.join, scopes, SCOPE.zero)


def _from_behind(scopes: list[Scope]) -> Scope:
    return reduce(lambda right, left: SCOPE.join(left, right), reversed(scopes), SCOPE.zero)


def test_a_block_deep_down_has_a_context_of_bounded_size(tmp_path: Path) -> None:
    text = OPEN * 1_000 + "- [ ] deep\n\n" + CLOSE * 1_000
    backlog = Backlog.read(Document.parse(text))
    depths = [len(context.details) for _, context in backlog.contexts()]
    assert max(depths) == DEEPEST
    assert depths[-1] == 1  # where the last one is closed, all others are
    assert not found(text, tmp_path)[1]


def test_an_editor_is_spared_thousands(tmp_path: Path) -> None:
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
def test_only_blocks_with_tags_concern_the_rule(text: str, concerned: bool) -> None:
    (block,) = Document.parse(text).rope
    assert bool(bits_of(block) & RULE.bits) == concerned
