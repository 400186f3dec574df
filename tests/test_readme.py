"""What the README shows is what a newcomer gets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_capture_in_the_readme_is_what_make_run_prints() -> None:
    printed = subprocess.run(
        [sys.executable, "tests/demo.py"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    ).stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- demo:")[2].partition("```text\n")[2].partition("```")[0]
    # To renew it: python tests/demo.py, and put what it prints into the README.
    assert shown.strip() == printed.strip()
