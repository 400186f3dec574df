"""Completion and hover in settings files, at any position of any TOML text."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.features.settings.settings_file import complete_setting, hover_setting
from backlog_ls.features.settings.toml_cursor import find_toml_keys, find_toml_position
from backlog_ls.model.settings import Settings, known_keys, parse_toml, read_settings
from backlog_ls.rules.engine.registry import registry
from backlog_ls.text.edit import Edit, apply_edits

OWN, PROJECT = "/w/.backlog-ls.toml", "/w/pyproject.toml"
CODES = [rule.code for rule in registry()]
LEVELS = ["error", "warning", "information", "hint", "off"]


def labels(text: str, path: str = OWN) -> list[str]:
    offset = text.index("|")
    return [each.label for each in complete_setting(path, text.replace("|", ""), offset)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|", known_keys([])),
        ("in|", known_keys([])),
        ('include = ["a"]\n|', [key for key in known_keys([]) if key != "include"]),
        ('include = [\n  "a",\n  |\n]', []),
        ("[table]\n|", known_keys(["table"])),
        ('[table]\nstyle = "auto"\nm|', ["max-width", "ambiguous-wide"]),
        ('[table]\nst|yle = "auto"', known_keys(["table"])),
        ("table.|", known_keys(["table"])),
        ("table = { | }", known_keys(["table"])),
        ('table = { style = "auto", | }', ["max-width", "ambiguous-wide"]),
        ("[table]\nstyle = |", ["auto", "aligned", "compact"]),
        ('[table]\nstyle = "|"', ["auto", "aligned", "compact"]),
        ('[table]\nstyle = "auto" |', []),
        ("[table]\nambiguous-wide = |", ["true", "false"]),
        ("[table]\nmax-width = |", []),
        ("[severity]\n|", CODES),
        ("severity.'|'", CODES),
        ("[severity]\n\"overdue\" = '|'", LEVELS),
        ("severity = { overdue = | }", LEVELS),
        ("[|", ["severity", "table"]),
        ("[ta|]", ["severity", "table"]),
        ("[[|", ["severity", "table"]),
        ("# |", []),
        ("[table]\n# style = |", []),
        ("[unknown]\n|", []),
        ("unknown = |", []),
        # What is not closed yet does not take the rest of the file with it.
        ("include = [\n[table]\n|", known_keys(["table"])),
        ('include = ["a\n[table]\nstyle = |', ["auto", "aligned", "compact"]),
        ('a = """\n[table]\n"""\n|', known_keys([])),
    ],
)
def test_completion(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|", []),
        ("[project]\n|", []),
        ("[tool.backlog-ls]\n|", known_keys([])),
        ("[tool.backlog-ls.table]\n|", known_keys(["table"])),
        ("[tool.backlog-ls]\ntable.style = |", ["auto", "aligned", "compact"]),
        ("[tool]\nbacklog-ls.|", known_keys([])),
        ("[tool]\nbacklog-ls = { table.| }", known_keys(["table"])),
        (
            "[|",
            ["tool.backlog-ls", "tool.backlog-ls.severity", "tool.backlog-ls.table"],
        ),
        ("[tool.|", ["backlog-ls", "backlog-ls.severity", "backlog-ls.table"]),
        ("[tool.backlog-ls.|]", ["severity", "table"]),
        ("[project.|", []),
    ],
)
def test_completion_in_a_project_file(text: str, expected: list[str]) -> None:
    assert labels(text, PROJECT) == expected


@pytest.mark.parametrize(
    "text",
    [
        "|",
        "ta|",
        "[table]\n|\n[severity]\n",
        "[table]\nstyle = |\n",
        "[table]\nstyle = 'a|x'\n",
        "[severity]\nbrok| = 'off'\n",
        "severity = { overdue = |}",
        "[|]",
    ],
)
def test_what_is_completed_is_right(text: str) -> None:
    offset = text.index("|")
    bare = text.replace("|", "")
    items = complete_setting(OWN, bare, offset)
    assert items
    for item in items:
        after = apply_edits(bare, [Edit(item.start, item.end, item.insert)])
        if after.rstrip().endswith(("=", ".")) or "= \n" in after or ".\n" in after:
            continue  # a value is still to come
        settings, errors = read_settings(parse_toml(after))
        assert errors == [], after
        assert isinstance(settings, Settings)


def test_hover_knows_each_setting_and_code() -> None:
    for code in CODES:
        told = hover_setting(OWN, f"[severity]\n{code} = 'hint'\n", 12)
        assert told
        assert told.text.startswith(f"**severity.{code}**\n\n")
        assert (told.start, told.end) == (11, 11 + len(code))
    for key in known_keys([]):
        assert hover_setting(OWN, f"{key} = 1\n", 0), key
    told = hover_setting(OWN, "[table]\nmax-width = 80\n", 21)
    assert told
    assert told.text.endswith("a number; default `160`")
    assert hover_setting(OWN, "colour = 'red'\n", 1) is None
    assert hover_setting(PROJECT, "[project]\ninclude = 'red'\n", 12) is None


words = st.text(string.ascii_lowercase + "-_", min_size=1, max_size=6)
keys = st.lists(words, min_size=1, max_size=3).map(tuple)
values = st.sampled_from(
    [
        '"a # b"',
        "'[x]'",
        "1.5",
        "true",
        '["a", "b = [",\n  # ]\n "c"]',
        "'''\n[t]\nx = 1\n'''",
        "{ }",
    ]
)
statements = st.lists(
    st.one_of(
        st.tuples(keys, values).map(lambda pair: f"{'.'.join(pair[0])} = {pair[1]} # end"),
        keys.map(lambda key: f"[ {' . '.join(key)} ]"),
    ),
    max_size=6,
).map("\n".join)


@given(statements)
def test_the_keys_are_those_of_a_parser(text: str) -> None:
    try:
        data = parse_toml(text)
    except ValueError:
        return  # given twice
    found = {key for key, _, _ in find_toml_keys(text)}

    def leaves(table: object, above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
        if not isinstance(table, dict):
            return {above}
        # Of an empty table it cannot be told whether a key or a header made it.
        return {leaf for name, value in table.items() for leaf in leaves(value, (*above, name))}

    given = {key for key in leaves(data) if key}
    assert given <= found
    assert all(_at(data, key) == {} for key in found - given)


def _at(data: object, key: tuple[str, ...]) -> object:
    for name in key:
        data = data.get(name) if isinstance(data, dict) else None
    return data


@given(st.text("[]{}=.,\"'# \nab1-", max_size=40), st.floats(0, 1))
def test_any_place_in_any_text_can_be_asked_for(text: str, at: float) -> None:
    offset = int(at * len(text))
    place = find_toml_position(text, offset)
    assert 0 <= place.start <= offset <= place.end <= len(text)
    assert text[place.start : place.end] == place.word
    for item in complete_setting(OWN, text, offset):
        apply_edits(text, [Edit(item.start, item.end, item.insert)])
    hover_setting(OWN, text, offset)
