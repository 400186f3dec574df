"""The golden cases in `cases`: what each rule reports, and what it does not.

`pytest tests/rules/test_rules.py --update` rewrites the findings in these files. Review the diff.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from golden import CASES, Case, check_text, read_cases, rewrite_cases

from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

CODES = [rule.code for rule in registry() if rule is not INVALID_SETTINGS]


def test_every_rule_has_one_case_file() -> None:
    assert sorted(path.name for path in CASES.iterdir()) == [f"{code}.md" for code in CODES]


@pytest.mark.parametrize("code", CODES)
def test_cases(code: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    file = CASES / f"{code}.md"
    source = file.read_text("utf-8")
    found = [
        (case, check_text(case.text, tmp_path / str(number), case.files).format_findings())
        for number, case in enumerate(read_cases(source))
    ]
    now = rewrite_cases(source, found)
    if request.config.getoption("--update"):
        file.write_text(now, "utf-8", newline="\n")
    else:
        assert source.splitlines() == now.splitlines()


@pytest.mark.parametrize("code", CODES)
def test_cases_include_documents_without_findings(code: str, tmp_path: Path) -> None:
    counts = []
    for number, case in enumerate(read_cases((CASES / f"{code}.md").read_text("utf-8"))):
        findings = check_text(case.text, tmp_path / str(number), case.files).findings
        counts.append(sum(finding.code == code for finding in findings))
    assert any(counts), "no case with a finding"
    assert not all(counts), "no case without a finding"


@pytest.mark.parametrize("code", CODES)
def test_a_safe_fix_resolves_its_finding_and_adds_none(code: str, tmp_path: Path) -> None:
    for number, case in enumerate(read_cases((CASES / f"{code}.md").read_text("utf-8"))):
        folder = tmp_path / str(number)
        before = check_text(case.text, folder, case.files)
        counts = Counter(finding.code for finding in before.findings)
        for finding in before.findings:
            fix = before.find_safe_fix(finding)
            if fix is None:
                continue
            after = check_text(before.apply_fix(fix), folder, case.files)
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
def test_invalid_case_files(source: str) -> None:
    with pytest.raises(ValueError, match=r"line|document|findings|two cases|is not in list"):
        read_cases(source)


def test_reading_and_rewriting_a_case_file() -> None:
    source = (
        "# file\n\n## one\n\n````markdown crlf\n```sh\n```\n````\n\n```text src/a.ts\na\n```\n\n"
        "## two\n\n```markdown\n- [ ] b\n```\n\n```findings\nold\n```\n"
    )
    one, two = read_cases(source)
    assert one == Case("one", "```sh\r\n```\r\n", {"src/a.ts": "a\n"}, (12, 12))
    assert (two.text, two.files) == ("- [ ] b\n", {})
    new = rewrite_cases(source, [(one, "x\n  y"), (two, "nothing")])
    assert new == source.replace(
        "a\n```\n\n##", "a\n```\n\n```findings\nx\n  y\n```\n\n##"
    ).replace("old", "nothing")
