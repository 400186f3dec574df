"""A document that is typed shows next to nothing on the line that is typed, and hides nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import passing_findings
from passing_findings import type_document, type_lines_again

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = """\
# Backlog

Last updated: 2026-11-30. See [the phases](#phases) and [what is old](#old).

| Status | Meaning |
|--------|---------|
| ✅ Done | finished |
| 🚧 In Progress | now |

## Phases

| ID | Task | Owner | Due | Depends on | Status |
|----|------|-------|-----|------------|--------|
| T-1 | Sign in | ada | 2026-12-24 | | ✅ Done |
| T-2 | [Sign out](BACKLOG.md#phases) | bob | 2027-01-15 | T-1 | 🚧 In Progress |
| T-3 | Mail | eve |

The parser follows.
---

- [x] Parse tables <!-- due: 2026-12-31 -->
  - [x] rows
- [ ] Parse lists **(in progress)**

<details>
<summary>Old</summary>

## Old

- [x] Read files

</details>
"""


def test_passing_findings_are_withheld_and_others_are_not(tmp_path: Path) -> None:
    typed = type_document(tmp_path / "BACKLOG.md", tmp_path, TEXT)
    assert typed.keys == len(TEXT)
    assert typed.shown == 0, typed.shown_by_rule
    assert typed.found > typed.keys / 50
    assert typed.late == len("---")  # of the heading that they make


def test_lines_that_are_typed_again(tmp_path: Path) -> None:
    typed = type_lines_again(tmp_path / "BACKLOG.md", tmp_path, TEXT)
    assert typed.shown == 0, typed.shown_by_rule
    assert typed.found > typed.keys / 50


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "BACKLOG.md"
    path.write_text(TEXT[:300], "utf-8")
    assert passing_findings.main([str(path)]) == 0
    assert "0.000%" in capsys.readouterr().out
