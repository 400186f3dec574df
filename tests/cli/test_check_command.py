from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from backlog_ls.cli import atomic_write as writing
from backlog_ls.cli.commands import check as checking
from backlog_ls.syntax.document import Document

sys.path.insert(0, str(Path(__file__).parent))
from command_line import backlog_ls, write

if TYPE_CHECKING:
    import pytest

BROKEN = "# Backlog\n\nSee the [plan](gone.md).\n"


def found(folder: Path, *arguments: str) -> list[tuple[str, int, str]]:
    """Return path, line and code of what `check` finds."""
    result = backlog_ls(folder, "check", "--output-format", "json", *arguments)
    assert result.code in {0, 1}, result.err
    return [(f["path"], f["start"]["line"], f["code"]) for f in json.loads(result.out)]


def test_carets_stand_under_wide_characters(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "- 日本 ✅\t[x](gone.md) here\n")
    result = backlog_ls(tmp_path, "check")
    assert result.out == (
        "BACKLOG.md:1:12: warning[broken-link] `gone.md` not found.\n"
        "1 | - 日本 ✅   [x](gone.md) here\n"
        "  |                 ^^^^^^^\n"
        "\n"
        "Found 1 warning in 1 file.\n"
    )


def test_help_and_notes(tmp_path: Path) -> None:
    text = "# B\n\n- âœ… one\n- âœ… two\n- âœ… three\n- âœ… four\n- âœ… five\n"
    write(tmp_path, "BACKLOG.md", text)
    result = backlog_ls(tmp_path, "check", "--select", "mojibake")
    assert result.out == (
        "BACKLOG.md:3:3: warning[mojibake] Wrong encoding: `âœ…` should be `✅`. "
        "Also in 4 other places.\n"
        "3 | - âœ… one\n"
        "  |   ^^^\n"
        "  help: Repair all 5 places\n"
        "  note: BACKLOG.md:4:3: `âœ…` should be `✅`\n"
        "  note: BACKLOG.md:5:3: `âœ…` should be `✅`\n"
        "  note: BACKLOG.md:6:3: `âœ…` should be `✅`\n"
        "  note: and 1 other place\n"
        "\n"
        "Found 1 warning in 1 file.\n"
        "1 can be fixed with --fix.\n"
    )


def test_json_output(tmp_path: Path) -> None:
    write(tmp_path, "docs/BACKLOG.md", "\ufeff😀 âœ… one\r\nâœ… two\r\n")
    result = backlog_ls(tmp_path, "check", "--output-format", "json")
    assert result.code == 1
    finding: dict[str, Any]
    (finding,) = json.loads(result.out)
    assert finding == {
        "path": "docs/BACKLOG.md",
        "code": "mojibake",
        "severity": "warning",
        "message": "Wrong encoding: `âœ…` should be `✅`. Also in 1 other place.",
        "start": {"line": 1, "column": 3},
        "end": {"line": 1, "column": 6},
        "fix": {
            "title": "Repair all 2 places",
            "edits": [
                {
                    "start": {"line": 1, "column": 3},
                    "end": {"line": 1, "column": 6},
                    "text": "✅",
                },
                {
                    "start": {"line": 2, "column": 1},
                    "end": {"line": 2, "column": 4},
                    "text": "✅",
                },
            ],
        },
        "fixable": True,
        "related": [
            {
                "path": "docs/BACKLOG.md",
                "start": {"line": 2, "column": 1},
                "end": {"line": 2, "column": 4},
                "message": "`âœ…` should be `✅`",
            }
        ],
        "url": "backlog_ls/rules/README.md#mojibake",
    }


def test_json_of_a_clean_folder_is_an_empty_array(tmp_path: Path) -> None:
    result = backlog_ls(tmp_path, "check", "--output-format", "json")
    assert (result.code, result.out) == (0, "[]\n")


def test_a_fix_that_makes_a_file_has_no_edits_to_offer(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "[M9](milestones/M9.md)\n")
    (finding,) = json.loads(backlog_ls(tmp_path, "check", "--output-format", "json").out)
    assert (finding["severity"], finding["fix"]) == ("error", None)
    assert "help: Create milestones/M9.md\n" in backlog_ls(tmp_path, "check").out


