"""The rules' docstrings are true, and so is the page made from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from golden import CASES, judge, read_cases, severity_of

from backlog_ls.rules.docs.page import (
    HEADINGS,
    PAGE,
    demoted,
    has_fix,
    rules_page,
    sections,
    summary,
)
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS

CODES = [rule.code for rule in registry()]
every_rule = pytest.mark.parametrize("code", CODES)
# The one that is no rule over documents: `test_invalid_settings.py`.
every_document_rule = pytest.mark.parametrize(
    "code", [code for code in CODES if code != INVALID_SETTINGS.code]
)
_FENCE = re.compile(r"```markdown\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def sample(code: str, heading: str) -> str:
    """The document that the section `heading` of a rule's documentation shows."""
    found = _FENCE.findall(sections(code)[heading])
    assert len(found) == 1, f"{heading} is to show one document"
    return str(found[0])


def files_of(code: str) -> dict[str, str]:
    """The files that the words above the example say to be there, each with its name as title."""
    above = sections(code)["Example"].partition("```")[0]
    return {path: f"# {Path(path).stem.title()}\n" for path in re.findall(r"`([\w/]+\.md)`", above)}


@every_rule
def test_documentation_has_its_sections(code: str) -> None:
    found = sections(code)
    assert list(found) == [code, *HEADINGS]
    assert not found.pop(code)
    assert all(found.values())


@every_document_rule
def test_example_is_reported(code: str, tmp_path: Path) -> None:
    found = {
        finding.code
        for finding in judge(sample(code, "Example"), tmp_path, files_of(code)).findings
    }
    assert code in found


@every_document_rule
def test_use_instead_is_clean(code: str, tmp_path: Path) -> None:
    findings = judge(sample(code, "Use instead"), tmp_path, files_of(code)).findings
    grave = [f for f in findings if f.code == code or severity_of(f) <= Severity.WARNING]
    assert not grave


@every_document_rule
def test_fixing_the_example_mends_it(code: str, tmp_path: Path) -> None:
    text = sample(code, "Example")
    files = files_of(code)
    before = judge(text, tmp_path, files)
    others = [finding.code for finding in before.findings if finding.code != code]
    own = [finding for finding in before.findings if finding.code == code]
    safe = bool(before.safe_fix(own[0]))
    for _ in own:
        now = judge(text, tmp_path, files)
        fix = next((now.safe_fix(f) for f in now.findings if f.code == code), None)
        text = now.fixed(fix) if fix else text
    after = [finding.code for finding in judge(text, tmp_path, files).findings]
    assert after == (others if safe else [finding.code for finding in before.findings])


@every_document_rule
def test_what_is_said_of_fixes_is_so(code: str, tmp_path: Path) -> None:
    # The cases decide: a link's fix needs a workspace that has something to offer.
    offered = False
    for number, case in enumerate(read_cases((CASES / f"{code}.md").read_text("utf-8"))):
        judged = judge(case.text, tmp_path / str(number), case.files)
        offered |= any(judged.fixes(f) for f in judged.findings if f.code == code)
    assert has_fix(code) == offered


@every_rule
def test_summary_is_one_line(code: str) -> None:
    told = summary(code)
    assert re.fullmatch(r"[A-Z].{10,150}[.]", told), told


def test_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == rules_page(), "stale: run `make docs`"


def test_page_lists_every_rule_and_its_links_lead_somewhere(tmp_path: Path) -> None:
    judged = judge(rules_page(), tmp_path)
    page = judged.view.backlog
    for rule in registry():
        place = page.anchor(rule.code)
        assert place is not None
        assert place.piece.text == f"## {rule.code}\n\n"
        assert f"| [`{rule.code}`](#{rule.code}) | {rule.level} |" in rules_page()
    assert not [f for f in judged.findings if f.code.startswith("broken-")], judged.listing()


def test_headings_in_code_are_not_demoted() -> None:
    assert demoted("# a\n\n```markdown\n# b\n```\n## c\n") == (
        "## a\n\n```markdown\n# b\n```\n### c\n"
    )
