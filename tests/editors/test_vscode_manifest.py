"""What the VS Code extension says of itself is what is there: no Node is needed to see that."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from backlog_ls import __version__
from backlog_ls.model.settings import settings_schema
from backlog_ls.rules.engine.registry import registry
from backlog_ls.server.dispatch import COMMANDS, TOKEN_MODIFIERS, TOKEN_TYPES

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "editors" / "vscode"
FEATURES = ROOT / "backlog_ls" / "features"
PACKAGES = (EXTENSION, EXTENSION / "test" / "workbenches")
SCRIPT = EXTENSION / "scripts" / "settings.py"

EXACT = re.compile(r"(?:npm:[\w@/.-]+@)?\d+\.\d+\.\d+")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The extension's package.json."""
    return _read(EXTENSION / "package.json")


def test_the_settings_are_those_of_the_server() -> None:
    rendered: dict[Path, str] = runpy.run_path(str(SCRIPT))["render"]()
    stale = [path.name for path, text in rendered.items() if path.read_text("utf-8") != text]
    assert not stale, "stale: run `make generate`"


def test_every_setting_and_rule_is_there_and_described(manifest: dict[str, Any]) -> None:
    properties = {
        name: property_
        for group in manifest["contributes"]["configuration"]
        for name, property_ in group["properties"].items()
    }
    wanted = {f"backlog-ls.{key}" for key in _keys(settings_schema(), "")}
    assert wanted <= set(properties)
    bare = [
        name
        for name, property_ in properties.items()
        if not (property_.get("markdownDescription") or property_.get("description"))
    ]
    assert not bare
    codes = set(properties["backlog-ls.severity"]["properties"])
    assert codes == {rule.code for rule in registry()}


def test_the_version_is_that_of_the_server_that_it_carries(manifest: dict[str, Any]) -> None:
    assert manifest["version"] == __version__


def test_every_command_has_its_code(manifest: dict[str, Any]) -> None:
    table = _commands().partition("=> unknown>> = {")[2].partition("\n  };")[0]
    coded = set(re.findall(r"^    (\w+)(?::|,$)", table, re.MULTILINE))
    refactorings = _commands().partition("Record<string, Refactoring>> = {")[2].partition("\n};")[0]
    coded |= set(re.findall(r"^  (\w+): {", refactorings, re.MULTILINE))
    named = {command["command"] for command in manifest["contributes"]["commands"]}
    assert named == {f"backlog-ls.{name}" for name in coded}


def test_no_command_has_the_name_of_one_of_the_server(manifest: dict[str, Any]) -> None:
    # The language client registers those of the server itself.
    named = {command["command"] for command in manifest["contributes"]["commands"]}
    assert not named & set(COMMANDS)


def test_menus_and_keys_lead_to_commands(manifest: dict[str, Any]) -> None:
    contributes = manifest["contributes"]
    named = {command["command"] for command in contributes["commands"]}
    entries = [entry for menu in contributes["menus"].values() for entry in menu]
    used = {
        entry["command"] for entry in entries + contributes["keybindings"] if "command" in entry
    }
    linked = re.findall(r"command:([\w.-]+)", json.dumps(contributes))
    assert used | set(linked) <= named
    assert all("backlog-ls.isBacklog" in key["when"] for key in contributes["keybindings"])


def test_refactorings_that_commands_choose_by_their_titles_are_offered_so() -> None:
    features = "".join(path.read_text("utf-8") for path in FEATURES.rglob("*.py"))
    beginnings = re.findall(r"\^([\w ]+?) ?[/|]", _commands())
    assert len(beginnings) >= 17
    assert [title for title in beginnings if f'"{title}' not in features] == []


def test_tokens_are_those_of_the_server(manifest: dict[str, Any]) -> None:
    contributes = manifest["contributes"]
    assert [kind["id"] for kind in contributes["semanticTokenTypes"]] == TOKEN_TYPES
    assert [kind["id"] for kind in contributes["semanticTokenModifiers"]] == TOKEN_MODIFIERS
    defaults = contributes["configurationDefaults"]
    rules = defaults["editor.semanticTokenColorCustomizations"]["rules"]
    selectors = [*contributes["semanticTokenScopes"][0]["scopes"], *rules]
    for selector in selectors:
        kind, *modifiers = selector.partition(":")[0].split(".")
        assert kind in TOKEN_TYPES
        assert set(modifiers) <= set(TOKEN_MODIFIERS)


def test_what_the_manifest_shows_is_there(manifest: dict[str, Any]) -> None:
    steps = [step for each in manifest["contributes"]["walkthroughs"] for step in each["steps"]]
    paths = [step["media"].get("image") or step["media"]["markdown"] for step in steps]
    paths += [snippets["path"] for snippets in manifest["contributes"]["snippets"]]
    assert [path for path in paths if not (EXTENSION / path).is_file()] == []


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_versions_are_pinned(folder: Path) -> None:
    package = _read(folder / "package.json")
    versions = package.get("dependencies", {}) | package.get("devDependencies", {})
    assert [version for version in versions.values() if not EXACT.fullmatch(version)] == []


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_the_lock_names_no_host(folder: Path) -> None:
    lock = _read(folder / "package-lock.json")
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    # What is installed is what was locked, wherever it is from.
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def _commands() -> str:
    return (EXTENSION / "src" / "commands.ts").read_text("utf-8")


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _keys(schema: dict[str, Any], above: str) -> list[str]:
    found: list[str] = []
    for name, property_ in schema["properties"].items():
        table = schema.get("$defs", {}).get(property_.get("$ref", "").rpartition("/")[2])
        found += _keys(table, f"{above}{name}.") if table else [above + name]
    return found