def test_exit_codes(tmp_path: Path) -> None:
    write(tmp_path, "clean/BACKLOG.md", "# Backlog\n")
    write(tmp_path, "broken/BACKLOG.md", BROKEN)
    assert backlog_ls(tmp_path, "check", "clean").code == 0
    assert backlog_ls(tmp_path, "check", "broken").code == 1
    assert backlog_ls(tmp_path, "check", "broken", "--exit-zero").code == 0
    assert backlog_ls(tmp_path, "check", "gone").code == 2
    assert backlog_ls(tmp_path, "check", "gone", "--exit-zero").code == 2
    assert backlog_ls(tmp_path, "check", "--no-such-option").code == 2
    write(tmp_path, ".backlog-ls.toml", 'severity.broken-link = "information"\n')
    result = backlog_ls(tmp_path, "check", "broken")
    assert (result.code, result.out.splitlines()[-1]) == (0, "Found 1 note in 1 file.")


def test_unreadable_files_do_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "A/BACKLOG.md", b"# caf\xe9\n")
    write(tmp_path, "BACKLOG.md", BROKEN)
    os.mkfifo(tmp_path / "TODO.md")
    write(tmp_path, "README.md", b"\xff\xfe")  # in the folder, but nobody's backlog
    result = backlog_ls(tmp_path, "check", ".", "gone.md")
    assert result.code == 2
    assert "broken-link" in result.out
    assert result.err.splitlines() == [
        "backlog-ls: TODO.md: not a regular file",
        "backlog-ls: A/BACKLOG.md: not UTF-8: byte 0xe9 at offset 5",
        "backlog-ls: gone.md: No such file or directory",
    ]
    assert backlog_ls(tmp_path, "check", "README.md").code == 2


