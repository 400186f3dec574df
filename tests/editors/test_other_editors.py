"""What `editors/README.md` gives to copy can be read, and names what there is."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from backlog_ls import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EDITORS = Path(__file__).parents[2] / "editors"
README = (EDITORS / "README.md").read_text(encoding="utf-8")


def snippets(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_helix_keeps_the_servers_that_it_has() -> None:
    server, settings = (tomllib.loads(text) for text in snippets("toml"))
    assert server["language-server"]["backlog-ls"] == {"command": "backlog-ls", "args": ["server"]}
    (markdown,) = server["language"]
    assert markdown["name"] == "markdown"
    assert markdown["language-servers"] == ["marksman", "markdown-oxide", "backlog-ls"]
    assert settings["language-server"]["backlog-ls"]["config"]["backlog-ls"]["severity"]


def test_what_is_in_json_starts_the_server() -> None:
    def commands(value: Any) -> list[Any]:
        if isinstance(value, dict):
            whole = [value["path"], *value["arguments"]] if "path" in value else []
            found = value.get("command", whole)
            return [found] if found else [each for at in value.values() for each in commands(at)]
        return []

    read = [json.loads(text) for text in snippets("json")]
    found = [[Path(word).name for word in command] for each in read for command in commands(each)]
    assert found == [["backlog-ls", "server"]] * 3


@pytest.mark.parametrize("language", ["elisp", "vim"])
def test_brackets_and_quotes_are_closed(language: str) -> None:
    found = snippets(language)
    assert len(found) == 2
    for text in found:
        assert "backlog-ls" in text
        for opens, closes in ("()", "[]", "{}"):
            assert text.count(opens) == text.count(closes)


def test_the_template_for_lsp4ij_starts_the_server_for_markdown() -> None:
    path = EDITORS / "lsp4ij" / "backlog-ls" / "template.json"
    template = json.loads(path.read_text(encoding="utf-8"))
    assert template["programArgs"]["default"] == "backlog-ls server"
    (mapping,) = template["fileTypeMappings"]
    assert mapping["languageId"] == "markdown"


def test_the_package_for_mason_is_of_this_version() -> None:
    path = EDITORS / "mason" / "packages" / "backlog-ls" / "package.yaml"
    package = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert package["source"]["id"] == f"pkg:pypi/{package['name']}@{__version__}"
    assert package["bin"] == {"backlog-ls": "pypi:backlog-ls"}
    assert (EDITORS / "nvim-lspconfig/lsp" / f"{package['neovim']['lspconfig']}.lua").is_file()
    assert len(package["description"]) <= 120  # what the registry takes


def test_the_files_that_are_named_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    for link in links:
        assert (EDITORS / link).exists(), link
