"""Write all that is generated: merged word lists, the page of all rules, VS Code settings, README capture.

Also the address of the project, from pyproject.toml.

``make generate`` runs this program. Tests fail where one of these files is stale.
"""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the package of this checkout, whichever one is installed

from backlog_ls.model.words.loading import COMBINED, render_combined  # noqa: E402 (see above)
from backlog_ls.rules.docs.page import PAGE, render_rules_page  # noqa: E402 (see above)

if TYPE_CHECKING:
    from collections.abc import Iterator

README = ROOT / "README.md"
ADDRESS = re.compile(r"https://github\.com/[\w-]+/backlog-ls")
WITH_ADDRESS = (
    "pyproject.toml",
    "REFERENCE.md",
    "editors/vscode/package.json",
    "editors/mason/packages/backlog-ls/package.yaml",
    "editors/nvim-lspconfig/lsp/backlog_ls.lua",
)
"""The files that contain the address of the project."""
VSCODE_SETTINGS = ROOT / "editors" / "vscode" / "scripts" / "settings.py"


def render() -> Iterator[tuple[Path, str]]:
    """Yield the path and the current text of each generated file."""
    yield COMBINED, render_combined()
    yield PAGE, render_rules_page()
    vscode: dict[Path, str] = runpy.run_path(str(VSCODE_SETTINGS))["render"]()
    yield from vscode.items()
    yield README, _render_readme()
    for name in WITH_ADDRESS:
        path = ROOT / name
        yield path, ADDRESS.sub(_read_address(), path.read_text("utf-8"))


def _read_address() -> str:
    """Return the address of the project, from its first place in pyproject.toml."""
    found = ADDRESS.search((ROOT / "pyproject.toml").read_text("utf-8"))
    assert found, "pyproject.toml has no address"
    return found[0]


def _render_readme() -> str:
    """Return the README with the current output of the demo in its first ``text`` fence after ``demo:``."""
    output = subprocess.run(
        [sys.executable, "tests/demo.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    ).stdout
    before, mark, after = README.read_text("utf-8").partition("<!-- demo:")
    intro, fence, rest = after.partition("```text\n")
    return f"{before}{mark}{intro}{fence}{output.strip()}\n```{rest.partition('```')[2]}"


if __name__ == "__main__":
    written = False
    for path, text in render():  # one by one, because a later one may begin with an earlier one
        if path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote {path.relative_to(ROOT)}")
            written = True
    if not written:
        print("all generated files are current")
