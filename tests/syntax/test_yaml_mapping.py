"""YAML scalars have exact positions, tags create no objects and aliases are not followed."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.syntax.yaml_mapping import read_mapping

keys = st.text("abcé界_ ", min_size=1, max_size=8).map(str.strip).filter(bool)
values = st.text("abc xé界😀'\":#,-[]{}&*!|>%@`", max_size=12)


@given(st.dictionaries(keys, st.one_of(values, st.lists(values, max_size=3)), max_size=5))
def test_values_equal_those_of_yaml(data: dict[str, str | list[str]]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, width=1_000)
    found: dict[str, list[str]] = {}
    for scalar in read_mapping(text):
        found.setdefault(scalar.key, []).append(scalar.value)
        assert text[scalar.key_start :].startswith((scalar.key, "'", '"', "?"))
        said = text[scalar.start : scalar.end]
        quoted = text[scalar.start - 1] == "'"
        assert (said.replace("''", "'") if quoted else said) == scalar.value or "\\" in said
    wanted = {key: value if isinstance(value, list) else [value] for key, value in data.items()}
    assert found == {key: value for key, value in wanted.items() if value}


def test_positions_of_values() -> None:
    text = "id: T-1\ntitle: \"a: b\"\nwho: ['😀 x', y]\nempty:\nlast: 2026-01-01\n"
    found = [(each.key, text[each.start : each.end]) for each in read_mapping(text)]
    assert found == [
        ("id", "T-1"),
        ("title", "a: b"),
        ("who", "😀 x"),
        ("who", "y"),
        ("empty", ""),
        ("last", "2026-01-01"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n",
        "a: [b\n",
        "a: b\nc: d: e\n",
        "a: \0\n",
        "a: \ud800\n",
        "",
        "a: &x b\n",
        "a: !!python/object/apply:os.system [x]\n",
        "a:\n  b:\n    c: d\n",
        "a: |\n  several\n  lines\n",
    ],
)
def test_uncertain_values_are_skipped(text: str) -> None:
    assert not read_mapping(text) or all(each.value == "x" for each in read_mapping(text))


def test_alias_bombs_are_not_expanded() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"k{i}: &k{i} [{', '.join([f'*k{i - 1}' if i else '*a'] * 9)}]\n" for i in range(20)
    )
    assert len(read_mapping(bomb)) <= 1
    assert read_mapping("a: " + "[" * 16_000) == ()
    assert read_mapping("{a: " * 8_000) == ()
