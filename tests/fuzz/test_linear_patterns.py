"""Patterns that were rewritten to be linear match the same texts as before.

`patterns.py` found them. The old patterns are kept here for comparison.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backlog_ls.features.code_actions import number_ids
from backlog_ls.features.completion import rows as row_completion
from backlog_ls.features.completion import templates as snippet_completion
from backlog_ls.features.settings import toml_cursor
from backlog_ls.features.status import completed_on as completion_dates
from backlog_ls.model.blocks import details_tags as tags
from backlog_ls.model.names import slug
from backlog_ls.model.names.normalize import EMOJI_CLUSTER, normalize_name, strip_accents
from backlog_ls.model.statuses import heading_status as headings
from backlog_ls.model.statuses import stated_progress as progress
from backlog_ls.rules import unknown_milestone
from backlog_ls.text.glob import glob_matches
from backlog_ls.workspace.index import prefilter as sifting

if TYPE_CHECKING:
    from collections.abc import Callable


def _texts(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=12).map("".join)


def _groups(match: re.Match[str] | None) -> tuple[object, ...] | None:
    return match and (match.span(), *(match.span(name) for name in match.re.groupindex))


@pytest.mark.parametrize(
    ("old", "new", "method", "parts"),
    [
        (
            r"(?P<indent>[ \t>]*)(?P<begun>[-+*]|#{1,6})?[ \t]*\Z",
            snippet_completion._EMPTY,
            "match",
            (" ", "\t", ">", "-", "#", "x", "\n"),
        ),
        (r"[ \t>]*\|?[ \t]*\Z", row_completion._BEGUN, "match", (" ", "\t", ">", "|", "x", "\n")),
        (
            r"(?s)(?P<stem>.*?)(?P<number>\d+)\Z",
            number_ids._LAST_NUMBER,
            "fullmatch",
            ("0", "17", "A", "-", "\n", "٣"),
        ),
        (
            r"""(?m)[ \t]*(?:\[\[?[ \t]*)?[\w."' \t-]*?[\w"'](?:[ \t]*=|[ \t]*\]\]?[ \t]*$)""",
            toml_cursor._STATEMENT,
            "match",
            (" ", "\t", "[", "]", "=", "a", '"', "'", ".", "-", "\n", ",", "a.b=", "[a-b]"),
        ),
        (
            r"(?i)\s*(?:[-\u2013\u2014]{1,3}|\?|tbd|n/?a|\.\.\.|\u2026)?\s*",
            completion_dates.NO_DATE,
            "fullmatch",
            (" ", "\n", "-", "\u2014", "?", "TBD", "n/a", "na", "...", "."),
        ),
    ],
)
def test_patterns_match_the_same(
    old: str, new: re.Pattern[str], method: str, parts: tuple[str, ...]
) -> None:
    before: Callable[[str], re.Match[str] | None] = getattr(re.compile(old), method)
    after: Callable[[str], re.Match[str] | None] = getattr(new, method)

    @given(_texts(*parts))
    def agree(text: str) -> None:
        assert _groups(before(text)) == _groups(after(text))

    agree()


@given(_texts(" ", "\t", "\u2705", "\ufe0f", "2026-07-31", "2", "x"))
def test_a_signed_date_is_one_of_any_gap(text: str) -> None:
    old = re.compile("[ \t]+\u2705\ufe0f?[ ]?[0-9]{4}-[0-9]{2}-[0-9]{2}")
    assert bool(old.search(text)) == bool(completion_dates._SIGNED.search(text))


@given(_texts(" ", "\n", "\r", "a", "-", "<b>", "_c_"))
def test_a_slug_has_nothing_for_a_line_end(title: str) -> None:
    joined = "\n".join(re.split(r"[ \t]*(?:\r\n|\n|\r)[ \t]*", title))
    assert slug.slugify(title) == slug.slugify(joined)


@given(_texts(" ", "\t", ":", "-", "\u2014", "a"))
def test_a_title_has_the_same_parts(title: str) -> None:
    *old, last = re.split(r"\s*(?::|\s[-\u2013\u2014]\s)\s*", title)
    new = [part.rstrip() for part in unknown_milestone._SEPARATOR.split(title)]
    assert new == [*(part.rstrip() for part in old), last.rstrip()]


@given(_texts("\\", "a", "\\" * 5), st.integers(0, 40))
def test_an_escape_is_an_odd_number_of_backslashes(text: str, offset: int) -> None:
    old = re.compile(r"\\*\Z").search(text, max(offset - 16, 0), offset)
    assert tags._is_escaped(text, offset) == bool(old and len(old.group()) % 2)


@given(_texts("3/7", " ", "x", "\u231a", "\U0001f3fb", "\u200d", "\ufe0f", "*", ".", "!", "("))
def test_ornaments_end_a_title(title: str) -> None:
    old = re.compile(rf"(?:{EMOJI_CLUSTER.pattern}|[\s*_`~.!])*\Z").search(title)
    assert old is not None
    runs = [run.span() for run in progress._ORNAMENT.finditer(title)]
    stop = runs[-1][0] if runs and runs[-1][1] == len(title) else len(title)
    assert stop == old.start()


@example("1[bca]")
@example("[bcabc")
@example("<a[>bca")
@given(_texts("<", ">", "[", "]", "a", "bc", "-", " ", "1"))
def test_an_id_begins_where_no_word_is_before_it(line: str) -> None:
    old = re.compile(r"(?:[^A-Za-z<\[]|<[^<>]*>?|\[[^\]]{0,3}\]?)*")
    first = sifting._first_word_column(line)
    for at in range(len(line) + 1):
        assert bool(old.fullmatch(line, 0, at)) == (at <= first)


def _old_glob(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})", glob)
    table = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile(
        "".join(
            table.get(part)
            or (
                "(?:" + "|".join(map(re.escape, part[1:-1].split(","))) + ")"
                if part.startswith("{") and part.endswith("}")
                else re.escape(part)
            )
            for part in parts
        )
    )


@example("**/a", "/a")
@example("a**/a", "a/b/a")
@given(_texts("*", "**/", "?", "/", "a", "b", "{a,ab}", "{,b/}", "."), _texts("a", "b", "/", "ab"))
def test_a_glob_is_for_the_same_paths(glob: str, path: str) -> None:
    assert bool(_old_glob(glob).fullmatch(path)) == glob_matches(glob, path)


def test_a_glob_of_many_stars_has_an_answer() -> None:
    assert not glob_matches("*a" * 40 + "*b", "a" * 250)
    assert not glob_matches("**/a*" * 40 + "**/b", "a/" * 500 + "a")


@example("phase \u0301 2")
@given(_texts("phase", "s", " ", "\u0301", "#", "2", ".1", "x", "é"))
def test_a_numbered_unit_is_the_same_in_what_is_folded(text: str) -> None:
    label = strip_accents(normalize_name(text))
    old = re.match(r"(\D+?)s?\s*#?\s?\d[\w.]*\Z", label)
    new = headings._UNIT.match(label)
    assert (old and old.span(1)) == (new and new.span(1))


@given(st.text("aZ0-9 _.", max_size=60))
def test_a_run_before_a_number_has_a_letter(before: str) -> None:
    old = re.compile(r"[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*\Z").search(before)
    run = before[len(before.rstrip(sifting._RUN)) :]
    assert (old.group() if old else "") == (run if run.strip("0123456789-") else "")
