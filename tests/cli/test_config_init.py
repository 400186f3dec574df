"""`backlog-ls config init`: a settings file to begin with."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls

TEXT = """\
# Backlog

| Feature | Status      |
| ------- | ----------- |
| one     | Done        |
| two     | done        |
| seven   | Done        |
| three   | In Progress |
| four    | In Progress |
| five    | Dnoe        |
| six     | Blocked     |

- [x] a
- [x] b, see [c](c.md)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "BACKLOG.md").write_text(TEXT)
    return tmp_path


def test_it_says_what_was_found(folder: Path) -> None:
    result = backlog_ls(folder, "config", "init")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Wrote .backlog-ls.toml.")
    written = (folder / ".backlog-ls.toml").read_text()
    assert "# Found here: 1 backlog: BACKLOG.md" in written
    assert '# statuses = ["Done", "In Progress"]' in written
    assert re.search(r'# broken-link = "\w+"  # found 1 time', written)


def test_nothing_is_set_and_every_line_can_be(folder: Path) -> None:
    before = backlog_ls(folder, "config", "show").out.splitlines()
    backlog_ls(folder, "config", "init")
    after = backlog_ls(folder, "config", "show").out.splitlines()
    assert [line.partition("  #")[0] for line in after[1:]] == [
        line.partition("  #")[0] for line in before[1:]
    ]
    file = folder / ".backlog-ls.toml"
    file.write_text(re.sub(r"^# ([\w-]+ = )", r"\1", file.read_text(), flags=re.MULTILINE))
    shown = backlog_ls(folder, "config", "show")
    assert (shown.code, shown.err) == (0, "")
    assert "default" not in shown.out
    assert '"Done", "In Progress"' in shown.out


def test_a_folder_without_backlogs(tmp_path: Path) -> None:
    assert backlog_ls(tmp_path, "config", "init").code == 0
    assert "No backlogs were found here" in (tmp_path / ".backlog-ls.toml").read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [(".backlog-ls.toml", "max-files = 3\n"), ("pyproject.toml", "[tool.backlog-ls]\n")],
)
def test_settings_that_are_there_stay(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    result = backlog_ls(folder, "config", "init")
    assert (result.code, result.out) == (2, "")
    assert f"{name} has settings already" in result.err
    assert (folder / name).read_text() == text
    assert len(list(folder.iterdir())) == 2


def test_another_folder_and_one_that_is_not_there(folder: Path) -> None:
    (folder / "docs").mkdir()
    assert backlog_ls(folder, "config", "init", "docs").code == 0
    assert (folder / "docs/.backlog-ls.toml").exists()
    assert backlog_ls(folder, "config", "init", "nowhere").code == 2
