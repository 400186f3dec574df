"""The documentation of `invalid-settings`, which checks settings files and has no golden file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_ls.rules.docs.page import has_fix, read_sections
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.invalid_settings import RULE, find_settings_errors
from backlog_ls.workspace.configuration import SETTINGS_FILE, read_configuration

if TYPE_CHECKING:
    from pathlib import Path

_FENCE = re.compile(r"```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def errors(folder: Path, text: str) -> list[str]:
    path = folder / SETTINGS_FILE
    path.write_text(text, "utf-8")
    configuration = read_configuration(str(path))
    assert configuration is not None
    return [str(error) for error in find_settings_errors(configuration)]


def sample(heading: str) -> str:
    (text,) = _FENCE.findall(read_sections(RULE.code)[heading])
    return str(text)


def test_the_example_is_reported_and_use_instead_is_clean(tmp_path: Path) -> None:
    assert errors(tmp_path, sample("Example")) == [
        "table.sytle: unknown setting `sytle`; did you mean `style`?",
        "severity.brokn-link: unknown diagnostic `brokn-link`; did you mean `broken-link`?",
    ]
    assert errors(tmp_path, sample("Use instead")) == []
    assert not has_fix(RULE.code)


def test_every_code_can_be_set(tmp_path: Path) -> None:
    lines = [f"severity.{rule.code} = 'off'\n" for rule in registry()]
    assert {f"severity.{code} = 'off'\n" for code in (RULE.code, "unused-suppression")} <= {*lines}
    assert errors(tmp_path, "".join(lines)) == []
