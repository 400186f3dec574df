"""The files of cases: how they are read, run and rewritten, and what is an error in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixtures import CASES, Request, check_cases, read_cases

if TYPE_CHECKING:
    from pathlib import Path

HERE = CASES.parent


def line(request: Request) -> str:
    """The line of the cursor, and the cursor's column."""
    position = request.view.backlog.document.position_at(request.offset)
    text = request.view.backlog.document.line_text(position.line)
    return f"{position.column + 1} {text} {request.argument}".rstrip()


def whole(request: Request) -> str:
    """The document, and the other files of its workspace."""
    names = [path.name for path in request.root.iterdir()] if request.root else []
    return request.shown(request.view.backlog.document.text) + " ".join(sorted(names))


def cursors(request: Request) -> str:
    return request.where(*request.selection)


OPERATIONS = {"line": line, "whole": whole, "cursors": cursors}


class Config:
    """A substitute for that of pytest."""

    def __init__(self, *, update: bool) -> None:
        self.update = update

    def getoption(self, name: str) -> bool:
        assert name == "--update"
        return self.update


SOURCE = """\
# Cases

```text a/b.txt
b
```

## One

```markdown
# A

- [ ] b$0
```

```line what
old
```

```cursors
```

## Framed

```markdown frame
| Task |
| ---- |
$here
```

```markdown each
| a$0 |
| $0b |
```

```line
```

```markdown crlf
| $1a $2 |
```

```cursors
```

```markdown docs/x.md
$0| `x` |$0
```

```cursors
```

```whole
```
"""


def test_a_file_is_rewritten_and_then_agrees(tmp_path: Path) -> None:
    path = tmp_path / "cases.md"
    path.write_text(SOURCE, "utf-8")
    workspaces = tmp_path / "workspaces"
    with pytest.raises(AssertionError):
        check_cases(path, OPERATIONS, workspaces, Config(update=False))  # type: ignore[arg-type]
    assert path.read_text("utf-8") == SOURCE
    check_cases(path, OPERATIONS, workspaces, Config(update=True))  # type: ignore[arg-type]
    new = path.read_text("utf-8")
    assert "```line what\n8 - [ ] b what\n```\n" in new
    assert "```line\n4 | a |\n3 | b |\n```\n" in new
    assert "```cursors\n3:8-8\n```\n" in new
    assert "```cursors\n$1 3:3-3\n$2 3:5-5\n```\n" in new
    assert "```whole\n| Task |\n| ---- |\n| `x` |\na docs\n```\n" in new
    check_cases(path, OPERATIONS, workspaces, Config(update=False))  # type: ignore[arg-type]


DOCUMENT = "```markdown\n$0\n```\n"
LINE = "```line\n```\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("# No case\n", "no case"),
        (f"{DOCUMENT}{LINE}## A\n{DOCUMENT}{LINE}", "before the first case"),
        ("## A\n", "no document"),
        (f"## A\n{LINE}{DOCUMENT}", "without a document"),
        (f"## A\n{DOCUMENT}", "no operation uses it"),
        (f"## A\n{DOCUMENT}{DOCUMENT}{LINE}", "no operation uses the document before"),
        (f"## A\n{DOCUMENT}{LINE}```text a\n```\n", "no operation uses it"),
        (f"## A\n{DOCUMENT}{LINE}```text a\n```\n{LINE}", "no document uses it"),
        (f"## A\n{DOCUMENT}```lines\n```\n", "no operation is called 'lines'"),
        (f"## A\n```markdown frame\n```\n{DOCUMENT}{LINE}", "one \\$here"),
        (f"## A\n```toml settings\na = 1\n```\n{DOCUMENT}{LINE}", "invalid settings"),
        (f"## A\n```text\n```\n{DOCUMENT}{LINE}", "has a path"),
        (f"## A\n{DOCUMENT}{LINE}## A\n{DOCUMENT}{LINE}", "two cases"),
        ("## A\n```markdown\n", "not in list"),
    ],
)
def test_what_no_operation_would_use_is_an_error(source: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_cases(source, OPERATIONS)


def test_every_folder_of_cases_is_run() -> None:
    rooms = sorted(path.name for path in CASES.iterdir())
    assert [room for room in rooms if not (HERE / room / f"test_{room}_cases.py").exists()] == []
