"""What the comments of a document change in what a client is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sessions import opened, replaced
from workspace_index import index_workspace

from backlog_ls.server.documents.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.server.documents.open_document import OpenDocument

NEXT = "<!-- backlog-ls-disable-next-line {} -->"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = Session(paranoid=True)
    made.workspace.roots = (str(tmp_path),)
    index_workspace(made, str(tmp_path))
    return made


def told(session: Session, document: OpenDocument) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in session.findings(document)]


def test_a_changed_comment_is_published_although_no_finding_changed(session: Session) -> None:
    document = opened(
        session, "BACKLOG.md", f"{NEXT.format('broken-link')}\n[x](gone.md)\n\nwords\n"
    )
    assert told(session, document) == []
    stamp = document.result_id
    replaced(session, document, "words", "other")
    assert document.result_id == stamp, "nothing that is published can differ"
    replaced(session, document, "broken-link", "broken-line")
    assert [code for code, _ in told(session, document)] == ["unused-suppression", "broken-link"]
    assert document.result_id != stamp


def test_settings_decide_whether_a_comment_is_called_unused(session: Session) -> None:
    document = opened(session, "BACKLOG.md", f"{NEXT.format('broken-link')}\nwords\n")
    assert [code for code, _ in told(session, document)] == ["unused-suppression"]
    session.update_settings({"severity": {"broken-link": "off"}})
    assert told(session, document) == []


def test_nothing_is_called_unused_before_the_workspace_is_known(tmp_path: Path) -> None:
    session = Session()
    session.workspace.roots = (str(tmp_path),)
    text = f"{NEXT.format('')}\nwords\n{NEXT.format('duplicate-id mojibake')}\nwords\n"
    document = opened(session, "BACKLOG.md", text)
    assert [message for _, message in told(session, document)] == [
        "No effect: no `mojibake` on the next line."
    ]
    index_workspace(session, str(tmp_path))
    assert len(told(session, document)) == 2


def test_what_is_wrong_in_settings_is_logged_under_its_code(
    session: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / ".backlog-ls.toml"
    file.write_text("[severity]\nmojibaek = 'off'\n", "utf-8")
    session.workspace.invalidate_all()  # the file came behind the back of the session
    session.settings.files.invalidate()
    session.settings.editor = {"severity": {"brokn-link": "off"}, "tabel": {}}
    opened(session, "BACKLOG.md", "words\n")
    assert [record.getMessage() for record in caplog.records] == [
        (
            f"{file}:2: invalid-settings: severity.mojibaek: unknown diagnostic `mojibaek`; "
            "did you mean `mojibake`?"
        ),
        (
            "settings of the editor: invalid-settings: tabel: unknown setting `tabel`; "
            "did you mean `table`?"
        ),
        (
            "settings of the editor: invalid-settings: severity.brokn-link: "
            "unknown diagnostic `brokn-link`; did you mean `broken-link`?"
        ),
    ]
