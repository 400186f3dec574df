"""Renames: what they change, what they leave, and when they are refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, write

from backlog_ls.features.rename.edits import MANY, DocumentEdits, RenameRefusedError
from backlog_ls.features.rename.rename import renamable, renamed
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "| ID | Feature | Status | Depends on |\n| --- | --- | --- | --- |\n"


def text_of(changed: DocumentEdits) -> str:
    return apply_edits(changed.backlog.document.text, changed.edits)


def after(text: str, new: str, root: Path | None = None) -> dict[str, str]:
    """The documents that the rename of what is at `$0` changes, by their path from `root`."""
    view, offset = at_cursor(text, root)
    found = renamed(view, offset, new).edits
    paths = [os.path.relpath(each.path or view.path, root) if root else "" for each in found]
    return {
        path.replace(os.sep, "/"): text_of(each) for path, each in zip(paths, found, strict=True)
    }


@pytest.mark.parametrize(
    ("before", "new", "expected"),
    [
        (
            TABLE
            + "| T1 | **Exp$0ort** ✅ | Done | |\n| T2 | b | Todo | Export, T1 |\n\n## EXPORT ✅\n",
            "Import",
            TABLE
            + "| T1 | **Import** ✅ | Done | |\n| T2 | b | Todo | Import, T1 |\n\n## Import ✅\n",
        ),
        (
            "- [ ] **Export$0:** to CSV\n- [x] Other\n",
            "Import",
            "- [ ] **Import:** to CSV\n- [x] Other\n",
        ),
        (
            TABLE + "| 1 | [Exp$0ort](e.md) | Done | |\n",
            "Import",
            TABLE + "| 1 | [Import](e.md) | Done | |\n",
        ),
        (
            TABLE
            + "| T1$0 | a | Done | |\n| T2 | b | Todo | T1 |\n\nAfter `T-01` come T10 and T2.\n",
            "X-5",
            TABLE
            + "| X-5 | a | Done | |\n| T2 | b | Todo | X-5 |\n\nAfter `X-5` come T10 and T2.\n",
        ),
        (
            "## T1$0: Export\n\nSee [it](#t1-export), [T1](t1.md).\n",
            "T7",
            "## T7: Export\n\nSee [it](#t7-export), [T7](t1.md).\n",
        ),
        (
            "# N$0otes\n\n## Notes\n\n[a](#notes) [b](#notes-1) [c](#notes-2)\n",
            "Ünlü it",
            "# Ünlü it\n\n## Notes\n\n[a](#ünlü-it) [b](#notes) [c](#notes-2)\n",
        ),
        (
            "# No$0tes\n\n<a id='notes'></a>\n\n[a](#notes)\n",
            "Words",
            "# Words\n\n<a id='notes'></a>\n\n[a](#notes)\n",
        ),
        (
            TABLE + "| T1$0 | a | Done | |\n\nSee [T1](T1), [it](T1#there).\n",
            "T7",
            TABLE + "| T7 | a | Done | |\n\nSee [T7](T1), [it](T1#there).\n",
        ),
        ("# Ün$0it\n\n[a](#%C3%BCnit)\n", "Äh", "# Äh\n\n[a](#%C3%A4h)\n"),
        (
            "## Pay$0 by card\n\n## Pay by card\n\n- [ ] Pay by card\n",
            "Pay by cash",
            "## Pay by cash\n\n## Pay by card\n\n- [ ] Pay by card\n",
        ),
        ("Tit$0le\n=====\n\n[a](#title)\n", "Head", "Head\n=====\n\n[a](#head)\n"),
        ("## Polish the UI$0 (completed)\n", "Paint", "## Paint (completed)\n"),
        (
            '<a id="o$0ld"></a>\n\n[x](#old) [y](#Old)\n',
            "new",
            '<a id="new"></a>\n\n[x](#new) [y](#new)\n',
        ),
        ("[x](#o$0ld)\n\n<a id='old'></a>\n", "new", "[x](#new)\n\n<a id='new'></a>\n"),
        (
            "| Task | Status | Milestone |\n| - | - | - |\n| a | Done | Al$0pha |\n| b | Done | *alpha*, Beta |\n",
            "Gamma",
            "| Task | Status | Milestone |\n| - | - | - |\n| a | Done | Gamma |\n| b | Done | *Gamma*, Beta |\n",
        ),
    ],
)
def test_renamed(before: str, new: str, expected: str) -> None:
    assert list(after(before, new).values()) == [expected]


LEGEND = "**Legend:** ✅ Done | 🚧 Doing | `Todo`\n\n"
COLUMN = "| Task | Status |\n| --- | --- |\n"


@pytest.mark.parametrize(
    ("before", "new", "expected"),
    [
        (
            LEGEND
            + COLUMN
            + "| a | ✅ |\n| b | **✅ D$0one** (core) |\n| c | done |\n| d | 🚧 |\n",
            "🎉 Finished",
            LEGEND.replace("✅ Done", "🎉 Finished")
            + COLUMN
            + "| a | 🎉 |\n| b | **🎉 Finished** (core) |\n| c | Finished |\n| d | 🚧 |\n",
        ),
        (
            LEGEND.replace("`Todo`", "`To$0do`") + "## A\n\n**Status**: `todo` - soon\n\n## B ✅\n",
            "Open",
            LEGEND.replace("Todo", "Open") + "## A\n\n**Status**: `Open` - soon\n\n## B ✅\n",
        ),
        (
            LEGEND + "## A ✅$0\n\n[a](#a-)\n",
            "Ready",
            LEGEND.replace("✅ Done", "Ready") + "## A Ready\n\n[a](#a-ready)\n",
        ),
    ],
)
def test_a_legends_status_with_its_uses(before: str, new: str, expected: str) -> None:
    assert list(after(before, new).values()) == [expected]


def test_a_status_of_another_legend_stays() -> None:
    text = (
        "## A\n\n"
        + LEGEND
        + COLUMN
        + "| a | Do$0ing |\n\n## B\n\n"
        + LEGEND
        + COLUMN
        + "| b | Doing |\n"
    )
    (made,) = after(text, "Started").values()
    assert made == text.replace("$0", "").replace("Doing", "Started", 2)
    assert made.count("Doing") == 2


@pytest.mark.parametrize(
    ("text", "new", "reason"),
    [
        ("- [ ] Exp$0ort\n", " ", "A name is needed."),
        ("- [ ] Exp$0ort\n", "a\nb", "A name stands in one line."),
        ("- [ ] Exp$0ort\n", "🎉", "A name needs a word."),
        ("- [ ] Exp$0ort\n- [ ] Import\n", "import", "`Import` stands on line 2 already."),
        (TABLE + "| 1 | Exp$0ort | Done | |\n", "a|b", "`|` would begin another cell"),
        (TABLE + "| 1 | Exp$0ort | Done | |\n| 2 | b | Done | Export |\n", "a, b", "are parted by"),
        (TABLE + "| 1 | Exp$0ort | Done | |\n", "a [b](c)", "line 3 would read as something else"),
        (TABLE + "| T1$0 | a | Done | |\n", "first", "`first` is no id as `T1` is one."),
        (
            TABLE + "| T1$0 | a | Done | |\n| T2 | b | Done | |\n",
            "T-02",
            "`T-02` is the id of `b` already.",
        ),
        (TABLE + "| T1$0 | a | Done | |\n\nT1-T4 are done.\n", "T9", "range `T1-T4` on line 5"),
        (TABLE + "| T2$0 | a | Done | |\n\nT1 – T4 are done.\n", "T9", "range `T1 – T4` on line 5"),
        (
            TABLE + "| T1 | T1: a$0 | Done | |\n| T2 | b | Todo | T1 |\n",
            "T5: a",
            "Something waits for `T1`",
        ),
        ("[a](#ti$0tle)\n\n# Title\n", "b", "Rename the heading itself"),
        (COLUMN + "| a | Do$0ne |\n", "b", "No legend declares this status."),
        (LEGEND + COLUMN + "| a | Do$0ne |\n", "doing", "The legend declares `🚧 Doing` already."),
        (LEGEND + COLUMN + "| a | Do$0ne |\n", "a: b", "The legend could not declare `✅ a: b`."),
        (
            "**Legend:** ✅ = Done | 🚧 = Doing\n\n" + COLUMN + "| a | Do$0ne |\n",
            "b",
            "calls this status `✅`",
        ),
        (
            TABLE + "| 1 | Exp$0ort it | Done | |\n\n## [Export](e.md) it\n",
            "b",
            "On line 5 the name holds",
        ),
        ("Wo$0rds\n", "b", "There is nothing here that has a name."),
        (
            "---\nstatus: todo\ntitle: Exp$0ort\npriority: 1\n---\n",
            "a: b",
            "read as something else",
        ),
    ],
)
def test_refused(text: str, new: str, reason: str) -> None:
    view, offset = at_cursor(text)
    with pytest.raises(RenameRefusedError) as refused:
        renamed(view, offset, new)
    assert reason in str(refused.value)


def test_in_ranges_only_what_they_hold_is_refused() -> None:
    (made,) = after(TABLE + "| T5$0 | a | Done | |\n\nT1-T4 are done, T5 is not.\n", "T9").values()
    assert made.endswith("| T9 | a | Done | |\n\nT1-T4 are done, T9 is not.\n")


def test_a_heading_with_the_links_to_it_in_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "README.md": "[it](docs/BACKLOG.md#old-one) [no](#old-one) [`x`](docs/BACKLOG.md)\n",
            "docs/other.md": "[it](./BACKLOG.md#Old-One)\n",
        },
    )
    text = "# Old$0 one\n\n[it](#old-one)\n"
    view, offset = at_cursor(text, tmp_path, name="docs/BACKLOG.md")
    made = {
        os.path.relpath(e.path or view.path, tmp_path): text_of(e)
        for e in renamed(view, offset, "New").edits
    }
    assert made == {
        "docs/BACKLOG.md": "# New\n\n[it](#new)\n",
        "README.md": "[it](docs/BACKLOG.md#new) [no](#old-one) [`x`](docs/BACKLOG.md)\n",
        "docs/other.md": "[it](./BACKLOG.md#new)\n",
    }


def test_an_id_in_other_backlogs(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "TODO.md": "- [ ] X-1 after (depends on T-1)\n",
            "ROADMAP.md": "## T-1: Export\n\nWords.\n",
            "tasks-of-others.md": "- [ ] T-1 Water the plants\n- [ ] T-2 rest\n",
            "screws.md": "Four T-1 and a nut.\n",
        },
    )
    made = after("- [ ] T-1$0: Export\n", "T-8", tmp_path)
    assert made == {
        "BACKLOG.md": "- [ ] T-8: Export\n",
        "TODO.md": "- [ ] X-1 after (depends on T-8)\n",
        "ROADMAP.md": "## T-8: Export\n\nWords.\n",
    }


def test_an_id_that_two_other_documents_give_to_two_things(tmp_path: Path) -> None:
    write(tmp_path, {"TODO.md": "- [ ] T-1 Paint\n", "TASKS.md": "- [ ] T-1 Water\n"})
    with pytest.raises(RenameRefusedError, match="Several documents have another item `T-1`"):
        after("- [ ] X-1 after (depends on T-1$0)\n", "T-8", tmp_path)


def test_a_path_is_renamed_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(RenameRefusedError, match="Rename the file itself"):
        after("[a](pla$0n.md)\n", "b", tmp_path)


def test_many_uses_are_looked_at_as_one() -> None:
    text = LEGEND + COLUMN + "| a | Do$0ing |\n" + "| b | doing |\n" * (MANY + 1)
    (made,) = after(text, "Started").values()
    assert made.count("Started") == MANY + 3
    text = TABLE + "| T1$0 | a | Done | |\n" + "| T2 | b | Todo | T1 |\n" * (MANY + 1)
    (made,) = after(text, "T9").values()
    assert made.count("T9") == MANY + 2
    text = COLUMN + "| Ex$0port | Done |\n" + "| export | Done |\n" * (MANY + 1)
    with pytest.raises(RenameRefusedError, match="a line would read as something else"):
        after(text, "a [b](c)")


def test_a_milestone_with_its_title(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/m.md": "# Alpha: first steps\n", "milestones/b.md": "# Beta\n"})
    text = "| Task | Status | Milestone |\n| - | - | - |\n| a | Done | Al$0pha |\n"
    made = after(text, "Gamma", tmp_path)
    assert made["milestones/m.md"] == "# Gamma: first steps\n"
    with pytest.raises(RenameRefusedError, match="There is a milestone `Beta` already"):
        after(text, "Beta", tmp_path)


def moving(text: str, new: str, root: Path) -> tuple[str, dict[str, str]]:
    """The new path of the file that a rename moves, and the documents that it changes."""
    view, offset = at_cursor(text, root)
    view.workspace.open[view.path] = view.backlog
    done = renamed(view, offset, new, files=True)
    assert done.move is not None
    paths = [os.path.relpath(each.path or view.path, root) for each in done.edits]
    texts = {
        path.replace(os.sep, "/"): text_of(each)
        for path, each in zip(paths, done.edits, strict=True)
    }
    return os.path.relpath(done.move.new, root).replace(os.sep, "/"), texts


@pytest.mark.parametrize(
    ("link", "new", "expected"),
    [
        ("[a](milestones/o$0ld.md#top)", "new", "[a](milestones/new.md#top)"),
        ("[a](milestones/old.md$0)", "new one.md", "[a](milestones/new%20one.md)"),
        ("[[ol$0d]]", "new", "[[new]]"),
        ("[[ol$0d#Top|text]]", "new", "[[new#Top|text]]"),
    ],
)
def test_a_file_by_a_link_to_it(tmp_path: Path, link: str, new: str, expected: str) -> None:
    write(tmp_path, {"milestones/old.md": "# Top\n[x](old.md)\n", "b.md": "[[old]], [b](b.md)\n"})
    path, texts = moving(f"{link}\n", new, tmp_path)
    name = new.removesuffix(".md")
    assert path == f"milestones/{name}.md"
    assert texts == {
        "BACKLOG.md": f"{expected}\n",
        "milestones/old.md": f"# Top\n[x]({name.replace(' ', '%20')}.md)\n",
        "b.md": f"[[{name}]], [b](b.md)\n",
    }


def test_only_the_name_of_the_file_is_offered(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/old.md": "", "x.txt": ""})
    view, offset = at_cursor("[a](milestones/o$0ld.md#top)\n", tmp_path)
    target = renamable(view, offset, files=True)
    assert target
    assert view.backlog.rope.slice(target.start, target.end) == "old.md"
    for text, new in (
        ("[a](milestones/o$0ld.md)", "a/b"),
        ("[a](milestones/o$0ld.md)", ".md"),
        ("[a](x.t$0xt)", "y.txt"),
        ("[a](mile$0stones/)", "y"),
        ("[a](milestones/no$0where.md)", "y"),
    ):
        with pytest.raises(RenameRefusedError):
            moving(text, new, tmp_path)
    write(tmp_path, {"milestones/new.md": ""})
    with pytest.raises(RenameRefusedError, match=r"There is a `new\.md` already"):
        moving("[a](milestones/o$0ld.md)", "new", tmp_path)


@pytest.mark.parametrize(
    ("file", "name", "new", "expected"),
    [
        ("first-light", "First light", "Second sight", "second-sight"),
        ("01_first_light", "First light", "Second sight", "01_second_sight"),
        ("2026-02 First light", "First light", "Second sight", "2026-02 Second sight"),
        ("M2", "M2", "M3", "M3"),
    ],
)
def test_a_milestone_with_its_file(
    tmp_path: Path, file: str, name: str, new: str, expected: str
) -> None:
    write(tmp_path, {f"milestones/{file}.md": f"# {name}: all of it\n"})
    link = f"milestones/{file.replace(' ', '%20')}.md"
    text = f"| Task | Status | Milestone |\n|-|-|-|\n| a | Done | {name}$0 |\n\n[x]({link})\n"
    path, texts = moving(text, new, tmp_path)
    assert path == f"milestones/{expected}.md"
    assert texts == {
        "BACKLOG.md": text.replace("$0", "")
        .replace(f"| {name} |", f"| {new} |")
        .replace(link, f"milestones/{expected.replace(' ', '%20')}.md"),
        f"milestones/{file}.md": f"# {new}: all of it\n",
    }


def test_a_milestone_whose_file_is_called_otherwise_leaves_it(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/plan.md": "# Alpha\n"})
    text = "| Task | Status | Milestone |\n| - | - | - |\n| a | Done | Al$0pha |\n"
    view, offset = at_cursor(text, tmp_path)
    assert renamed(view, offset, "Beta", files=True).move is None
    write(tmp_path, {"milestones/alpha.md": "# Alpha\n"})
    (tmp_path / "milestones" / "plan.md").unlink()
    view, offset = at_cursor(text, tmp_path)
    assert renamed(view, offset, "Beta", files=True).move is not None
    assert renamed(view, offset, "Beta").move is None


def test_a_task_file_named_after_its_id_keeps_it(tmp_path: Path) -> None:
    view, offset = at_cursor(
        "---\nid: task-1$02\ntitle: a\nstatus: Done\npriority: low\n---\n",
        tmp_path,
        name="task-12 - a.md",
    )
    with pytest.raises(RenameRefusedError, match="named after this id"):
        renamed(view, offset, "task-13")
    move = renamed(view, offset, "task-13", files=True).move
    assert move
    assert os.path.relpath(move.new, tmp_path) == "task-13 - a.md"
