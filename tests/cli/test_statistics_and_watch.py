"""`check --statistics`, `check --watch`, and what `check` says that `--fix` fixes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls, environment

TWO_LINKS = "# Backlog\n\n- [ ] T1 one\n- [x] T2 two [a](a.md)\n* [ x] three [b](b.md)\n"
LONG = "docs/" + "very-long-folder-name/" * 6 + "target.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "BACKLOG.md").write_text(TWO_LINKS)
    return tmp_path


def test_the_last_line_says_what_can_be_fixed(folder: Path) -> None:
    before = backlog_ls(folder, "check")
    assert before.out.endswith("1 can be fixed with --fix.\n")
    found = json.loads(backlog_ls(folder, "check", "--output-format", "json").out)
    assert [each["code"] for each in found if each["fixable"]] == ["malformed-checkbox"]
    after = backlog_ls(folder, "check", "--fix")
    assert "Fixed 1 problem in 1 file." in after.out
    assert "can be fixed" not in after.out


def test_what_can_be_fixed_is_remembered(folder: Path) -> None:
    assert backlog_ls(folder, "check").out == backlog_ls(folder, "check").out


def test_statistics_count_each_code(folder: Path) -> None:
    result = backlog_ls(folder, "check", "--statistics")
    lines = result.out.splitlines()
    assert "1  malformed-checkbox  1 can be fixed" in lines
    found = json.loads(backlog_ls(folder, "check", "--output-format", "json").out)
    assert sum(int(line.split()[0]) for line in lines[: lines.index("")]) == len(found)
    assert result.code == backlog_ls(folder, "check").code


@pytest.mark.parametrize(
    "options",
    [
        ("--statistics", "--output-format", "json"),
        ("--watch", "--fix"),
        ("--watch", "--diff"),
        ("--watch", "-"),
        ("--watch", "--output-format", "sarif"),
    ],
)
def test_options_that_do_not_go_together(folder: Path, options: tuple[str, ...]) -> None:
    result = backlog_ls(folder, "check", *options)
    assert result.code == 2
    assert options[0] in result.err


def test_long_values_are_cut_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "BACKLOG.md").write_text(f"# Backlog\n\n- [x] one [a]({LONG})\n- [ ] two\n")
    (found,) = json.loads(backlog_ls(tmp_path, "check", "--output-format", "json").out)
    assert found["code"] == "broken-link"
    assert "…" in found["message"]
    assert found["message"] in backlog_ls(tmp_path, "check", "--output-format", "concise").out


def test_watch_checks_again_after_each_change(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "backlog_ls", "check", "--watch", "--output-format", "concise"],
        cwd=folder,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    alarm = Timer(60, process.kill)
    alarm.start()
    assert process.stdout is not None

    def next_run() -> list[str]:
        lines: list[str] = []
        while True:
            line = process.stdout.readline() if process.stdout else ""
            assert line, "it has ended"
            if "watching for changes" in line:
                return lines
            lines.append(line.partition("[")[2].partition("]")[0])

    try:
        assert sorted(next_run()) == ["broken-link", "broken-link", "malformed-checkbox"]
        (folder / "a.md").write_text("# A\n")
        assert sorted(next_run()) == ["broken-link", "malformed-checkbox"]
        (folder / ".backlog-ls.toml").write_text('[severity]\nmalformed-checkbox = "off"\n')
        assert next_run() == ["broken-link"]
        (folder / "BACKLOG.md").write_text("# Backlog\n\n- [ ] one\n")
        assert next_run() == []
    finally:
        alarm.cancel()
        process.kill()
        process.communicate()
