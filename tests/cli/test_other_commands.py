"""`rule`, `config`, `server`, and what the program says of itself."""

from __future__ import annotations

import pkgutil
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

import backlog_ls.server
from backlog_ls import __version__
from backlog_ls.cli import commands
from backlog_ls.cli.check.problems import all_codes
from backlog_ls.cli.group import COMMANDS, group
from backlog_ls.cli.main import main
from backlog_ls.model.settings import DEFAULTS, parse_toml, read_settings
from backlog_ls.rules.engine.registry import documentation, registry

sys.path.insert(0, str(Path(__file__).parent))
from command_line import ROOT, write
from command_line import backlog_ls as command_line


def test_rule_explains(tmp_path: Path) -> None:
    result = command_line(tmp_path, "rule", "broken-link")
    assert result == (0, documentation("broken-link") + "\n", "")


def test_rule_lists(tmp_path: Path) -> None:
    lines = command_line(tmp_path, "rule").out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [rule.code, rule.default_level] for rule in registry()
    ]
    assert all(line.split(maxsplit=2)[2].startswith("Reports ") for line in lines)


def test_rule_unknown(tmp_path: Path) -> None:
    result = command_line(tmp_path, "rule", "broken-lnk")
    assert result.code == 2
    assert "Did you mean 'broken-link'?" in result.err


def test_config_show_without_settings(tmp_path: Path) -> None:
    result = command_line(tmp_path, "config", "show")
    assert result.code == 0
    assert result.out.startswith("# no settings file: all defaults\n")
    assert read_settings(parse_toml(result.out)) == (DEFAULTS, [])


def test_config_show_has_the_origin_of_each_value(tmp_path: Path) -> None:
    text = (
        'include = ["*.md", "a\\u007f\\"b"]\n\n'
        '[severity]\nbroken-link = "off"\n\n[table]\nmax-width = 80\n'
    )
    write(tmp_path, "pyproject.toml", "[tool.backlog-ls]\nstatuses = ['no']\n")
    write(tmp_path, "a/.backlog-ls.toml", text)
    result = command_line(tmp_path, "config", "show", "a/b/BACKLOG.md")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "# from a/.backlog-ls.toml"
    assert 'broken-link = "off"  # a/.backlog-ls.toml:4' in lines
    assert "max-width = 80  # a/.backlog-ls.toml:7" in lines
    assert 'style = "auto"  # default' in lines
    assert read_settings(parse_toml(result.out)) == read_settings(parse_toml(text))


def test_config_show_reports_errors(tmp_path: Path) -> None:
    write(tmp_path, ".backlog-ls.toml", 'table.style = "algned"\n')
    result = command_line(tmp_path, "config", "show")
    assert result.code == 2
    assert 'style = "auto"  # default' in result.out
    assert result.err.startswith("backlog-ls: .backlog-ls.toml:1: table.style: ")
    write(tmp_path, ".backlog-ls.toml", 'severity.mojibak = "off"\n')
    result = command_line(tmp_path, "config", "show")
    assert result.code == 2
    assert result.err.endswith("unknown diagnostic `mojibak`; did you mean `mojibake`?\n")


def test_config_schema_is_the_one_that_is_checked_in(tmp_path: Path) -> None:
    schema = command_line(tmp_path, "config", "schema").out
    checked_in = ROOT / "editors" / "vscode" / "schemas" / "backlog-ls.json"
    assert schema == checked_in.read_text("utf-8")


def test_version_and_help(tmp_path: Path) -> None:
    assert command_line(tmp_path, "--version") == (0, f"backlog-ls {__version__}\n", "")
    result = command_line(tmp_path, "--help")
    assert (result.code, result.err) == (0, "")
    for name in ("check", "format", "rule", "config", "server"):
        assert f"\n  {name} " in result.out
        shown = command_line(tmp_path, name, "-h")
        assert (shown.code, shown.err) == (0, "")
        assert f"Examples:\n    backlog-ls {name}" in shown.out
    assert "  backlog-ls check " in result.out


