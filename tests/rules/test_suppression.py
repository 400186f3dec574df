"""Suppression comments, compared with a slow line-based model; and their cost."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest
from call_count import count_calls
from golden import CheckedText, check_text
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.model.settings import Settings
from backlog_ls.rules.engine.finding import Finding
from backlog_ls.rules.engine.incremental import check, update_after_edit
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.engine.suppression import apply_comments, find_comments
from backlog_ls.rules.engine.visible import may_change_visibility, visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

UNUSED = "unused-suppression"
CODES = frozenset(rule.code for rule in registry())
COMMENT = re.compile(r"<!-- backlog-ls-(disable-next-line|disable|enable)([^>]*?)(?: -- .*?)?-->")
WORKSPACE = Workspace()

verbs = st.sampled_from(["disable-next-line", "disable-next-line", "disable", "enable"])
codes = st.lists(
    st.sampled_from(["broken-link", "broken-anchor", "broken-link", "mojibake"]), max_size=2
)
separators = st.sampled_from([" ", ", ", ",", "  "])
written = st.builds(
    lambda verb, codes, separator, reason: (
        f"<!-- backlog-ls-{verb} {separator.join(codes)}{reason} -->"
    ),
    verbs,
    codes,
    separators,
    st.sampled_from(["", " -- because"]),
)
links = st.sampled_from(
    ["see [a](none.md)", "[b](#none)", "in [c](none.md) and [d](#none)", "words"]
)
starts = st.sampled_from(["", "- ", "  - ", "- [ ] ", "## ", "> ", "> - ", "1. ", "| ", "  "])
lines = st.one_of(
    st.builds(lambda start, link: start + link, starts, links),
    # A list item or a quote with a comment only would change its meaning without it.
    st.builds(lambda start, comment: start + comment, st.sampled_from(["", "  "]), written),
    st.builds(lambda start, link, comment: f"{start}{link} {comment}", starts, links, written),
    st.sampled_from(["", "", "| a | b |\n| --- | --- |"]),
)
odd_lines = lines | st.sampled_from(["<details>", "</details>", "```", "<pre>"])
line_ends = st.sampled_from(["\n", "\n", "\r\n"])


def texts_of(lines: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda parts, end: "\n".join(parts).replace("\n", end), st.lists(lines), line_ends
    )


texts = texts_of(lines)
odd_texts = texts_of(odd_lines)


def view_of(text: str, settings: Settings | None = None) -> View:
    backlog = Backlog.read(Document.parse(text))
    return View(backlog, WORKSPACE, "/nowhere/BACKLOG.md", settings or Settings())


class Shown(NamedTuple):
    code: str
    line: int
    column: int


def shown(view: View, findings: list[Finding]) -> list[Shown]:
    found = []
    for finding in findings:
        place = view.backlog.rope.at_key(finding.key)
        assert place is not None
        found.append(Shown(finding.code, *_position(view, place.offset + finding.start)))
    return sorted(found)


def _position(view: View, offset: int) -> tuple[int, int]:
    at = view.backlog.document.position_at(offset)
    return at.line, at.column


def model(view: View, findings: list[Shown]) -> list[Shown]:
    """Return the findings that the comments do not suppress, each replayed by itself."""
    directives = []
    for comment in find_comments(view.backlog.rope):
        place = view.backlog.rope.at_key(comment.key)
        assert place is not None
        start = place.offset + comment.directive.start
        end = place.offset + comment.directive.end
        match = COMMENT.fullmatch(view.backlog.document.text, start, end)
        assert match, "a comment that the model cannot read"
        directives.append((_position(view, end), match[1], set(re.findall(r"[a-z-]+", match[2]))))
    return [finding for finding in findings if not _suppressed(finding, directives)]


def _suppressed(finding: Shown, directives: list[tuple[tuple[int, int], str, set[str]]]) -> bool:
    disabled: set[str] = set()
    for (line, column), verb, named in directives:
        if verb == "disable-next-line":
            if line + 1 == finding.line and finding.code in (named or CODES):
                return True
        elif (line, column) <= (finding.line, finding.column):
            disabled = (
                disabled | (named or CODES) if verb == "disable" else disabled - (named or CODES)
            )
    return finding.code in disabled


@given(odd_texts)
def test_suppression_equals_the_line_based_model(text: str) -> None:
    view = view_of(text)
    report = check(view)
    visible = visible_findings(view, report, merge=False)
    found = [each for each in shown(view, visible) if each.code != UNUSED]
    assert found == model(view, shown(view, report.findings()))


def words(view: View) -> int:
    return sum(len(comment.codes) for comment in find_comments(view.backlog.rope))


@given(texts)
def test_removing_unused_comments_changes_no_finding(text: str) -> None:
    view = view_of(text)
    checked = CheckedText(view, visible_findings(view, check(view), merge=False))
    # Two lists become one without the comment between them, in which a bullet may occur twice.
    others = {UNUSED, "duplicate-feature"}
    before = Counter(finding.code for finding in checked.findings if finding.code not in others)
    for finding in checked.findings:
        at = finding.key, finding.start
        lines = [
            comment.next_line for comment in find_comments(view.backlog.rope) if comment.next_line
        ]
        if finding.code != UNUSED or any(
            (line.key, line.start) <= at < (line.key, line.end) for line in lines
        ):
            continue  # without this line, the comment above would apply to another one
        fix = checked.fixes(finding)[-1]
        assert fix.title.startswith("Remove")
        now = view_of(checked.apply_fix(fix))
        found = visible_findings(now, check(now), merge=False)
        assert Counter(each.code for each in found if each.code not in others) == before
        assert words(now) < words(view)


@given(odd_texts, st.floats(0, 1), st.integers(0, 9), st.one_of(st.just(""), written, lines))
def test_incremental_suppression_equals_full(text: str, share: float, count: int, new: str) -> None:
    view = view_of(text)
    report = check(view)
    before = visible_findings(view, report)
    start = int(share * len(text))
    end = min(start + count, len(text))
    change = view.backlog.document.edit(start, end, new)
    backlog, affected = update_backlog(view.backlog, change)
    after = view._replace(backlog=backlog)
    again = update_after_edit(report, after, change.delta, affected)
    fresh = view_of(text[:start] + new + text[end:])
    now = visible_findings(after, again)
    assert shown(after, now) == shown(fresh, visible_findings(fresh, check(fresh)))
    same = report.findings() == again.findings()
    moved = backlog.rope.newlines != view.backlog.rope.newlines
    if same and not moved and not may_change_visibility(backlog.rope, change.delta):
        assert now == before


def test_a_finding_at_the_end_of_a_comment_is_suppressed() -> None:
    view = view_of("words <!-- backlog-ls-disable -->\n")
    (comment,) = find_comments(view.backlog.rope)
    end = comment.directive.end
    inside = Finding("broken-link", comment.key, end, end, "")
    before = inside._replace(start=end - 1)
    assert apply_comments([comment], [before, inside]).visible == [before]


def test_comments_for_disabled_rules_are_not_unused() -> None:
    text = "<!-- backlog-ls-disable-next-line broken-link mojibake -->\nwords\n\n[a](#none)\n"

    def messages(**severity: str) -> list[str]:
        view = view_of(text, Settings(severity=severity))  # type: ignore[arg-type]  # levels
        return [finding.message for finding in visible_findings(view, check(view))]

    assert len(messages()) == 2
    assert messages(**{"broken-anchor": "off"}) == [
        "No effect: no `broken-link` or `mojibake` on the next line."
    ]
    assert messages(**{"broken-link": "off"})[0] == ("No effect: no `mojibake` on the next line.")
    assert messages(**{UNUSED: "off", "broken-anchor": "off"}) == []
    off = {"broken-link": "off", "mojibake": "off", "broken-anchor": "off"}
    assert messages(**off) == []


def test_without_a_path_only_certain_findings_are_reported() -> None:
    text = "<!-- backlog-ls-disable-next-line broken-link -->\n[a](a.md)\n\n<!-- backlog-ls-disable-next-line nothing -->\n"
    view = view_of(text)._replace(path="")
    assert [finding.message for finding in visible_findings(view, check(view))] == [
        "Unknown diagnostic `nothing`."
    ]


@pytest.mark.parametrize(
    ("text", "titles", "expected"),
    [
        ("a\n\n{mojibake}\nb\n", [], "a\n\nb\n"),
        ("a\n{mojibake}\nb\n", [], "a\n\nb\n"),
        ("## a\n{mojibake}\nb\n", [], "## a\nb\n"),
        ("- a\n{mojibake}\n- b\n", [], "- a\n- b\n"),
        ("- a\n  {mojibake}\n- b\n", [], "- a\n- b\n"),
        ("- a\n  {mojibake}\n  - b\n", [], "- a\n  - b\n"),
        ("- a\n  {mojibake}\n  b\n", [], "- a\n  \n  b\n"),
        ("a\n{mojibake}\n1. b\n", [], "a\n\n1. b\n"),
        ("a {mojibake}\nb\n", [], "a\nb\n"),
        ("| a | b {mojibake} |\n|-|-|\n", [], "| a | b |\n|-|-|\n"),
        ("{mojibake}", [], ""),
        ("a\r\n\r\n{mojibake}\r\nb\r\n", [], "a\r\n\r\nb\r\n"),
        ("- {mojibake}\n", [], "-\n"),
        ("<details>\n{mojibake}\nb\n</details>\n", [], "<details>\nb\n</details>\n"),
        (
            "<!-- backlog-ls-disable a, mojibake , b -->\n",
            ["Remove `a`", "Remove `mojibake`", "Remove `b`"],
            "<!-- backlog-ls-disable mojibake , b -->\n",
        ),
        (
            (
                "[a](a.md)\n<!-- backlog-ls-disable mojibake broken-link -->\n[a](a.md)\n"
                "<!-- backlog-ls-enable mojibake broken-link -->\n"
            ),
            ["Remove `mojibake`"],
            (
                "[a](a.md)\n<!-- backlog-ls-disable broken-link -->\n[a](a.md)\n"
                "<!-- backlog-ls-enable broken-link -->\n"
            ),
        ),
        (
            (
                "[a](a.md)\n<!-- backlog-ls-disable broken-link mojibake -->\n[a](a.md)\n"
                "<!-- backlog-ls-enable -->\n[a](a.md)\n"
            ),
            ["Remove `mojibake`"],
            (
                "[a](a.md)\n<!-- backlog-ls-disable broken-link -->\n[a](a.md)\n"
                "<!-- backlog-ls-enable -->\n[a](a.md)\n"
            ),
        ),
        (  # the second comment takes effect if the first is removed, so it needs an end
            "<!-- backlog-ls-disable -->\n" * 2 + "<!-- backlog-ls-enable -->\n[a](a.md)\n",
            [],
            "<!-- backlog-ls-disable -->\n<!-- backlog-ls-enable -->\n[a](a.md)\n",
        ),
        (  # the last one is also an exception to the second one
            (
                "<!-- backlog-ls-disable broken-link -->\n<!-- backlog-ls-disable -->\n"
                "<!-- backlog-ls-enable broken-link -->\n[a](a.md)\n"
            ),
            ["Remove", "Remove"],
            "<!-- backlog-ls-disable -->\n<!-- backlog-ls-enable broken-link -->\n[a](a.md)\n",
        ),
        (
            "<!-- backlog-ls-disable mojibake -->\n\n<!-- backlog-ls-enable -->\n\na\n",
            ["Remove the comment"],
            "\n\na\n",
        ),
    ],
)
def test_removing_comments(tmp_path: Path, text: str, titles: list[str], expected: str) -> None:
    text = text.replace("{mojibake}", "<!-- backlog-ls-disable-next-line mojibake -->")
    checked = check_text(text, tmp_path)
    found = [finding for finding in checked.findings if finding.code == UNUSED]
    fixes = [checked.fixes(finding)[-1] for finding in found]
    assert len(fixes) == (len(titles) or 1)
    for fix, title in zip(fixes, titles, strict=False):
        assert fix.title.startswith(title)
    assert checked.apply_fix(fixes[0]) == expected


def test_cost_is_linear_in_findings_and_comments() -> None:
    def cost(count: int) -> int:
        rows = "<!-- backlog-ls-disable-next-line broken-anchor -->\n[a](#b)\n\n"
        many = "<!-- backlog-ls-disable broken-link -->" * count
        view = view_of(rows * count + many + "\n[a](#c) " * count + "words\n\n" * 10 * count)
        report = check(view)
        visible_findings(view, report)  # fill the caches of the rope
        return count_calls(visible_findings, view, report)

    assert cost(800) < 10 * cost(100)
