# ruff: noqa: INP001 (a program, not a module)
"""The settings of the extension, made from the server's own.

``python editors/vscode/scripts/settings.py`` writes them into ``package.json`` and the JSON Schema of
the settings file into ``schemas/``. A test fails where they are stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backlog_ls.rules.settings_schema import described_schema

EXTENSION = Path(__file__).resolve().parents[1]
MANIFEST = EXTENSION / "package.json"
SCHEMA = EXTENSION / "schemas" / "backlog-ls.json"
SECTION = "backlog-ls"
TITLE = "Backlogs"


def contributed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the part of ``contributes.configuration`` that `schema` makes."""
    properties = {}
    for order, (key, setting) in enumerate(_flat(schema, schema, ""), start=1):
        shown = {name: value for name, value in setting.items() if name != "description"}
        shown.setdefault("default", {} if shown.get("type") == "object" else None)
        shown |= {
            "scope": "resource",
            "order": order,
            "markdownDescription": setting.get("description", ""),
        }
        properties[f"{SECTION}.{key}"] = shown
    return {"title": TITLE, "order": 1, "properties": properties}


def _flat(schema: dict[str, Any], root: dict[str, Any], above: str) -> list[tuple[str, Any]]:
    # A table of the file is a dotted name in VS Code; one with free keys stays one setting.
    found: list[tuple[str, Any]] = []
    for name, property_ in schema["properties"].items():
        reference = property_.get("$ref", "").rpartition("/")[2]
        if reference:
            found += _flat(root["$defs"][reference], root, f"{above}{name}.")
        else:
            found.append((above + name, property_))
    return found


def rendered() -> dict[Path, str]:
    """Return what the generated files are to hold, by path."""
    schema = described_schema()
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    groups = manifest["contributes"]["configuration"]
    by_hand = [group for group in groups if group["title"] != TITLE]
    manifest["contributes"]["configuration"] = [contributed(schema), *by_hand]
    return {MANIFEST: _json(manifest), SCHEMA: _json(schema)}


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for path, text in rendered().items():
        path.write_text(text, "utf-8")