def test_a_wrong_command_is_a_usage_error(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "")
    assert command_line(tmp_path, "chekc").err.endswith(
        "No command 'chekc'. Did you mean 'check'?\n"
    )
    result = command_line(tmp_path, "BACKLOG.md")
    assert result.code == 2
    assert result.err.endswith("To check it: backlog-ls check BACKLOG.md\n")


def test_an_internal_error_has_its_own_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_view: object) -> None:
        raise RuntimeError("a defect")

    write(tmp_path, "BACKLOG.md", "")
    monkeypatch.setattr("backlog_ls.cli.check.parallel.compute_visible_findings", fail)
    result = command_line(tmp_path, "check")
    assert result.code == 2
    assert result.err.endswith("backlog-ls: internal error; please report the above\n")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The ways in which the server was started, instead of starting it."""
    starts: list[object] = []

    def serve_stdio(assumed: str | None, log: tuple[str, str]) -> int:
        starts.append((assumed or "stdio", *log))
        return 3

    def serve_tcp(host: str, port: int, assumed: str | None, log: tuple[str, str]) -> int:
        starts.append((host, port, assumed, *log))
        return 4

    server = SimpleNamespace(serve_stdio=serve_stdio, serve_tcp=serve_tcp)
    monkeypatch.setattr(backlog_ls.server, "main", server, raising=False)
    monkeypatch.setitem(sys.modules, "backlog_ls.server.main", server)
    return starts


@pytest.mark.parametrize("arguments", [[], ["server"], ["server", "--stdio"]])
def test_the_server_gives_the_exit_code(
    arguments: list[str], served: list[object], tmp_path: Path
) -> None:
    assert main(arguments) == 3
    assert command_line(tmp_path, *arguments).code == 3
    assert served == [("stdio", "warning", "")] * 2


def test_the_server_listens(served: list[object], tmp_path: Path) -> None:
    assert command_line(tmp_path, "server", "--tcp", "localhost:2087").code == 4
    assert command_line(tmp_path, "server", "--tcp", "[::1]:0").code == 4
    for wrong in ("2087", "localhost:", ":1", "localhost:http", "localhost:65536", "a:²"):
        assert command_line(tmp_path, "server", "--tcp", wrong).code == 2
    assert command_line(tmp_path, "server", "--stdio", "--tcp", "localhost:1").code == 2
    assert served == [
        ("localhost", 2087, None, "warning", ""),
        ("::1", 0, None, "warning", ""),
    ]


def test_the_server_gets_the_position_encoding(served: list[object], tmp_path: Path) -> None:
    encoding = ("--position-encoding", "utf-32")
    assert command_line(tmp_path, "server", *encoding).code == 3
    assert command_line(tmp_path, "server", "--tcp", "localhost:1", *encoding).code == 4
    assert command_line(tmp_path, "server", "--position-encoding", "utf-7").code == 2
    assert served == [
        ("utf-32", "warning", ""),
        ("localhost", 1, "utf-32", "warning", ""),
    ]


def test_the_server_gets_the_log_options(served: list[object], tmp_path: Path) -> None:
    wanted = ("--log-file", "l.txt", "--log-level", "debug")
    assert command_line(tmp_path, "server", *wanted).code == 3
    assert served == [("stdio", "debug", "l.txt")]


def test_the_settings_have_a_code_of_their_own() -> None:
    assert "invalid-settings" in all_codes()
    assert len(all_codes()) == len(set(all_codes()))


def test_every_command_can_be_imported() -> None:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in COMMANDS}
    assert all(isinstance(command, click.Command) for command in found.values()), found
    modules = {each.name for each in pkgutil.iter_modules(commands.__path__)}
    assert modules == set(COMMANDS), "a module of backlog_ls/cli/commands is a command"
