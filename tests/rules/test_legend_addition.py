from __future__ import annotations

import pytest

from backlog_ls.features.code_actions.fix_all import resolve_edits
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.registry import get_rule
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
def test_an_added_status_has_the_style_of_the_legend(legend: str, line: str) -> None:
    text = legend + WORK
    view = view_of(text)
    (finding,) = check(view).findings()
    (fix,) = [
        fix for fix in get_rule(finding.code).find_fixes(view, finding) if "legend" in fix.title
    ]
    fixed = apply_edits(text, resolve_edits(view, fix))
    assert fixed == legend + line + WORK
    assert check(view_of(fixed)).findings() == []


def test_a_legend_in_one_line_is_not_extended() -> None:
    view = view_of(
        "**Legend:** ✅ done | 🔶 partial | ⏳ todo\n" + WORK.replace("Shipped", "🚀 Shipped")
    )
    (finding,) = check(view).findings()
    titles = [fix.title for fix in get_rule(finding.code).find_fixes(view, finding)]
    assert titles
    assert not any("legend" in title for title in titles)
