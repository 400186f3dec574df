"""Write all generated files: merged word lists, the page of all rules, VS Code settings, README capture.

``make generate`` runs this program. Tests fail where one of these files is stale.
"""

from __future__ import annotations

import os
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
VSCODE_SETTINGS = ROOT / "editors" / "vscode" / "scripts" / "settings.py"


def render() -> Iterator[tuple[Path, str]]:
    """Yield the path and the current text of each generated file."""
    yield COMBINED, render_combined()
    yield PAGE, render_rules_page()
    vscode: dict[Path, str] = runpy.run_path(str(VSCODE_SETTINGS))["render"]()
    yield from vscode.items()
    yield README, _render_readme()


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
    stale = [(path, text) for path, text in render() if path.read_text("utf-8") != text]
    for path, text in stale:
        path.write_text(text, "utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    if not stale:
        print("all generated files are current")
