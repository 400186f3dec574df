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
        "a: \0\n",
        "a: \ud800\n",
        "",
        "a: &x b\n",
        "a: !!python/object/apply:os.system [x]\n",
        "a:\n  b:\n    c: d\n",
        'a: "b\n',
        "a: {b\n",
        "a:\n  b: @c\n",
        "a:\n  - @b\n  c\n",
    ],
)
def test_uncertain_values_are_skipped(text: str) -> None:
    assert not read_mapping(text) or all(each.value == "x" for each in read_mapping(text))


def spans(text: str) -> list[tuple[str, str, str]]:
    return [(each.key, text[each.start : each.end], each.value) for each in read_mapping(text)]


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("a: >-\n  Read the\n  whole title\n", "Read the\n  whole title", "Read the whole title"),
        ("a: |\n  one\n  two\n", "one\n  two", "one\ntwo\n"),
        ("a: >2\n  one\n", "one", "one\n"),
        ("a: 'Don''t'\n", "Don''t", "Don't"),
        ('a: "say \\"hi\\" \\u263a"\n', 'say \\"hi\\" \\u263a', 'say "hi" \u263a'),
        ("a: 'one\n  two'\n", "one\n  two", "one two"),
        ("a: one\n  two # why\n", "one\n  two", "one two"),
    ],
)
def test_values_are_decoded(text: str, raw: str, value: str) -> None:
    assert spans(text) == [("a", raw, value)]
    assert spans(f"who: @ann\n{text}") == [("who", "@ann", "@ann"), ("a", raw, value)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: @ann\nb: c\n", [("a", "@ann"), ("b", "c")]),
        (
            "a: [@ann, 'b c', \"@d\"] # who\nb: c\n",
            [("a", "@ann"), ("a", "b c"), ("a", "@d"), ("b", "c")],
        ),
        ("a:\n  - @ann\n  - '@bob'\nb: c\n", [("a", "@ann"), ("a", "@bob"), ("b", "c")]),
        ("a:\n\t- x\n\t- y\nb:\tc\n", [("a", "x"), ("a", "y"), ("b", "c")]),
        ("a: Fix: the login # soon\nb: c\n", [("a", "Fix: the login"), ("b", "c")]),
        ("a: [WIP] Fix: x\nb: c\n", [("a", "[WIP] Fix: x"), ("b", "c")]),
        ("a: 'x\nb: c\n", [("b", "c")]),
        ("a: [x, y\nb: c\n", [("b", "c")]),
        ("a: \0\nb: c\n", [("b", "c")]),
        ("  a: @x\n  b: c\n", [("a", "@x"), ("b", "c")]),
        ("a: @x\r\nb: c\r\n", [("a", "@x"), ("b", "c")]),
        ("a: @x\rb: c\r", [("a", "@x"), ("b", "c")]),
        ("\"a\": @x\n'b c': d\n", [("a", "@x"), ("b c", "d")]),
        ("a: @x\nprose\n# b: c\nb: c\n", [("a", "@x"), ("b", "c")]),
        ("a: @x\nb:\n  # why\n  - c\n\n  - d\n", [("a", "@x"), ("b", "c"), ("b", "d")]),
        ("a: Fix: the\n  login\nb: c\n", [("a", "Fix: the\n  login"), ("b", "c")]),
    ],
)
def test_what_yaml_refuses_is_read_key_by_key(text: str, found: list[tuple[str, str]]) -> None:
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(text)
    assert [(key, raw) for key, raw, _ in spans(text)] == found


lines = st.one_of(
    st.sampled_from(["- x", "  - @ann", "\t- y", "  deeper", "# note", "", "prose", "b:", "t: >-"]),
    st.builds("{}: {}".format, keys, values),
)


@given(st.lists(lines, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
def test_ranges_hold_what_they_say(parts: list[str], end: str) -> None:
    text = "".join(part + end for part in parts)
    at = 0
    for scalar in read_mapping(text):
        assert at <= scalar.start <= scalar.end <= len(text)
        at = scalar.end
        assert scalar.key in text[scalar.key_start : scalar.start]
        said = " ".join(text[scalar.start : scalar.end].split())
        wanted = " ".join(scalar.value.split())
        assert wanted in {said, said.replace("''", "'")} or "\\" in said or ":" in scalar.key


def test_many_keys_and_long_lines_are_read_in_linear_time() -> None:
    assert len(read_mapping("a: @\n" * 4_000)) == 400
    for text in ("a" + " " * 16_000, "a: [" + "'," * 8_000 + "]: b", "a: " + "'" * 16_000 + ": x"):
        read_mapping(f"a: @\n{text}\n")


def test_alias_bombs_are_not_expanded() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"k{i}: &k{i} [{', '.join([f'*k{i - 1}' if i else '*a'] * 9)}]\n" for i in range(20)
    )
    assert len(read_mapping(bomb)) <= 1
    assert read_mapping("a: " + "[" * 16_000) == ()
    assert read_mapping("{a: " * 8_000) == ()
