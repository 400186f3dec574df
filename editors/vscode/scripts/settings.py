# ruff: noqa: INP001 (run by tests/generate.py, not part of a package)
"""The settings of the extension, generated from those of the server.

``make generate`` writes them into ``package.json``, and the JSON Schema of the settings file into
``schemas/``. A test fails where they are stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backlog_ls.rules.docs.settings_schema import documented_schema

EXTENSION = Path(__file__).resolve().parents[1]
MANIFEST = EXTENSION / "package.json"
SCHEMA = EXTENSION / "schemas" / "backlog-ls.json"
SECTION = "backlog-ls"
TITLE = "Backlogs"


def configuration_group(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the group of ``contributes.configuration`` with the settings in `schema`."""
    properties = {}
    for order, (key, setting) in enumerate(_flatten(schema, schema, ""), start=1):
        shown = {name: value for name, value in setting.items() if name != "description"}
        shown.setdefault("default", {} if shown.get("type") == "object" else None)
        shown |= {
            "scope": "resource",
            "order": order,
            "markdownDescription": setting.get("description", ""),
        }
        properties[f"{SECTION}.{key}"] = shown
    return {"title": TITLE, "order": 1, "properties": properties}


def _flatten(schema: dict[str, Any], root: dict[str, Any], above: str) -> list[tuple[str, Any]]:
    # A table of the settings file becomes dotted names; one with free keys stays one setting.
    found: list[tuple[str, Any]] = []
    for name, property_ in schema["properties"].items():
        reference = property_.get("$ref", "").rpartition("/")[2]
        if reference:
            found += _flatten(root["$defs"][reference], root, f"{above}{name}.")
        else:
            found.append((above + name, property_))
    return found


def render() -> dict[Path, str]:
    """Return the text of the generated files by path."""
    schema = documented_schema()
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    groups = manifest["contributes"]["configuration"]
    by_hand = [group for group in groups if group["title"] != TITLE]
    manifest["contributes"]["configuration"] = [configuration_group(schema), *by_hand]
    return {MANIFEST: _json(manifest), SCHEMA: _json(schema)}


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
