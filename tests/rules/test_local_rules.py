"""Rules about single places: incremental equals full, and no place is reported twice."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from golden import check_text
from hypothesis import given, settings
from hypothesis import strategies as st
from incremental_checks import CheckedBacklog, check_edits
from test_incremental_report import BACKLOG

from backlog_ls.model.blocks.conflict_markers import find_conflict_markers

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown import FRAGMENTS, edits, line_ends

OWN = [
    "- [] nothing",
    "-[ ] clinging",
    "- [ x] padded",
    "* [x]no space",
    "caf\ufffd and r\ufffdle",
    "\ufffd \ufffd \ufffd \ufffd \ufffd",
    "`\ufffd` spoken of",
    "<<<<<<< HEAD",
    "|||||||",
    "=======",
    ">>>>>>> theirs",
    "<<<<<<< ours\n- a\n=======\n- b\n>>>>>>> theirs",
    "<details>",
    "</details>",
    "<details><details><details>",
    "- <details>",
    "  </details>",
    "<summary>one",
    "</summary>",
    "words <details> within",
    "<!-- <details>",
    "[a](file:///work/a.md)",
    "[b]: C:\\work\\b.md",
]
documents = st.lists(
    st.tuples(st.one_of(st.sampled_from(OWN), st.sampled_from(FRAGMENTS)), line_ends), max_size=20
).map(lambda lines: "".join(text + end for text, end in lines))
insertions = st.one_of(
    st.sampled_from(["x", "", "\n", "<", "</details>", "\ufffd", "[", "```\n", "<!--", "="]),
    st.sampled_from([f"\n{line}\n" for line in OWN]),
)
own_edits = st.lists(
    st.tuples(st.floats(0, 1), st.one_of(st.just(0), st.integers(0, 30)), insertions), max_size=6
)


@given(documents, st.one_of(own_edits, edits))
@settings(max_examples=250)
def test_incremental_equals_full(text: str, changes: list[tuple[float, int, str]]) -> None:
    check_edits(text, changes)


@given(documents)
def test_no_place_is_reported_twice(text: str) -> None:
    # Lost text cannot be restorable too, and a link has one problem.
    for pair in (
        {"mojibake", "replacement-character"},
        {"broken-link", "nonportable-link"},
        {"broken-milestone-link", "nonportable-link"},
        {"malformed-checkbox", "broken-link"},
    ):
        spans = [
            span for span in CheckedBacklog.read(text).comparable_findings() if span[0] in pair
        ]
        for one in spans:
            for other in spans:
                apart = one[2] <= other[1] or other[2] <= one[1]  # type: ignore[operator]  # ints
                assert one is other or apart


CONFLICT = "<<<<<<< HEAD\n- [x] Two\n=======\n- [ ] Two, and Three\n>>>>>>> feature\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_conflict_is_found_at_every_line(line_end: str, tmp_path: Path) -> None:
    lines = BACKLOG.splitlines()
    before = [f.code for f in check_text(BACKLOG, tmp_path).findings]
    for at in range(len(lines) + 1):
        text = line_end.join([*lines[:at], *CONFLICT.splitlines(), *lines[at:], ""])
        checked = check_text(text, tmp_path)
        found = [f for f in checked.findings if f.code == "merge-conflict"]
        assert len(found) == 1
        where = checked.view.backlog.rope.at_key(found[0].key)
        assert where is not None
        assert where.offset + found[0].start == text.index("<<<<<<<")
        assert len(found[0].related) == 2
        # No other rule reports the markers.
        codes = {f.code for f in checked.findings} - {*before}
        assert not codes & {"accidental-heading", "ragged-table-row", "malformed-checkbox"}


@pytest.mark.parametrize(
    ("line", "sign", "label"),
    [
        ("<<<<<<< HEAD", "<", "HEAD"),
        ("<<<<<<<", "<", ""),
        ("||||||| merged common ancestors  ", "|", "merged common ancestors"),
        ("=======", "=", ""),
        ("=======  ", "=", ""),
        (">>>>>>> 1a2b3c (A commit: <b> | c)", ">", "1a2b3c (A commit: <b> | c)"),
        ("\ufeff<<<<<<< HEAD", "<", "HEAD"),
    ],
)
def test_conflict_markers(line: str, sign: str, label: str) -> None:
    for text in (line, f"{line}\n", f"{line}\r\nx\r\n", f"x\r{line}\r"):
        (marker,) = find_conflict_markers(text if not line.startswith("\ufeff") else f"{line}\n")
        assert (marker.sign, marker.label) == (sign, label)


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<",
        "<<<<<<<<",
        "<<<<<<<HEAD",
        " <<<<<<< HEAD",
        "> <<<<<<< x",
        "======= x",
        "========",
        "|||||| x",
    ],
)
def test_lines_that_are_not_conflict_markers(line: str) -> None:
    assert not find_conflict_markers(f"x\n{line}\n")


@given(st.integers(1, 12))
def test_a_block_with_many_lost_characters_has_one_finding(count: int) -> None:
    text = " ".join(["r\ufffdle"] * count)
    found = CheckedBacklog.read(text).report.findings()
    assert [f.code for f in found] == ["replacement-character"] * (count if count <= 3 else 1)
    assert len(found[0].related) == (0 if count <= 3 else count - 1)
