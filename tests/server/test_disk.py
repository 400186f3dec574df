"""What changes on disk beside the editor, and how the first look at it is shown."""

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
    diagnostics,
    open_document,
    watched,
)
from lsprotocol import types

WAITS = "- [ ] T-1 a\n- [ ] T-2 b\n- [ ] T-3 c\n- [ ] T-4 d (depends on T-9) [x](new/gone.md)\n"
MANY = 150


async def settled(client: EditorClient, codes: set[str]) -> None:
    found = None
    for _ in range(150):
        found = {str(each.code) for each in await diagnostics(client)}
        if found == codes:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{found} are found")


@pytest.mark.asyncio
async def test_what_changes_on_disk_is_noticed(client: EditorClient) -> None:
    """A client that can watch is asked to and says what changed; for another one files are polled."""
    watches = client.profile == PUSHED
    plan = client.write("PLAN.md", "- [ ] T-8 e\n")
    if watches:
        watched(client, plan, types.FileChangeType.Created)
    open_document(client, WAITS)
    await settled(client, {"unknown-dependency", "broken-link"})
    asked = [each.method for each in client.registered]
    assert (types.WORKSPACE_DID_CHANGE_WATCHED_FILES in asked) == watches
    await asyncio.sleep(0 if watches else 3)  # they are looked at for the first time
    for name, text, codes in (
        ("PLAN.md", "- [ ] T-9 f\n", {"broken-link"}),
        ("new/gone.md", "# Here\n", set()),
        ("TODO.md", "- [ ] T-9 g\n", set()),
        ("PLAN.md", "", set()),
        (".backlog-ls.toml", '[severity]\n"broken-link" = "off"\n', set()),
        ("TODO.md", "", {"unknown-dependency"}),
    ):
        path = client.write(name, text)
        if watches:
            watched(client, path, types.FileChangeType.Changed)
        await settled(client, codes)


@pytest_lsp.fixture(params=[PUSHED, PULLED], config=CONFIG)  # type: ignore[untyped-decorator]  # pytest-lsp's
async def crowded(
    lsp_client: EditorClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    """An editor that opens a folder of many backlogs."""
    (tmp_path / "milestones").mkdir()
    for number in range(MANY):
        path = tmp_path / "milestones" / f"m{number}.md"
        path.write_text(f"# Work\n\n- [ ] A-{number} a\n" + "- [ ] words\n" * 50, "utf-8")
    await begin(lsp_client, request.param, tmp_path)
    yield
    await lsp_client.shutdown_session()


async def reports(client: EditorClient, kind: str) -> list[Any]:
    """Wait for a report of progress of `kind`, and return all."""
    for _ in range(1000):
        told: list[Any] = next(iter(client.progress_reports.values()), [])
        if any(each.kind == kind for each in told):
            return told
        await asyncio.sleep(0.02)
    pytest.fail(f"there is no {kind}")


@pytest.mark.asyncio
@pytest.mark.parametrize("cancelled", [False, True])
async def test_the_first_look_is_shown_and_can_be_cancelled(
    crowded: EditorClient, *, cancelled: bool
) -> None:
    (begun, *_) = await reports(crowded, "begin")
    assert begun.cancellable
    (token,) = crowded.progress_reports
    if cancelled:
        crowded.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    *more, end = await reports(crowded, "end")
    assert (
        end.message.startswith("Cancelled")
        if cancelled
        else end.message == f"{MANY} backlogs were read."
    )
    assert cancelled or len(more) > 1
    open_document(crowded, WAITS)
    await settled(crowded, {"broken-link"} | (set() if cancelled else {"unknown-dependency"}))
