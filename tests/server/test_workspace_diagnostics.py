"""Diagnostics of documents that are not open, for clients that ask for those of the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp reads the annotation)
from pathlib import Path  # noqa: TC003 (pytest-lsp reads the annotation)
from typing import Any

import pytest
import pytest_lsp
from clients import (
    CONFIG,
    PULLED,
    PUSHED,
    EditorClient,
    begin,
    change,
    open_document,
    partial,
    uri,
    watched,
)
from lsprotocol import types
from pytest_lsp import client_capabilities

BROKEN = "# Work\n\n- [x] [plan](gone.md)\n"
WAITS = "- [ ] T-1 a\n- [ ] T-2 b\n- [ ] T-3 c\n- [ ] T-4 d (depends on T-9)\n"
Known = dict[str, str]


def pulling(profile: str) -> types.ClientCapabilities:
    """Return what an editor of today says that asks for diagnostics."""
    made: types.ClientCapabilities = client_capabilities(profile)
    assert made.text_document
    assert made.workspace
    made.text_document.diagnostic = types.DiagnosticClientCapabilities()
    made.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    return made


@pytest_lsp.fixture(params=[PUSHED, PULLED], config=CONFIG)  # type: ignore[untyped-decorator]  # pytest-lsp's
async def puller(
    lsp_client: EditorClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    (tmp_path / "TODO.md").write_text(BROKEN, "utf-8")
    (tmp_path / "PLAN.md").write_text(WAITS, "utf-8")
    (tmp_path / "TASKS.md").write_text("- [ ] T-9 e\n", "utf-8")
    (tmp_path / "notes.md").write_text("[x](gone.md)\n", "utf-8")
    await begin(lsp_client, request.param, tmp_path, pulling(request.param))
    yield
    await lsp_client.shutdown_session()


def asked(known: Known, token: str | None = None) -> types.WorkspaceDiagnosticParams:
    ids = [types.PreviousResultId(uri, value) for uri, value in known.items()]
    return types.WorkspaceDiagnosticParams(ids, "backlog-ls", partial_result_token=token)


class Pulled:
    """What a client knows after it has asked."""

    def __init__(self, client: EditorClient) -> None:
        self.client = client
        self.known: Known = {}
        self.codes: dict[str, list[str]] = {}

    async def ask(self) -> dict[str, str]:
        """Ask once, and return what was said of each document: `full` or `unchanged`."""
        report = await self.client.workspace_diagnostic_async(asked(self.known))
        kinds = {}
        for each in report.items:
            name = each.uri.rpartition("/")[2]
            kinds[name] = each.kind
            self.known[each.uri] = each.result_id or ""
            if isinstance(each, types.WorkspaceFullDocumentDiagnosticReport):
                self.codes[name] = [str(found.code) for found in each.items]
        return kinds

    async def until(self, codes: dict[str, list[str]]) -> None:
        """Ask until `codes` are what is known; it hangs where they never are, so with a limit."""

        async def go() -> None:
            while {name: said for name, said in self.codes.items() if said} != codes:
                await self.ask()

        await asyncio.wait_for(go(), 30)


@pytest.mark.asyncio
async def test_what_is_not_open_is_told_as_well(puller: EditorClient) -> None:
    open_document(puller, BROKEN)
    pulled = Pulled(puller)
    await pulled.until({"BACKLOG.md": ["broken-link"], "TODO.md": ["broken-link"]})
    # Nothing is new until something happens; then the rest is said to be as it was.
    question = asyncio.ensure_future(pulled.ask())
    await asyncio.sleep(0.5)
    assert not question.done()
    change(puller, 2, partial(2, 6, 21, "plan"))
    kinds = await asyncio.wait_for(question, 30)
    assert kinds == {"BACKLOG.md": "full", "TODO.md": "unchanged"}
    assert pulled.codes == {"BACKLOG.md": [], "TODO.md": ["broken-link"]}
    assert not puller.diagnostics, "pushed to a client that asks"


@pytest.mark.asyncio
async def test_what_another_document_changes_is_told(puller: EditorClient) -> None:
    pulled = Pulled(puller)
    await pulled.until({"TODO.md": ["broken-link"]})
    open_document(puller, "- [ ] T-8 e\n", "TASKS.md")
    await pulled.until({"TODO.md": ["broken-link"], "PLAN.md": ["unknown-dependency"]})
    gone = puller.write("gone.md", "# Plan\n")
    watched(puller, gone, types.FileChangeType.Created)
    await pulled.until({"PLAN.md": ["unknown-dependency"]})
    puller.text_document_did_close(
        types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri(puller, "TASKS.md")))
    )
    await pulled.until({})


@pytest.mark.asyncio
async def test_it_comes_in_parts_for_whom_takes_them(puller: EditorClient) -> None:
    for number in range(50):
        puller.write(f"milestones/m{number}.md", BROKEN + "- [ ] open\n")
    watched(puller, puller.root / "milestones" / "m1.md", types.FileChangeType.Created)
    report = await puller.workspace_diagnostic_async(asked({}, "parts"))
    assert not report.items
    parts: list[Any] = puller.partial["parts"]
    told = [each["uri"] for part in parts for each in part["items"]]
    assert len(told) == len(set(told)) == 51
    assert all(each["items"] for part in parts for each in part["items"])
    assert len(parts) > 2


@pytest.mark.asyncio
async def test_a_question_can_be_cancelled(puller: EditorClient) -> None:
    pulled = Pulled(puller)
    await pulled.until({"TODO.md": ["broken-link"]})
    sent = puller.protocol.send_request_async(types.WORKSPACE_DIAGNOSTIC, asked(pulled.known))  # type: ignore[no-untyped-call]  # pygls's
    question = asyncio.ensure_future(sent)
    await asyncio.sleep(0.1)
    (number,) = puller.protocol._request_futures
    puller.cancel_request(types.CancelParams(number))
    with pytest.raises(Exception, match="cancel"):
        await asyncio.wait_for(question, 10)


@pytest.mark.asyncio
async def test_a_client_that_is_pushed_to_is_not_offered_it(client: EditorClient) -> None:
    assert bool(client.offered.diagnostic_provider) == (client.profile == PULLED)


@pytest.mark.asyncio
async def test_the_setting_include_is_heeded_at_once(puller: EditorClient) -> None:
    pulled = Pulled(puller)
    await pulled.until({"TODO.md": ["broken-link"]})
    settings = puller.write(".backlog-ls.toml", 'include = ["notes.md"]\nexclude = ["TODO.md"]\n')
    watched(puller, settings, types.FileChangeType.Created)
    await pulled.until({"notes.md": ["broken-link"]})
