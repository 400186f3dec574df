from __future__ import annotations

import pytest

from backlog_ls.features.code_actions.fix_all import edits_of
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.registry import rule_of
from backlog_ls.rules.engine.rule import fixes_of
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

WORK = "\n## Work\n\n**Status**: Shipped\n"


def view_of(text: str) -> View:
    return View(Backlog.read(Document.parse(text)), Workspace(), "/nowhere/BACKLOG.md")


@pytest.mark.parametrize(
    ("legend", "line"),
    [
        (
            (
                "| Status | Meaning     |\n| ------ | ----------- |\n"
                "| `Todo` | Not started |\n| `Done` | Completed   |\n"
            ),
            "| `Shipped` |             |\n",
        ),
        (
            "Status | Meaning\n---|---\n**Todo** | Not started\n**Done** | Completed\n",
            "**Shipped** |          |\n",
        ),
        ("## Legend\n\n- `Todo`: not started\n- `Done`: completed\n", "- `Shipped`\n"),
        ("## Legend\r\n\r\n- Todo: not started\r\n- Done: completed\r\n", "- Shipped\r\n"),
    ],
    ids=["table", "table without outer pipes", "list", "CRLF"],
)
def test_a_status_is_added_as_the_others_are_written(legend: str, line: str) -> None:
    text = legend + WORK
    view = view_of(text)
    (finding,) = checked(view).findings()
    (fix,) = [
        fix for fix in fixes_of(view, rule_of(finding.code), finding) if "legend" in fix.title
    ]
    mended = apply_edits(text, edits_of(view, fix))
    assert mended == legend + line + WORK
    assert checked(view_of(mended)).findings() == []


def test_a_legend_in_one_line_is_left_to_its_writer() -> None:
    view = view_of("**Legend:** ✅ done | 🔶 partial | ⏳ todo\n" + WORK)
    (finding,) = checked(view).findings()
    titles = [fix.title for fix in fixes_of(view, rule_of(finding.code), finding)]
    assert titles
    assert not any("legend" in title for title in titles)
