"""The rules' docstrings are true, and so is the page made from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from golden import judge, severity_of

from backlog_ls.rules.finding import Severity
from backlog_ls.rules.page import HEADINGS, PAGE, demoted, has_fix, rules_page, sections, summary
from backlog_ls.rules.registry import registry

if TYPE_CHECKING:
    from pathlib import Path

CODES = [rule.code for rule in registry()]
every_rule = pytest.mark.parametrize("code", CODES)
_FENCE = re.compile(r"```markdown\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def sample(code: str, heading: str) -> str:
    """The document that the section `heading` of a rule's documentation shows."""
    found = _FENCE.findall(sections(code)[heading])
    assert len(found) == 1, f"{heading} is to show one document"
    return str(found[0])


@every_rule
def test_documentation_has_its_sections(code: str) -> None:
    found = sections(code)
    assert list(found) == [code, *HEADINGS]
    assert not found.pop(code)
    assert all(found.values())


@every_rule
def test_example_is_reported(code: str, tmp_path: Path) -> None:
    found = {finding.code for finding in judge(sample(code, "Example"), tmp_path).findings}
    assert code in found


@every_rule
def test_use_instead_is_clean(code: str, tmp_path: Path) -> None:
    findings = judge(sample(code, "Use instead"), tmp_path).findings
    grave = [f for f in findings if f.code == code or severity_of(f) <= Severity.WARNING]
    assert not grave


@every_rule
def test_fixing_the_example_mends_it(code: str, tmp_path: Path) -> None:
    text = sample(code, "Example")
    before = judge(text, tmp_path)
    others = [finding.code for finding in before.findings if finding.code != code]
    own = [finding for finding in before.findings if finding.code == code]
    safe = bool(before.safe_fix(own[0]))
    for _ in own:
        now = judge(text, tmp_path)
        fix = next((now.safe_fix(f) for f in now.findings if f.code == code), None)
        text = now.fixed(fix) if fix else text
    after = [finding.code for finding in judge(text, tmp_path).findings]
    assert after == (others if safe else [finding.code for finding in before.findings])


@every_rule
def test_what_is_said_of_fixes_is_so(code: str) -> None:
    """Cases, not the example, decide: some fixes need a workspace with something to offer."""
    from golden import CASES  # noqa: PLC0415


@every_rule
def test_summary_is_one_line(code: str) -> None:
    told = summary(code)
    assert told.endswith((".", ":")) or told
    assert "\n" not in told


def test_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == rules_page(), "stale: run `make docs`"
