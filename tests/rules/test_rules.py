"""What each rule finds, and what it leaves alone: the golden cases in `cases`.

`pytest tests/rules/test_rules.py --update` writes what is found now into the files: read the diff.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from golden import CASES, Case, judge, read_cases, rewritten

from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

CODES = [rule.code for rule in registry() if rule is not INVALID_SETTINGS]


def test_every_rule_has_cases_and_no_file_is_left_over() -> None:
    assert sorted(path.name for path in CASES.iterdir()) == [f"{code}.md" for code in CODES]


@pytest.mark.parametrize("code", CODES)
def test_cases(code: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    file = CASES / f"{code}.md"
    source = file.read_text("utf-8")
    found = [
        (case, judge(case.text, tmp_path / str(number), case.files).listing())
        for number, case in enumerate(read_cases(source))
    ]
    now = rewritten(source, found)
    if request.config.getoption("--update"):
        file.write_text(now, "utf-8", newline="\n")
    else:
        assert source.splitlines() == now.splitlines()


@pytest.mark.parametrize("code", CODES)
def test_cases_show_both_sides(code: str, tmp_path: Path) -> None:
    counts = []
    for number, case in enumerate(read_cases((CASES / f"{code}.md").read_text("utf-8"))):
        findings = judge(case.text, tmp_path / str(number), case.files).findings
        counts.append(sum(finding.code == code for finding in findings))
    assert any(counts), "no case in which the rule finds something"
    assert not all(counts), "no case in which the rule is silent"


@pytest.mark.parametrize("code", CODES)
def test_a_safe_fix_mends_what_it_is_for_and_nothing_breaks(code: str, tmp_path: Path) -> None:
    for number, case in enumerate(read_cases((CASES / f"{code}.md").read_text("utf-8"))):
        folder = tmp_path / str(number)
        before = judge(case.text, folder, case.files)
        counts = Counter(finding.code for finding in before.findings)
        for finding in before.findings:
            fix = before.safe_fix(finding)
            if fix is None:
                continue
            after = judge(before.fixed(fix), folder, case.files)
            assert Counter(other.code for other in after.findings) == counts - Counter(
                [finding.code]
            ), f"{case.title}: {fix.title}"


@pytest.mark.parametrize(
    "source",
    [
        "# no case\n",
        "```markdown\n```\n\n## a fence outside\n",
        "## two documents\n```markdown\n```\n```markdown\n```\n",
        "## findings of what\n```findings\n```\n",
        "## something else\n```markdown\n```\n```python\n```\n",
        "## findings first\n```findings\n```\n```markdown\n```\n",
        "## twice\n```markdown\n```\n## twice\n```markdown\n```\n",
        "## never closed\n```markdown\n",
    ],
)
def test_what_no_case_would_look_at_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match=r"line|document|findings|two cases|is not in list"):
        read_cases(source)


def test_a_file_of_cases_is_read_and_written() -> None:
    source = (
        "# file\n\n## one\n\n````markdown crlf\n```sh\n```\n````\n\n```text src/a.ts\na\n```\n\n"
        "## two\n\n```markdown\n- [ ] b\n```\n\n```findings\nold\n```\n"
    )
    one, two = read_cases(source)
    assert one == Case("one", "```sh\r\n```\r\n", {"src/a.ts": "a\n"}, (12, 12))
    assert (two.text, two.files) == ("- [ ] b\n", {})
    new = rewritten(source, [(one, "x\n  y"), (two, "nothing")])
    assert new == source.replace(
        "a\n```\n\n##", "a\n```\n\n```findings\nx\n  y\n```\n\n##"
    ).replace("old", "nothing")