def test_folders_are_searched_for_backlogs(tmp_path: Path) -> None:
    kept = ["BACKLOG.md", ".planning/BACKLOG.md", "docs/TODO.markdown"]
    skipped = [
        ".git/BACKLOG.md",
        ".TODO.md",
        "node_modules/x/TODO.md",
        "build/TODO.md",
        "env/TODO.md",
        "BACKLOG.txt",
        "README.md",
        "docs/deep/notes.md",
    ]
    for name in (*kept, *skipped):
        write(tmp_path, name, BROKEN)
    write(tmp_path, "env/pyvenv.cfg", "")
    (tmp_path / "docs" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [path for path, *_ in found(tmp_path)] == kept
    # A named file counts wherever it is and whatever it looks like; and no file counts twice.
    assert [path for path, *_ in found(tmp_path, "README.md", "build", ".", "BACKLOG.md")] == [
        "README.md",
        "build/TODO.md",
        *kept,
    ]


def test_paths_are_shown_from_the_working_folder(tmp_path: Path) -> None:
    write(tmp_path, "a/BACKLOG.md", BROKEN)
    (tmp_path / "b").mkdir()
    assert found(tmp_path / "b", str(tmp_path / "a")) == [("../a/BACKLOG.md", 3, "broken-link")]


def test_links_out_of_the_root_are_not_checked(tmp_path: Path) -> None:
    write(tmp_path, "a/b/BACKLOG.md", "[one](../gone.md) [two](../../gone.md)\n")
    inside = ("a/b/BACKLOG.md", 1, "broken-link")
    # The working folder is the root, whichever part of it is named.
    for part in ("a/b", "a/b/BACKLOG.md", "a", "."):
        assert found(tmp_path, part) == [inside, inside]
    assert found(tmp_path / "a" / "b") == []
    assert len(found(tmp_path / "a")) == len(found(tmp_path / "a", "b/BACKLOG.md")) == 1
    (tmp_path / "a" / ".git").mkdir()
    assert found(tmp_path) == found(tmp_path, "a/b/BACKLOG.md") == [inside]
    write(tmp_path, "a/b/pyproject.toml", "[tool.backlog-ls]\n")
    assert found(tmp_path) == []


def test_select_and_ignore(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "âœ… [x](gone.md) [y](#gone)\n")
    every = {"mojibake", "broken-link", "broken-anchor"}
    assert {code for *_, code in found(tmp_path)} == every
    assert {code for *_, code in found(tmp_path, "--select", "mojibake")} == {"mojibake"}
    some = found(tmp_path, "--select", "mojibake,broken-link", "--ignore", "mojibake")
    assert {code for *_, code in some} == {"broken-link"}
    result = backlog_ls(tmp_path, "check", "--ignore", "broken-lnik")
    assert result.code == 2
    assert "Did you mean 'broken-link'?" in result.err


def test_severities_are_those_of_the_settings(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "âœ… [x](gone.md) [y](#gone)\n")
    write(
        tmp_path,
        ".backlog-ls.toml",
        '[severity]\nbroken-link = "off"\nmojibake = "hint"\nbroken-anchor = "error"\n',
    )
    result = backlog_ls(tmp_path, "check", "--output-format", "json")
    severities = {f["code"]: f["severity"] for f in json.loads(result.out)}
    assert severities == {"mojibake": "hint", "broken-anchor": "error"}


def test_statuses_of_the_settings_are_declared(tmp_path: Path) -> None:
    path = write(
        tmp_path, "BACKLOG.md", "| Task | Status |\n|---|---|\n| a | Shipepd |\n| b | Open |\n"
    )
    assert found(tmp_path) == []
    write(tmp_path, ".backlog-ls.toml", 'statuses = ["Open", "Shipped"]\n')
    (finding,) = json.loads(backlog_ls(tmp_path, "check", "--output-format", "json").out)
    assert (finding["code"], finding["related"]) == ("invalid-status", [])
    assert finding["fix"]["edits"][0]["text"] == "Shipped"
    # The nearest status may not be the one that is meant: that fix is not applied unasked.
    assert backlog_ls(tmp_path, "check", "--fix").out.startswith("BACKLOG.md:3:7: error")
    assert "Shipepd" in path.read_text()


def test_settings_files_are_checked_too(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "# Backlog\n")
    write(
        tmp_path,
        ".backlog-ls.toml",
        '[table]\nsytle = "aligned"\n\n[severity]\nbrokn-link = "off"\n',
    )
    result = backlog_ls(tmp_path, "check")
    assert result.code == 1
    assert result.out == (
        ".backlog-ls.toml:2:1: error[invalid-settings] table.sytle: "
        "unknown setting `sytle`; did you mean `style`?\n"
        '2 | sytle = "aligned"\n'
        "  | ^^^^^\n"
        "\n"
        ".backlog-ls.toml:5:1: error[invalid-settings] severity.brokn-link: "
        "unknown diagnostic `brokn-link`; did you mean `broken-link`?\n"
        '5 | brokn-link = "off"\n'
        "  | ^^^^^^^^^^\n"
        "\n"
        "Found 2 errors in 1 file.\n"
    )


def test_control_characters_of_documents_are_not_printed(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "\x1b[2J\u202e\x9b [x](gone\x9b.md)\n")
    result = backlog_ls(tmp_path, "check")
    assert "broken-link" in result.out
    assert not {"\x1b", "\u202e", "\x9b"}.intersection(result.out)


def test_long_lines_are_cut_around_the_finding(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "界" * 5000 + " [x](gone.md) " + "y" * 5000 + "\n")
    source, carets = backlog_ls(tmp_path, "check").out.splitlines()[1:3]
    assert source.startswith("1 | …界")
    assert source.endswith("y…")
    # The carets stand under the target: each 界 before it is two columns wide.
    before = source[: source.index("gone.md")]
    assert carets.index("^") == len(before) + before.count("界")
    assert carets.count("^") == len("gone.md")
    assert len(source) + source.count("界") <= 100


def test_standard_input(tmp_path: Path) -> None:
    write(tmp_path, "docs/there.md", "")
    text = b"[x](there.md) [y](gone.md) \xc3\xa2\xc5\x93\xe2\x80\xa6\r\n"
    result = backlog_ls(tmp_path, "check", "--stdin-filename", "docs/BACKLOG.md", stdin=text)
    assert result.code == 1
    assert "docs/BACKLOG.md:1:19: warning[broken-link]" in result.out
    assert "there.md" not in result.out.replace(result.out.splitlines()[1], "")
    # Without a name nothing is known of where its links lead.
    result = backlog_ls(tmp_path, "check", "-", stdin=text)
    assert result.out.startswith("-:1:28: warning[mojibake]")
    assert "broken-link" not in result.out
    result = backlog_ls(tmp_path, "check", "--fix", "-", stdin=text)
    assert (result.code, result.out) == (0, "[x](there.md) [y](gone.md) ✅\r\n")
    assert result.err.startswith("Fixed 1 problem in 1 file.\n")
    assert backlog_ls(tmp_path, "check", "-", "docs", stdin=text).code == 2
    assert backlog_ls(tmp_path, "check", "-", stdin=b"\xff").code == 2


def test_fix_changes_nothing_else(tmp_path: Path) -> None:
    text = "\ufeff# B \r\n\r\n- âœ… one\r- two\t\n\n\n- âŒ Not Started\u2028x\x0c\n"
    path = write(tmp_path, "BACKLOG.md", text)
    path.chmod(0o640)
    result = backlog_ls(tmp_path, "check", "--fix")
    assert (result.code, result.out) == (
        0,
        "Fixed 1 problem in 1 file.\nNo problems found in 1 file.\n",
    )
    assert path.read_bytes().decode() == text.replace("âœ…", "✅").replace("âŒ", "❌")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [child.name for child in tmp_path.iterdir()] == ["BACKLOG.md"]
    result = backlog_ls(tmp_path, "check", "--fix")
    assert result.out == "No problems found in 1 file.\n"


def test_fix_leaves_what_is_not_certain(tmp_path: Path) -> None:
    text = "# Release plan\n\n[one](#relase-plan) [two](#nothing-like-it)\n"
    path = write(tmp_path, "BACKLOG.md", text)
    result = backlog_ls(tmp_path, "check", "--fix")
    assert result.code == 1
    assert result.out.startswith("BACKLOG.md:3:29: warning[broken-anchor]")
    assert result.out.endswith("Fixed 1 problem in 1 file.\nFound 1 warning in 1 file.\n")
    assert path.read_text() == text.replace("relase", "release")


def test_fix_minds_the_selection(tmp_path: Path) -> None:
    text = "# Release\n\nâœ… [one](#relase)\n"
    path = write(tmp_path, "BACKLOG.md", text)
    backlog_ls(tmp_path, "check", "--fix", "--select", "mojibake")
    assert path.read_text() == text.replace("âœ…", "✅")
    write(tmp_path, ".backlog-ls.toml", 'severity.broken-anchor = "off"')
    backlog_ls(tmp_path, "check", "--fix")
    assert "#relase)" in path.read_text()


def test_fix_writes_through_a_link(tmp_path: Path) -> None:
    real = write(tmp_path, "other/real.md", "âœ…\n")
    link = tmp_path / "BACKLOG.md"
    link.symlink_to(real)
    assert backlog_ls(tmp_path, "check", "--fix", "BACKLOG.md").code == 0
    assert link.is_symlink()
    assert real.read_text() == "✅\n"


def test_fix_is_refused_where_the_settings_are_not_understood(tmp_path: Path) -> None:
    path = write(tmp_path, "BACKLOG.md", "âœ…\n")
    write(tmp_path, ".backlog-ls.toml", 'severity.mojibake = "of"\n')
    result = backlog_ls(tmp_path, "check", "--fix", "--select", "mojibake")
    assert result.code == 2
    assert "BACKLOG.md: skipped: invalid settings: .backlog-ls.toml:1" in result.err
    assert path.read_text() == "âœ…\n"


def test_fix_is_refused_where_the_file_changed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "BACKLOG.md", "âœ…\n")

    def slow(target: str, before: str, after: str) -> None:
        path.write_text("somebody else's\n")
        writing.replace_text(target, before, after)

    monkeypatch.setattr(checking, "replace_text", slow)
    result = backlog_ls(tmp_path, "check", "--fix")
    assert result.code == 2
    assert result.err == "backlog-ls: BACKLOG.md: skipped because another program changed it\n"
    assert path.read_text() == "somebody else's\n"
    assert [child.name for child in tmp_path.iterdir()] == ["BACKLOG.md"]


