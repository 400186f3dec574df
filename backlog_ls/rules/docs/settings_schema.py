"""The JSON Schema of the settings, with a description of each setting and each diagnostic."""

from __future__ import annotations

from functools import cache
from typing import Any

from backlog_ls.model.settings import settings_schema
from backlog_ls.rules.docs.page import summary
from backlog_ls.rules.engine.registry import registry


@cache
def documented_schema() -> dict[str, Any]:
    """Return the schema of the settings file, where each diagnostic is a key of `severity`."""
    schema = settings_schema()
    for table in (schema, *schema["$defs"].values()):
        for property_ in table["properties"].values():
            property_.pop("title", None)  # a copy of the name
            if "$ref" in property_:
                # The settings in it have their own defaults; these would have internal names.
                property_.pop("default", None)
            else:
                property_["description"] = " ".join(property_["description"].split())
    severity = schema["properties"]["severity"]
    severity["properties"] = {
        rule.code: {
            **severity["additionalProperties"],
            "description": summary(rule.code),
            "default": rule.default_level,
        }
        for rule in registry()
    }
    return schema


def describe_setting(key: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the part of the schema that describes `key`; None for an unknown key."""
    schema = documented_schema()
    part: dict[str, Any] | None = schema
    for name in key:
        part = (part or {}).get("properties", {}).get(name)
        reference = (part or {}).get("$ref", "").rpartition("/")[2]
        if part and reference:
            part = schema["$defs"][reference]
    return part
