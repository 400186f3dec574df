"""What the client can ask for, and who answers. The answers convert, call a feature, convert back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from backlog_ls.server.background.watchdog import interruptible
from backlog_ls.server.background.worker import Stale, beside_the_loop
from backlog_ls.server.lazy_handlers import later, later_command, later_of_backlog

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer


class Handler(NamedTuple):
    """Who handles a method."""

    method: str
    module: str
    name: str
    options: Any = None
    aside: Stale | None = None
    """What makes its answer stale, where that may take so long that the loop does not wait for it."""
    changes: bool = False
    """Whether it changes what is known, so that it is not interrupted."""


_ACTIONS = types.CodeActionOptions(
    [
        types.CodeActionKind.QuickFix,
        types.CodeActionKind.RefactorRewrite,
        "refactor.move",
        types.CodeActionKind.RefactorExtract,
        "source.fixAll.backlog-ls",
        "source.formatTables",
    ],
    resolve_provider=True,
)
_COMPLETION = types.CompletionOptions(
    trigger_characters=["|", "[", "(", "#", "/", " ", "*", "`", "@"], resolve_provider=True
)
# Named here as `features.tokens` numbers them: the legend goes out before that is loaded.
TOKEN_TYPES = ["status", "id", "date", "owner", "item"]
TOKEN_MODIFIERS = ["todo", "in_progress", "review", "blocked", "deferred", "done", "cancelled"]
_TOKENS = types.SemanticTokensLegend(TOKEN_TYPES, TOKEN_MODIFIERS)
_RENAME = types.RenameOptions(prepare_provider=True)
_FILES = types.FileOperationRegistrationOptions(
    [
        types.FileOperationFilter(types.FileOperationPattern(glob, matches=kind), scheme="file")
        for glob, kind in (
            ("**/*.md", types.FileOperationPatternKind.File),
            ("**", types.FileOperationPatternKind.Folder),
        )
    ]
)

HANDLERS = (
    Handler(types.INITIALIZE, "lifecycle.initialize", "initialized_with", changes=True),
    Handler(types.INITIALIZED, "lifecycle.initialized", "ready", changes=True),
    Handler(
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        "documents.text_document",
        "files_changed",
        changes=True,
    ),
    Handler(types.TEXT_DOCUMENT_DID_SAVE, "documents.text_document", "saved", changes=True),
    Handler(
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
        "documents.text_document",
        "folders_changed",
        changes=True,
    ),
    Handler(
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
        "documents.text_document",
        "configuration_changed",
        changes=True,
    ),
    Handler(types.TEXT_DOCUMENT_HOVER, "documents.settings_files", "on_hover"),
    Handler(
        types.TEXT_DOCUMENT_COMPLETION, "documents.settings_files", "on_completion", _COMPLETION
    ),
    Handler(types.CODE_ACTION_RESOLVE, "requests.code_action", "on_resolve_action"),
    Handler(types.COMPLETION_ITEM_RESOLVE, "requests.completion", "on_resolve"),
    Handler(types.WORKSPACE_SYMBOL, "requests.goto", "on_workspace_symbols", aside=Stale.BY_ANY),
    Handler(
        types.WORKSPACE_WILL_RENAME_FILES,
        "requests.file_operations",
        "on_will_rename",
        _FILES,
        aside=Stale.BY_ANY,
    ),
    Handler(
        types.WORKSPACE_DID_RENAME_FILES,
        "requests.file_operations",
        "on_did_rename",
        _FILES,
        changes=True,
    ),
    Handler(
        types.WORKSPACE_WILL_DELETE_FILES,
        "requests.file_operations",
        "on_will_delete",
        _FILES,
        aside=Stale.BY_ANY,
    ),
    Handler(
        types.WORKSPACE_DID_DELETE_FILES,
        "requests.file_operations",
        "on_did_delete",
        _FILES,
        changes=True,
    ),
    Handler("backlog-ls/items", "requests.items", "on_items"),
    Handler("backlog-ls/choices", "requests.execute_command", "on_choices"),
    Handler(types.CODE_LENS_RESOLVE, "requests.structuring", "on_lens"),
    Handler(types.DOCUMENT_LINK_RESOLVE, "requests.structuring", "on_link"),
    Handler(types.CALL_HIERARCHY_INCOMING_CALLS, "requests.call_hierarchy", "on_incoming"),
    Handler(types.CALL_HIERARCHY_OUTGOING_CALLS, "requests.call_hierarchy", "on_outgoing"),
)

OF_BACKLOGS = (
    Handler(
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "requests.showing", "on_symbols", aside=Stale.BY_ITSELF
    ),
    Handler(types.TEXT_DOCUMENT_FORMATTING, "requests.formatting", "on_formatting"),
    Handler(types.TEXT_DOCUMENT_RANGE_FORMATTING, "requests.formatting", "on_range_formatting"),
    Handler(
        types.TEXT_DOCUMENT_ON_TYPE_FORMATTING,
        "aligning",
        "on_typed",
        types.DocumentOnTypeFormattingOptions("|", ["\n"]),
    ),
    Handler(types.TEXT_DOCUMENT_CODE_ACTION, "requests.code_action", "on_code_action", _ACTIONS),
    Handler(types.TEXT_DOCUMENT_DEFINITION, "requests.goto", "on_definition"),
    Handler(types.TEXT_DOCUMENT_REFERENCES, "requests.goto", "on_references", aside=Stale.BY_ANY),
    Handler(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, "requests.goto", "on_highlight"),
    Handler(types.TEXT_DOCUMENT_LINKED_EDITING_RANGE, "requests.goto", "on_linked_editing"),
    Handler(types.TEXT_DOCUMENT_PREPARE_RENAME, "requests.rename", "on_prepare_rename"),
    Handler(
        types.TEXT_DOCUMENT_RENAME, "requests.rename", "on_rename", _RENAME, aside=Stale.BY_ANY
    ),
    Handler(types.TEXT_DOCUMENT_FOLDING_RANGE, "requests.structuring", "on_folding"),
    Handler(types.TEXT_DOCUMENT_SELECTION_RANGE, "requests.structuring", "on_selection"),
    Handler(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, "requests.structuring", "on_tokens", _TOKENS),
    Handler(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA,
        "requests.structuring",
        "on_tokens_delta",
        _TOKENS,
    ),
    Handler(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE,
        "requests.structuring",
        "on_tokens_range",
        _TOKENS,
    ),
    Handler(
        types.TEXT_DOCUMENT_CODE_LENS,
        "structuring",
        "on_lenses",
        types.CodeLensOptions(resolve_provider=True),
    ),
    Handler(types.TEXT_DOCUMENT_INLAY_HINT, "requests.structuring", "on_inlays"),
    Handler(
        types.TEXT_DOCUMENT_DOCUMENT_LINK,
        "structuring",
        "on_links",
        types.DocumentLinkOptions(resolve_provider=True),
    ),
    Handler(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, "requests.call_hierarchy", "on_prepare"),
)
"""What is asked about an open document. Of one that is no backlog the answer is nothing."""

COMMANDS = {
    "backlog-ls.setStatus": ("requests.execute_command", "set_status"),
    "backlog-ls.cycleStatus": ("requests.execute_command", "cycle_status"),
    "backlog-ls.markDone": ("requests.execute_command", "mark_done"),
    "backlog-ls.debugInfo": ("requests.debug_info", "debug_info"),
}


def register_handlers(server: BacklogServer) -> None:
    """Register the handlers of all that a client may send but the texts themselves."""
    for handlers, loaded in ((HANDLERS, later), (OF_BACKLOGS, later_of_backlog)):
        for handler in handlers:
            function = loaded(handler.module, handler.name)
            method = handler.method
            if handler.aside:
                function = beside_the_loop(method, function, handler.aside)
            elif not handler.changes:
                function = interruptible(method, function)
            server.feature(method, handler.options)(function)
    for command, (module, name) in COMMANDS.items():
        server.command(command)(later_command(module, name))
