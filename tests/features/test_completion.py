"""Completion: where something is offered, what, and what it makes of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, write
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.features.completion.engine import completions, resolve
from backlog_ls.features.completion.items import CompletionItem, CompletionKind, CompletionList
from backlog_ls.features.completion.links import encoded
from backlog_ls.model.settings import DEFAULTS, Settings
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.workspace.link_target import TargetKind, read_target

if TYPE_CHECKING:
    from pathlib import Path

LEGEND = """\
| Status        | Meaning     |
| ------------- | ----------- |
| `Todo`        | Not started |
| `In Progress` | Being *worked* on |
| `Done`        | Completed   |

"""
TABLE = "| Task | Status | Notes |\n| ---- | ------ | ----- |\n"


def offered(text: str, root: Path | None = None, settings: Settings = DEFAULTS) -> CompletionList:
    view, offset = at_cursor(text, root, settings=settings)
    found = completions(view, offset)
    line = view.backlog.document.position_at(offset).line
    for item in found.items:
        # LSP 3.17: the range is on one line and holds the cursor.
        assert item.start <= offset <= item.end
        assert view.backlog.document.position_at(item.start).line == line
        assert view.backlog.document.position_at(item.end).line == line
        if item.kind is CompletionKind.STATUS:
            typed = view.backlog.document.text[item.start : offset]
            assert item.filter_text.startswith(typed)
    assert [item.sort_text for item in found.items] == sorted(
        item.sort_text for item in found.items
    )
    return found


def labels(text: str, root: Path | None = None, settings: Settings = DEFAULTS) -> list[str]:
    return [item.label for item in offered(text, root, settings).items]


def taken(text: str, label: str, root: Path | None = None) -> str:
    """The line of the cursor once the item `label` is taken."""
    item = next(item for item in offered(text, root).items if item.label == label)
    line = text[: text.index("$0")].count("\n")
    plain = text.replace("$0", "")
    return apply_edits(plain, [Edit(item.start, item.end, item.insert)]).split("\n")[line]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a | $0 | x |", "| a | Done | x |"),
        ("| a |$0| x |", "| a | Done | x |"),
        ("| a |$0", "| a | Done"),
        ("| a | $0", "| a | Done"),
        ("| a |  $0  |", "| a |  Done  |"),
        ("| a | d$0", "| a | Done"),
        ("| a | do$0 | x |", "| a | Done | x |"),
        ("| a | $0Todo | x |", "| a | Done | x |"),
        ("| a | Todo$0 | x |", "| a | Done | x |"),
        ("| a |$0  Todo | x |", "| a |  Done | x |"),
        ("| a | Do$0 (core) | x |", "| a | Done (core) | x |"),
        ("| a | Do$0 - when? | x |", "| a | Done - when? | x |"),
        ("| a | `Do$0", "| a | Done"),
        ("| a | `Do$0` | x |", "| a | Done | x |"),
        ("a | com$0", "a | Done"),
    ],
)
def test_a_status_cell_is_completed(row: str, expected: str) -> None:
    assert taken(f"{LEGEND}{TABLE}{row}\n", "Done") == expected


def test_a_row_inside_a_list_or_a_quote_is_completed() -> None:
    quoted = "".join(f"> {line}\n" for line in TABLE.splitlines())
    assert taken(f"{LEGEND}{quoted}> | a | $0\n", "Done") == "> | a | Done"
    nested = "- item\n\n" + "".join(f"  {line}\n" for line in TABLE.splitlines())
    text = f"{LEGEND}{nested}  | b | **Todo** |\n  | a | do$0 |\n"
    assert taken(text, "Done") == "  | a | **Done** |"


def test_declared_statuses_stand_in_the_legends_order_with_its_words() -> None:
    found = offered(f"{LEGEND}{TABLE}| a | $0 |\n")
    assert [item.label for item in found.items] == ["Todo", "In Progress", "Done"]
    assert [item.documentation for item in found.items] == [
        "Not started",
        "Being worked on",
        "Completed",
    ]
    assert [item.detail for item in found.items] == ["todo", "in progress", "done"]
    assert {item.kind for item in found.items} == {CompletionKind.STATUS}
    assert found.incomplete


@pytest.mark.parametrize("typed", ["", "done", "Done", "✅", "DO", "**Do", "`d", "✅ d", "finish"])
def test_whatever_means_a_status_finds_it(typed: str) -> None:
    legend = "**Legend:** ✅ Done = finished | 🔶 In Progress\n\n"
    assert "✅ Done" in labels(f"{legend}{TABLE}| a | {typed}$0 |\n")


def test_an_emoji_finds_its_status_only() -> None:
    legend = "**Legend:** ✅ Done | 🔶 In Progress\n\n"
    assert labels(f"{legend}{TABLE}| a | 🔶$0 |\n| b | ✅ Done | |\n") == ["🔶 In Progress"]


def test_other_words_find_nothing() -> None:
    assert labels(f"{LEGEND}{TABLE}| a | investig$0 |\n") == []
    assert labels(f"{LEGEND}{TABLE}| a | Done (co$0 |\n") == []


def test_a_complete_status_can_be_replaced_by_any() -> None:
    assert labels(f"{LEGEND}{TABLE}| a | in-progress$0 |\n") == ["In Progress", "Todo", "Done"]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ("| b | **Todo** | |\n| c | **Done** (x) | |\n| d | Done | |\n", "**Done**"),
        ("| b | `Todo` | |\n", "`Done`"),
        ("| b | **`Todo`** | |\n", "**`Done`**"),
        ("| b | Todo | |\n| c | | |\n", "Done"),
    ],
)
def test_a_column_keeps_its_style(others: str, expected: str) -> None:
    assert taken(f"{LEGEND}{TABLE}{others}| a | do$0 | |\n", "Done") == f"| a | {expected} | |"


def test_a_column_that_says_it_by_other_signs_keeps_them() -> None:
    legend = "| Status | Meaning |\n| --- | --- |\n| ✅ | Done |\n| ⏳ | Todo |\n\n"
    assert labels(f"{legend}{TABLE}| b | ✅ Done | |\n| a | $0 | |\n") == ["✅ Done", "⏳"]
    # A spelling that is only sloppy is none to copy.
    assert labels(f"{LEGEND}{TABLE}| b | done | |\n| a | $0 | |\n") == [
        "Todo",
        "In Progress",
        "Done",
    ]


def test_without_a_legend_what_is_used_is_offered() -> None:
    rows = "| a | Fertig | |\n| b | Offen | |\n| c | Offen | |\n"
    assert labels(f"{TABLE}{rows}| d | $0 | |\n\n**Status**: Läuft\n") == [
        "Offen",
        "Fertig",
        "Läuft",
    ]


def test_without_anything_used_there_are_defaults() -> None:
    assert labels(f"{TABLE}| d | $0 | |\n")[0] == "Todo"
    assert labels(f"{TABLE}| a | Open done | |\n| d | D$0 | |\n")[-1] == "Done"
    assert labels(f"{TABLE}| a | ✅ | |\n| d | $0 | |\n") == ["✅"]


def test_settings_come_before_the_legend() -> None:
    settings = Settings(statuses=("Backlog", "Shipped"))
    assert labels(f"{LEGEND}{TABLE}| a | $0 |\n", settings=settings) == ["Backlog", "Shipped"]


@pytest.mark.parametrize(
    "text",
    [
        TABLE + "| $0 | | |\n",
        TABLE + "| a | | $0 |\n",
        "| Task | Sta$0tus | Notes |\n| ---- | ------ | ----- |\n",
        "| Task | Status | Notes |\n| ---- | --$0---- | ----- |\n",
        TABLE + "| a | Done | |\n\nwords\n$0\n",
        TABLE + "| a | Done | |\n\n- $0\n",
        "| Key | Value |\n| --- | --- |\n| a | $0 |\n",
        "```\n" + TABLE + "| a | $0 |\n```\n",
        "<!--\n" + TABLE + "| a | $0 |\n-->\n",
        "words $0\n",
        "",
    ],
)
def test_elsewhere_nothing_is_offered(text: str) -> None:
    text = text or "$0"
    assert labels(text) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Status**: $0", "**Status**: Done"),
        ("**Status**:$0", "**Status**: Done"),
        ("**Status:** $0", "**Status:** Done"),
        ("- **Status**: do$0", "- **Status**: Done"),
        ("Status: d$0", "Status: Done"),
        ("Status: $0", "Status: Done"),
        ("**Status**: $0Todo  ", "**Status**: Done  "),
        ("**Status:** do$0 | **Owner:** Ann", "**Status:** Done | **Owner:** Ann"),
        ("**Status:** $0 | **Owner:** Ann", "**Status:** Done | **Owner:** Ann"),
        ("> **Status**: do$0", "> **Status**: Done"),
        ("**Status**: Do$0 (core)", "**Status**: Done (core)"),
    ],
)
def test_a_status_field_is_completed(line: str, expected: str) -> None:
    assert taken(f"{LEGEND}## A\n\n{line}\n", "Done") == expected


@pytest.mark.parametrize("typed", ["$0", "[$0", "[$0 ]", "[ ] $0"])
def test_a_column_of_checkboxes_is_offered_checkboxes(typed: str) -> None:
    text = f"{TABLE}| a | [ ] | |\n| b | [~] | |\n| c | {typed} | |\n"
    assert labels(text) == ["[ ]", "[~]", "[x]"]
    assert taken(text, "[x]").replace("  ", " ") == "| c | [x] | |"


def test_a_field_keeps_the_style_of_the_others() -> None:
    text = LEGEND + "**Status**: `Todo`\n\n## B\n\n**Status**: d$0\n"
    assert taken(text, "Done") == "**Status**: `Done`"


@pytest.mark.parametrize(
    "line",
    [
        "**Owner**: $0",
        "**Sta$0tus**: Done",
        "**Status** $0",
        "    Status: $0",
        "Say `**Status**: $0`.",
    ],
)
def test_other_fields_are_not(line: str) -> None:
    assert labels(f"{LEGEND}\n{line}\n") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- [$0", "- [x] "),
        ("- [$0]", "- [x] "),
        ("- [$0] a", "- [x] a"),
        ("- [ $0] a", "- [x] a"),
        ("- [$0 ] a", "- [x] a"),
        ("  12. [$0", "  12. [x] "),
        ("> * [$0", "> * [x] "),
        ("### 404. [$0] a", "### 404. [x] a"),
    ],
)
def test_a_box_is_completed(line: str, expected: str) -> None:
    assert taken(f"{line}\n", "[x]") == expected


PHASES = "## Phase 1 (completed)\n\na\n\n## Phase 3 (in progress)\n\nb\n\n"
SIGNS = "## Sign-in ✅ done\n\na\n\n## Search ✅\n\nb\n\n## Ship ❌ blocked\n\nc\n\n"


@pytest.mark.parametrize(
    ("above", "line", "expected"),
    [
        (PHASES, "## Phase 2 ($0", "## Phase 2 (completed)"),
        (PHASES, "## Phase 2 ($0)", "## Phase 2 (completed)"),
        (PHASES, "## Phase 2 (comp$0)", "## Phase 2 (completed)"),
        (PHASES, "## Phase 2 (in progress$0)", "## Phase 2 (completed)"),
        (PHASES, "### [com$0] Phase 2", "### [completed] Phase 2"),
        (PHASES, "## Phase 2 — c$0", "## Phase 2 — completed"),
        (PHASES, "## Phase 2 - more - c$0", "## Phase 2 - more - completed"),
        (PHASES, "## Phase 2 $0", "## Phase 2 (completed)"),
        (PHASES, "Phase 2 ($0\n---", "Phase 2 (completed)"),
        (SIGNS, "## Colours $0", "## Colours ✅"),
        ("", "## Status: $0", "## Status: Done"),
        ("", "## Status: Todo$0 ##", "## Status: Done ##"),
    ],
)
def test_a_title_is_completed_as_other_titles_say_it(above: str, line: str, expected: str) -> None:
    label = expected.strip("# ").rpartition(": ")[2]
    label = next(word for word in ("completed", "✅", "Done") if word in label)
    assert taken(f"# Plan\n\n{above}{line}\n", label) == expected


@pytest.mark.parametrize(
    ("above", "line"),
    [
        (PHASES, "## Pha$0"),
        (PHASES, "## Phase 2 (v$0"),
        (PHASES, "## Phase $0 of them"),
        (PHASES, "## Completed$0"),
        (PHASES, "## Goal: comp$0"),
        ("", "## Phase 2 ($0"),
        ("", "## Done $0"),
        (PHASES, "Phase 2 ($0"),
        (PHASES, "```\n## Phase 2 ($0\n```"),
    ],
)
def test_most_titles_state_no_status(above: str, line: str) -> None:
    assert CompletionKind.STATUS not in {
        item.kind for item in offered(f"# Plan\n\n{above}{line}\n").items
    }


@pytest.mark.parametrize("line", ["## Phase 2 $0", "## Phase 2 [$0", "## Phase 2 — $0"])
def test_typing_a_title_brings_no_status_that_others_write_otherwise(line: str) -> None:
    view, offset = at_cursor(PHASES + line)
    assert completions(view, offset).items
    assert not completions(view, offset, asked=False).items


def test_a_box_offers_the_marks_that_the_document_uses() -> None:
    assert labels("- [$0\n") == ["[ ]", "[x]"]
    assert labels("- [X] a\n- [-] b\n- [/] c\n\n- [$0\n") == ["[ ]", "[/]", "[X]", "[-]"]
    assert labels("see [$0\n") == []
    assert labels("```\n- [$0\n```\n") == []
    assert labels("- a\n\n  ```\n  - [$0\n  ```\n") == []


FILES = {
    "milestones/2026-02 vector.md": "# Vector store\n\n- [x] a\n- [ ] b\n",
    "milestones/old/m.md": "# Old\n",
    "docs/guide.md": "# Guide\n\n## Über uns\n\n## A (b)\n\n## A (b)\n",
    "docs/deep/x.md": "",
    "docs/image.png": "# No heading\n",
    "README.md": "# Read me\n",
    ".hidden/y.md": "",
    "BACKLOG.md": "",
}


def test_link_targets_are_milestones_then_files_then_folders(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    found = offered("[a]($0\n", tmp_path)
    assert [(item.kind.value, item.label) for item in found.items] == [
        ("milestone", "milestones/2026-02 vector.md"),
        ("milestone", "milestones/old/m.md"),
        ("file", "README.md"),
        ("file", "docs/guide.md"),
        ("file", "docs/deep/x.md"),
        ("folder", "docs/"),
        ("folder", "milestones/"),
    ]
    assert not found.incomplete


@pytest.mark.parametrize(
    ("line", "label", "expected"),
    [
        ("[a]($0", "milestones/2026-02 vector.md", "[a](milestones/2026-02%20vector.md"),
        ("[a](mil$0)", "milestones/old/m.md", "[a](milestones/old/m.md)"),
        ("[a](RE$0 b", "README.md", "[a](README.md b"),
        ("[a](docs/$0gone.md#x) b", "docs/guide.md", "[a](docs/guide.md#x) b"),
        ("[a](<docs/$0>)", "docs/deep/", "[a](<docs/deep/>)"),
        ("[a](/do$0)", "/docs/guide.md", "[a](/docs/guide.md)"),
        ("[a](./do$0)", "./docs/guide.md", "[a](./docs/guide.md)"),
        ("| [x](y) [a](do$0 | b |", "docs/guide.md", "| [x](y) [a](docs/guide.md | b |"),
        ("![a](REA$0)", "README.md", "![a](README.md)"),
    ],
)
def test_a_link_target_is_completed(tmp_path: Path, line: str, label: str, expected: str) -> None:
    write(tmp_path, FILES)
    assert taken(f"{line}\n", label, tmp_path) == expected


def test_a_document_in_a_folder_climbs_no_further_than_the_root(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    view, offset = at_cursor("[a](../$0)\n", tmp_path, name="docs/guide.md")
    found = [item.label for item in completions(view, offset).items]
    assert found == [
        "../milestones/2026-02 vector.md",
        "../milestones/old/m.md",
        "../BACKLOG.md",
        "../README.md",
        "../docs/",
        "../milestones/",
    ]
    view, offset = at_cursor("[a](../../$0)\n", tmp_path, name="docs/guide.md")
    assert completions(view, offset).items == ()


@pytest.mark.parametrize(
    "line", ["[a](b) $0", "`[a](`x$0", "[a](b.md $0", "a ($0", "```\n[a]($0\n```", "`[a]($0`"]
)
def test_no_link_target_elsewhere(tmp_path: Path, line: str) -> None:
    write(tmp_path, FILES)
    assert labels(f"{line}\n", tmp_path) == []


def test_behind_a_dot_and_a_slash_is_what_is_here_or_below(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    view, offset = at_cursor("[a](./$0)\n", tmp_path, name="docs/guide.md")
    found = [item.label for item in completions(view, offset).items]
    assert found == ["./deep/x.md", "./deep/"]


def test_a_document_that_is_no_file_has_no_link_targets() -> None:
    assert labels("[a]($0\n") == []


def test_anchors_of_this_document_and_of_another(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    text = "# One `two`\n\n<a id='mark'></a>\n\n## One two\n\n[a](#o$0)\n"
    found = offered(text, tmp_path)
    assert [(item.label, item.insert) for item in found.items] == [
        ("One two", "one-two"),
        ("One two", "one-two-1"),
        ("mark", "mark"),
    ]
    assert taken("[a](docs/guide.md#$0old)\n", "Über uns", tmp_path) == (
        "[a](docs/guide.md#über-uns)"
    )
    assert taken("# One\n\n[a](#o$0ld)\n", "One") == "[a](#one)"
    assert labels("[a](docs/guide.md#$0)\n", tmp_path) == ["Guide", "Über uns", "A (b)", "A (b)"]
    assert labels("[a](docs/image.png#$0)\n", tmp_path) == []
    assert labels("[a](https://example.com/#$0)\n", tmp_path) == []


def test_what_a_file_or_an_anchor_leads_to_is_read_when_asked_for(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    view, offset = at_cursor("# Top\n\n- [x] a\n\n[a]($0)\n", tmp_path)
    items = completions(view, offset).items
    assert all(not item.documentation for item in items)
    assert resolve(view, items[0]).documentation == (
        "**Vector store**\n\n▰▰▰▰▰▱▱▱▱▱ 1/2 · 50 %\n\nOpen:\n\n- b"
    )
    view, offset = at_cursor("# Top\n\n- [x] a\n\n[a](#$0)\n", tmp_path)
    (anchor,) = completions(view, offset).items
    assert resolve(view, anchor).documentation == "**Top**\n\n▰▰▰▰▰▰▰▰▰▰ 1/1 · 100 %"
    mark = CompletionItem("[x]", "x]", 0, 0, CompletionKind.MARK)
    assert resolve(view, mark) is mark


def test_with_very_many_files_only_those_that_match_are_offered(tmp_path: Path) -> None:
    write(tmp_path, {f"notes/n{number:04}.md": "" for number in range(600)})
    found = offered("[a](notes/n01$0)\n", tmp_path)
    assert found.incomplete
    assert len(found.items) == 100


names = st.text(st.sampled_from("aÜ .#%()[]<>\"'`:{}|*$?&-_"), min_size=1, max_size=8)


@given(st.lists(names.map(lambda name: f"{name}.md"), min_size=1, max_size=3))
def test_an_encoded_path_is_read_as_it_was(parts: list[str]) -> None:
    path = "/".join(parts)
    target = read_target(encoded(path))
    assert (target.kind, target.path, target.fragment) == (TargetKind.FILE, path, "")
    assert not set(encoded(path)) & set(" ()<>")


@pytest.mark.parametrize(
    ("line", "label", "expected"),
    [
        ("See [[$0", "2026-02 vector", "See [[2026-02 vector]]"),
        ("See [[$0]] there", "guide", "See [[guide]] there"),
        ("See [[gui$0]]", "guide", "See [[guide]]"),
        ("See [[gu$0ide|text]]", "guide", "See [[guide|text]]"),
        ("See [[gu$0#Guide]]", "guide", "See [[guide#Guide]]"),
        ("See [[guide#$0", "Über uns", "See [[guide#Über uns]]"),
        ("See [[guide#$0]]", "A (b)", "See [[guide#A (b)]]"),
        ("| [[m$0 |", "milestones/old/m", "| [[milestones/old/m]] |"),
    ],
)
def test_a_wiki_link_is_completed(tmp_path: Path, line: str, label: str, expected: str) -> None:
    write(tmp_path, {**FILES, "other/m.md": ""})
    assert taken(f"# T\n\n{line}\n", label, tmp_path) == expected


def test_what_wiki_links_name(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert labels("[[$0\n", tmp_path) == ["2026-02 vector", "m", "README", "x", "guide"]
    assert labels("# Here\n\n## And `there`\n\n## a|b\n\n[[#$0\n", tmp_path) == [
        "Here",
        "And there",
    ]
    for text in ("`[[$0`\n", "\\[[$0\n", "[[a|$0\n", "[[nowhere#$0\n", "[[a]] $0\n"):
        assert labels(text, tmp_path) == []
