from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls, write

RAGGED = "# Backlog\r\n\r\n| Task | Status |\r\n|-|-|\r\n| Reports | Done |\r\n"
ALIGNED = (
    "# Backlog\r\n\r\n| Task    | Status |\r\n| ------- | ------ |\r\n| Reports | Done   |\r\n"
)
COMPACT = "# Backlog\r\n\r\n| Task | Status |\r\n| --- | --- |\r\n| Reports | Done |\r\n"


def test_files_are_formatted_once(tmp_path: Path) -> None:
    path = write(tmp_path, "BACKLOG.md", "\ufeff" + RAGGED)
    other = write(tmp_path, "README.md", "| a | b |\n|-|-|\n")
    result = backlog_ls(tmp_path, "format")
    assert result == (0, "1 file formatted.\n", "")
    assert path.read_bytes().decode() == "\ufeff" + ALIGNED
    assert other.read_text() == "| a | b |\n|-|-|\n"
    assert backlog_ls(tmp_path, "format") == (0, "1 file unchanged.\n", "")


def test_check_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "BACKLOG.md", RAGGED)
    write(tmp_path, "TODO.md", ALIGNED)
    result = backlog_ls(tmp_path, "format", "--check")
    assert result.code == 1
    assert result.out == ("Would format BACKLOG.md\n1 file would be formatted, 1 file unchanged.\n")
    assert path.read_bytes().decode() == RAGGED
    assert backlog_ls(tmp_path, "format", "--check", "TODO.md").code == 0


def test_a_diff_can_be_applied(tmp_path: Path) -> None:
    text = RAGGED + "\n" * 9 + "| a | b |\n|-|-|\n| one |"
    path = write(tmp_path, "BACKLOG.md", text)
    result = backlog_ls(tmp_path, "format", "--diff")
    assert result.code == 1
    assert result.out.count("\n@@ ") == 2
    assert "\n\\ No newline at end of file" in result.out
    assert path.read_bytes().decode() == text
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True, timeout=20)
    subprocess.run(
        ["git", "apply", "-p0", "-"],
        cwd=tmp_path,
        input=result.out.encode(),
        check=True,
        timeout=20,
    )
    applied = path.read_bytes()
    path.write_bytes(text.encode())
    backlog_ls(tmp_path, "format")
    assert applied == path.read_bytes() != text.encode()
    assert backlog_ls(tmp_path, "format", "--diff") == (0, "", "")


@pytest.mark.parametrize(("style", "expected"), [("compact", COMPACT), ("aligned", ALIGNED)])
def test_style(tmp_path: Path, style: str, expected: str) -> None:
    text = RAGGED.encode()
    assert backlog_ls(tmp_path, "format", "--style", style, "-", stdin=text) == (0, expected, "")
    write(tmp_path, "pyproject.toml", f'[tool.backlog-ls]\ntable.style = "{style}"\n')
    assert backlog_ls(tmp_path, "format", "-", stdin=text).out == expected
    path = write(tmp_path, "BACKLOG.md", RAGGED)
    backlog_ls(tmp_path, "format")
    assert path.read_bytes().decode() == expected


def test_standard_input_cannot_be_combined_with_files(tmp_path: Path) -> None:
    assert backlog_ls(tmp_path, "format", "-", "BACKLOG.md").code == 2
    assert backlog_ls(tmp_path, "format", "--check", "-", stdin=RAGGED.encode()) == (1, "", "")
    assert backlog_ls(tmp_path, "format", "--diff", "-", stdin=ALIGNED.encode()) == (0, "", "")
    assert backlog_ls(tmp_path, "format", "-", stdin=b"\xff").code == 2


def test_files_with_invalid_settings_are_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, "BACKLOG.md", RAGGED)
    write(tmp_path, ".backlog-ls.toml", 'table.style = "compct"\n')
    result = backlog_ls(tmp_path, "format")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("backlog-ls: BACKLOG.md: skipped: invalid settings")
    assert path.read_bytes().decode() == RAGGED


def test_unreadable_files_do_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", b"\xff")
    path = write(tmp_path, "TODO.md", RAGGED)
    result = backlog_ls(tmp_path, "format")
    assert (result.code, result.out) == (2, "1 file formatted.\n")
    assert result.err == "backlog-ls: BACKLOG.md: not UTF-8: byte 0xff at offset 0\n"
    assert path.read_bytes().decode() == ALIGNED
