"""Show the server at work: a real client opens an example backlog and sends requests like an editor."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

EXAMPLE = Path(__file__).parent / "examples" / "BACKLOG.md"


async def main() -> None:
    """Run the server over stdio and print its answers."""
    client = LanguageClient("demo", "1")
    published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]  # pygls's
    def _published(params: types.PublishDiagnosticsParams) -> None:
        published.put_nowait(params)

    await client.start_io(sys.executable, "-m", "backlog_ls", "server", "--stdio")
    folder = types.WorkspaceFolder(EXAMPLE.parent.as_uri(), "examples")
    await client.initialize_async(
        types.InitializeParams(capabilities=types.ClientCapabilities(), workspace_folders=[folder])
    )
    client.initialized(types.InitializedParams())
    text = EXAMPLE.read_text(encoding="utf-8")
    lines = text.split("\n")
    document = types.TextDocumentItem(EXAMPLE.as_uri(), types.LanguageKind.Markdown, 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    print(f"Diagnostics of {EXAMPLE.name}\n")
    show_diagnostics(await published.get(), lines)

    identifier = types.TextDocumentIdentifier(document.uri)
    line = next(i for i, content in enumerate(lines) if "Route planning**" in content)
    name = types.Position(line, lines[line].index("Route"))
    hover = await client.text_document_hover_async(types.HoverParams(identifier, name))
    print("\nHover on “Route planning”\n")
    if hover and isinstance(hover.contents, types.MarkupContent):
        shown = re.sub(
            r"\[([^\]]*)\]\(file:[^)]*\)", r"\1", hover.contents.value
        )  # as an editor shows links
        print("\n".join(f"    {part}" for part in shown.split("\n")))

    status = types.Position(line, lines[line].index("In Progress"))
    answer = await client.text_document_completion_async(types.CompletionParams(identifier, status))
    items = answer.items if isinstance(answer, types.CompletionList) else answer or []
    print("\nCompletion in its status cell\n")
    for item in items:
        print(f"    {item.label:<14} {item.detail or ''}")

    version = types.VersionedTextDocumentIdentifier(2, document.uri)
    line = next(i for i, content in enumerate(lines) if "Shipped" in content)
    start = lines[line].index("Shipped")
    where = types.Range(types.Position(line, start), types.Position(line, start + 7))
    change = types.TextDocumentContentChangePartial(where, "Done")
    client.text_document_did_change(types.DidChangeTextDocumentParams(version, [change]))
    print("\nAfter typing “Done” over “Shipped”\n")
    lines[line] = lines[line].replace("Shipped", "Done")
    show_diagnostics(await published.get(), lines)

    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]  # pygls's


def show_diagnostics(params: types.PublishDiagnosticsParams, lines: list[str]) -> None:
    """Print diagnostics like the problem list of an editor, with the marked text."""
    for found in sorted(params.diagnostics, key=lambda found: found.range.start.line):
        start, end = found.range.start, found.range.end
        severity = found.severity.name.lower() if found.severity else ""
        words = lines[start.line]
        if start.line == end.line:
            # Columns are UTF-16 units, the default encoding of LSP.
            units = words.encode("utf-16-le")[2 * start.character : 2 * end.character]
            words = units.decode("utf-16-le")
        place = f"{start.line + 1}:{start.character + 1}-{end.line + 1}:{end.character + 1}"
        print(f"    {place:<14} {severity:<12} {found.code}: {found.message}  «{words}»")


if __name__ == "__main__":
    asyncio.run(main())
