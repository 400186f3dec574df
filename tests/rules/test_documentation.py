"""The documentation of the rules is correct: its examples run, and the generated page is current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from golden import CASES, check_text, default_severity, read_cases

from backlog_ls.rules.docs.page import (
    HEADINGS,
    OPTIONAL_HEADINGS,
    PAGE,
    demote_headings,
    has_fix,
    read_sections,
    render_rules_page,
    summary,
)
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS

CODES = [rule.code for rule in registry()]
every_rule = pytest.mark.parametrize("code", CODES)
# `invalid-settings` checks settings files: see `test_invalid_settings.py`.
every_document_rule = pytest.mark.parametrize(
    "code", [code for code in CODES if code != INVALID_SETTINGS.code]
)
_FENCE = re.compile(r"```markdown\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def sample(code: str, heading: str) -> str:
    """Return the document in the section `heading` of the documentation of a rule."""
    found = _FENCE.findall(read_sections(code)[heading])
    assert len(found) == 1, f"{heading} must contain one document"
    return str(found[0])


def files_of(code: str) -> dict[str, str]:
    """Return the files that the text above the example mentions, with their names as titles."""
    above = read_sections(code)["Example"].partition("```")[0]
    return {path: f"# {Path(path).stem.title()}\n" for path in re.findall(r"`([\w/]+\.md)`", above)}


@every_rule
def test_documentation_has_all_headings(code: str) -> None:
    found = read_sections(code)
    optional = [heading for heading in OPTIONAL_HEADINGS if heading in found]
    assert list(found) == [code, *HEADINGS, *optional]
    assert not found.pop(code)
    assert all(found.values())


@every_document_rule
def test_example_is_reported(code: str, tmp_path: Path) -> None:
    found = {
        finding.code
        for finding in check_text(sample(code, "Example"), tmp_path, files_of(code)).findings
    }
    assert code in found


@every_document_rule
def test_use_instead_is_clean(code: str, tmp_path: Path) -> None:
    findings = check_text(sample(code, "Use instead"), tmp_path, files_of(code)).findings
    grave = [f for f in findings if f.code == code or default_severity(f) <= Severity.WARNING]
    assert not grave


@every_document_rule
def test_fixing_the_example_resolves_the_finding(code: str, tmp_path: Path) -> None:
    text = sample(code, "Example")
    files = files_of(code)
    before = check_text(text, tmp_path, files)
    others = [finding.code for finding in before.findings if finding.code != code]
    own = [finding for finding in before.findings if finding.code == code]
    safe = bool(before.find_safe_fix(own[0]))
    for _ in own:
        now = check_text(text, tmp_path, files)
        fix = next((now.find_safe_fix(f) for f in now.findings if f.code == code), None)
        text = now.apply_fix(fix) if fix else text
    after = [finding.code for finding in check_text(text, tmp_path, files).findings]
    assert after == (others if safe else [finding.code for finding in before.findings])


@every_document_rule
def test_the_fix_section_is_correct(code: str, tmp_path: Path) -> None:
    # The cases decide, since fixes of links need files in the workspace.
    offered = safe = False
    for number, case in enumerate(read_cases((CASES / f"{code}.md").read_text("utf-8"))):
        checked = check_text(case.text, tmp_path / str(number), case.files)
        own = [finding for finding in checked.findings if finding.code == code]
        offered |= any(checked.fixes(finding) for finding in own)
        safe |= any(checked.find_safe_fix(finding) for finding in own)
    assert has_fix(code) == offered
    assert bool(re.search(r"`--fix`\s+applies", read_sections(code)["Fix"])) == safe


@every_rule
def test_summary_is_one_line(code: str) -> None:
    text = summary(code)
    assert re.fullmatch(r"[A-Z].{10,150}[.]", text), text


def test_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == render_rules_page(), "stale: run `make generate`"


def test_page_lists_every_rule_and_its_links_lead_somewhere(tmp_path: Path) -> None:
    checked = check_text(render_rules_page(), tmp_path)
    page = checked.view.backlog
    for rule in registry():
        place = page.find_anchor(rule.code)
        assert place is not None
        assert place.piece.text == f"## {rule.code}\n\n"
        assert f"| [`{rule.code}`](#{rule.code}) | {rule.default_level} |" in render_rules_page()
    assert not [f for f in checked.findings if f.code.startswith("broken-")], (
        checked.format_findings()
    )


def test_headings_in_code_are_not_demoted() -> None:
    assert demote_headings("# a\n\n```markdown\n# b\n```\n## c\n") == (
        "## a\n\n```markdown\n# b\n```\n### c\n"
    )