def test_a_link_is_judged_by_what_its_target_has_become(tmp_path: Path) -> None:
    write(tmp_path, "A-BACKLOG.md", "[x](B-BACKLOG.md#cafe-😀)\n[y](B-BACKLOG.md#-done)\n")
    write(tmp_path, "B-BACKLOG.md", "# âœ… Done\n")
    assert [code for *_, code in found(tmp_path)].count("broken-anchor") == 2
    result = backlog_ls(tmp_path, "check", "--fix", "--select", "mojibake,broken-anchor")
    assert [line for line in result.out.splitlines() if "broken-anchor]" in line] == [
        "A-BACKLOG.md:1:18: warning[broken-anchor] No heading with the anchor `#cafe-😀` in `B-BACKLOG.md`."
    ]


def test_what_is_read_for_another_document_is_not_read_again(tmp_path: Path) -> None:
    names = [f"task-{number} - a.md" for number in range(1, 6)]
    for number, name in enumerate(names, 1):
        text = f"---\nid: T-{number}\nstatus: Todo\ndependencies: [T-{number + 1}]\n---\n\nWords.\n"
        (tmp_path / name).write_text(text, "utf-8")
    with mock.patch.object(Document, "parse", side_effect=Document.parse) as parse:
        backlog_ls(tmp_path, "check")
    # The first is read before any of the others is asked for, and then with them.
    assert parse.call_count == len(names) + 1
