"""Which function handles which message.

A handler converts the parameters, calls a feature, and converts the result. Its module is imported
with the first message for it, so that the start does not wait for it: the functions in the tables
below return the handlers, and the packages import their modules on access.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from backlog_ls.server import lifecycle, notifications, requests
from backlog_ls.server.background.time_limit import with_time_limit
from backlog_ls.server.background.worker import Stale, in_background
from backlog_ls.server.transport.stdio import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer

    Function = Callable[[BacklogServer, Any], Any]
    BacklogFunction = Callable[[BacklogServer, OpenDocument, Any], Any]
    Command = Callable[[BacklogServer, Sequence[Any]], Coroutine[Any, Any, Any]]


class Handler(NamedTuple):
    """What handles the messages of a method."""

    method: str
    load: Callable[[], Function]
    """Returns the function."""
    options: Any = None
    """The server capability for the method."""
    settings: Callable[[], Function] | None = None
    """Returns the function for settings files; None if it is the same."""
    stale: Stale | None = None
    """If set, it runs on a thread, and a change of these documents makes its answer stale."""
    changes_state: bool = False
    """Whether it changes the session, so that it must not be interrupted."""
    is_async: bool = False
    """Whether it is a coroutine function."""


def about_backlog(load: Callable[[], BacklogFunction]) -> Callable[[], Function]:
    """Return a loader of a function that also takes the open document of the request.

    If the document is not open, or not a backlog, the answer is nothing.
    """

    def load_function() -> Function:
        function = load()

        def answer(ls: BacklogServer, params: Any) -> Any:
            document = ls.session.find_backlog(params.text_document.uri)
            return None if document is None else function(ls, document, params)

        return answer

    return load_function


def at_cursor(load: Callable[[], BacklogFunction]) -> Callable[[], Function]:
    """Return a loader like `about_backlog`, of a function that a person asks for at the cursor.

    It also answers in other documents than backlogs, where there is work at the cursor.
    """

    def load_function() -> Function:
        function = load()

        def answer(ls: BacklogServer, params: Any) -> Any:
            uri, position = params.text_document.uri, _position_of(params)
            document = ls.session.find_backlog(uri) or ls.session.find_work(
                uri, position.line, position.character
            )
            return None if document is None else function(ls, document, params)

        return answer

    return load_function


def _position_of(params: Any) -> types.Position:
    """Return where a request is asked: its position, or where its range begins."""
    position: types.Position | None = getattr(params, "position", None)
    return position or params.range.start


def _initialize(ls: BacklogServer, params: types.InitializeParams) -> None:
    lifecycle.initialize.on_initialize(ls, params)
    if ls.connection.client.pulls_diagnostics:
        _register(ls, PULL_HANDLERS)


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
    trigger_characters=["|", "[", "(", "#", "/", " ", "*", "`", "@", "<", '"', "^"],
    resolve_provider=True,
)
# In the order of the numbers in `features.outline.semantic_tokens`, which is not loaded yet when
# this is sent.
TOKEN_TYPES = ["status", "id", "date", "owner", "item"]
TOKEN_MODIFIERS = ["todo", "in_progress", "review", "blocked", "deferred", "done", "cancelled"]
_TOKENS = types.SemanticTokensLegend(TOKEN_TYPES, TOKEN_MODIFIERS)
_RENAME = types.RenameOptions(prepare_provider=True)
_FILES = types.FileOperationRegistrationOptions(
    [
        types.FileOperationFilter(types.FileOperationPattern(glob, matches=kind), scheme="file")
        for glob, kind in (
            ("**/*", types.FileOperationPatternKind.File),
            ("**", types.FileOperationPatternKind.Folder),
        )
    ]
)

HANDLERS = (
    Handler(types.INITIALIZE, lambda: _initialize, changes_state=True),
    Handler(types.INITIALIZED, lambda: lifecycle.initialized.on_initialized, changes_state=True),
    Handler(
        types.TEXT_DOCUMENT_DID_OPEN,
        lambda: notifications.text_document.on_did_open,
        settings=lambda: requests.settings_file.on_did_open,
        changes_state=True,
    ),
    Handler(
        types.TEXT_DOCUMENT_DID_CHANGE,
        lambda: notifications.text_document.on_did_change,
        settings=lambda: requests.settings_file.on_did_change,
        changes_state=True,
    ),
    Handler(
        types.TEXT_DOCUMENT_DID_CLOSE,
        lambda: notifications.text_document.on_did_close,
        settings=lambda: requests.settings_file.on_did_close,
        changes_state=True,
    ),
    Handler(
        types.TEXT_DOCUMENT_DID_SAVE,
        lambda: notifications.text_document.on_did_save,
        changes_state=True,
    ),
    Handler(SKIPPED, lambda: notifications.text_document.on_skipped, changes_state=True),
    Handler(
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        lambda: notifications.workspace.on_did_change_watched_files,
        changes_state=True,
    ),
    Handler(
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
        lambda: notifications.workspace.on_did_change_workspace_folders,
        changes_state=True,
    ),
    Handler(
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
        lambda: notifications.configuration.on_did_change_configuration,
        changes_state=True,
    ),
    Handler(
        types.TEXT_DOCUMENT_HOVER,
        at_cursor(lambda: requests.hover.on_hover),
        settings=lambda: requests.settings_file.on_hover,
    ),
    Handler(
        types.TEXT_DOCUMENT_COMPLETION,
        at_cursor(lambda: requests.completion.on_completion),
        _COMPLETION,
        settings=lambda: requests.settings_file.on_completion,
    ),
    Handler(types.COMPLETION_ITEM_RESOLVE, lambda: requests.completion.on_completion_item_resolve),
    Handler(
        types.TEXT_DOCUMENT_CODE_ACTION,
        at_cursor(lambda: requests.code_action.on_code_action),
        _ACTIONS,
    ),
    Handler(types.CODE_ACTION_RESOLVE, lambda: requests.code_action.on_code_action_resolve),
    Handler(
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        about_backlog(lambda: requests.document_symbol.on_document_symbol),
        stale=Stale.OWN_DOCUMENT,
    ),
    Handler(
        types.WORKSPACE_SYMBOL,
        lambda: requests.goto.on_workspace_symbol,
        stale=Stale.ANY_DOCUMENT,
    ),
    Handler(types.TEXT_DOCUMENT_DEFINITION, at_cursor(lambda: requests.goto.on_definition)),
    Handler(
        types.TEXT_DOCUMENT_REFERENCES,
        at_cursor(lambda: requests.goto.on_references),
        stale=Stale.ANY_DOCUMENT,
    ),
    Handler(
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
        at_cursor(lambda: requests.goto.on_document_highlight),
    ),
    Handler(
        types.TEXT_DOCUMENT_LINKED_EDITING_RANGE,
        at_cursor(lambda: requests.goto.on_linked_editing_range),
    ),
    Handler(
        types.TEXT_DOCUMENT_PREPARE_RENAME,
        at_cursor(lambda: requests.rename.on_prepare_rename),
    ),
    Handler(
        types.TEXT_DOCUMENT_RENAME,
        at_cursor(lambda: requests.rename.on_rename),
        _RENAME,
        stale=Stale.ANY_DOCUMENT,
    ),
    Handler(
        types.WORKSPACE_WILL_RENAME_FILES,
        lambda: requests.file_operations.on_will_rename_files,
        _FILES,
        stale=Stale.ANY_DOCUMENT,
    ),
    Handler(
        types.WORKSPACE_DID_RENAME_FILES,
        lambda: requests.file_operations.on_did_rename_files,
        _FILES,
        changes_state=True,
    ),
    Handler(
        types.WORKSPACE_WILL_DELETE_FILES,
        lambda: requests.file_operations.on_will_delete_files,
        _FILES,
        stale=Stale.ANY_DOCUMENT,
    ),
    Handler(
        types.WORKSPACE_DID_DELETE_FILES,
        lambda: requests.file_operations.on_did_delete_files,
        _FILES,
        changes_state=True,
    ),
    Handler(
        types.TEXT_DOCUMENT_FORMATTING, about_backlog(lambda: requests.formatting.on_formatting)
    ),
    Handler(
        types.TEXT_DOCUMENT_RANGE_FORMATTING,
        at_cursor(lambda: requests.formatting.on_range_formatting),
    ),
    Handler(
        types.TEXT_DOCUMENT_ON_TYPE_FORMATTING,
        at_cursor(lambda: requests.formatting.on_on_type_formatting),
        types.DocumentOnTypeFormattingOptions("|", ["\n"]),
    ),
    Handler(
        types.TEXT_DOCUMENT_FOLDING_RANGE,
        about_backlog(lambda: requests.folding_range.on_folding_range),
    ),
    Handler(
        types.TEXT_DOCUMENT_SELECTION_RANGE,
        about_backlog(lambda: requests.selection_range.on_selection_range),
    ),
    Handler(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        about_backlog(lambda: requests.semantic_tokens.on_semantic_tokens),
        _TOKENS,
    ),
    Handler(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA,
        about_backlog(lambda: requests.semantic_tokens.on_semantic_tokens_delta),
        _TOKENS,
    ),
    Handler(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE,
        about_backlog(lambda: requests.semantic_tokens.on_semantic_tokens_range),
        _TOKENS,
    ),
    Handler(
        types.TEXT_DOCUMENT_CODE_LENS,
        about_backlog(lambda: requests.code_lens.on_code_lens),
        types.CodeLensOptions(resolve_provider=True),
        stale=Stale.OWN_DOCUMENT,
    ),
    Handler(types.CODE_LENS_RESOLVE, lambda: requests.code_lens.on_code_lens_resolve),
    Handler(
        types.TEXT_DOCUMENT_INLAY_HINT, about_backlog(lambda: requests.inlay_hint.on_inlay_hint)
    ),
    Handler(
        types.TEXT_DOCUMENT_DOCUMENT_LINK,
        about_backlog(lambda: requests.document_link.on_document_link),
        types.DocumentLinkOptions(resolve_provider=True),
    ),
    Handler(types.DOCUMENT_LINK_RESOLVE, lambda: requests.document_link.on_document_link_resolve),
    Handler(
        types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY,
        at_cursor(lambda: requests.call_hierarchy.on_prepare_call_hierarchy),
    ),
    Handler(types.CALL_HIERARCHY_INCOMING_CALLS, lambda: requests.call_hierarchy.on_incoming_calls),
    Handler(types.CALL_HIERARCHY_OUTGOING_CALLS, lambda: requests.call_hierarchy.on_outgoing_calls),
    Handler("backlog-ls/role", lambda: requests.role.on_role),
    Handler("backlog-ls/rule", lambda: requests.role.on_rule),
    Handler("backlog-ls/items", lambda: requests.items.on_items),
    Handler(
        "backlog-ls/backlogs",
        lambda: requests.items.on_backlogs,
        stale=Stale.NEVER,
    ),
    Handler(
        "backlog-ls/unopenedItems",
        lambda: requests.items.on_unopened_items,
        stale=Stale.NEVER,
    ),
    Handler("backlog-ls/choices", lambda: requests.execute_command.on_choices),
)

PULL_HANDLERS = (
    Handler(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        lambda: requests.diagnostic.on_diagnostic,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier="backlog-ls"
        ),
        settings=lambda: requests.settings_file.on_diagnostic,
    ),
    Handler(
        types.WORKSPACE_DIAGNOSTIC,
        lambda: requests.workspace_diagnostic.on_workspace_diagnostic,
        is_async=True,
    ),
)
"""Registered only for clients that request diagnostics: to others they are pushed."""

COMMANDS: dict[str, Callable[[], Command]] = {
    "backlog-ls.setStatus": lambda: requests.execute_command.set_status,
    "backlog-ls.cycleStatus": lambda: requests.execute_command.cycle_status,
    "backlog-ls.markDone": lambda: requests.execute_command.mark_done,
    "backlog-ls.debugInfo": lambda: requests.debug_info.debug_info,
}


def register_handlers(server: BacklogServer) -> None:
    """Register the handlers of all messages and commands, except those of `PULL_HANDLERS`."""
    _register(server, HANDLERS)
    for name, load in COMMANDS.items():
        server.command(name)(_lazy_command(name, load))


def lazy_function(handler: Handler) -> Function:
    """Return the function of `handler`, which is loaded when it is called first."""
    method, load, load_for_settings = handler.method, handler.load, handler.settings

    def call(ls: BacklogServer, params: Any) -> Any:
        if load_for_settings and ls.session.is_settings_file(method, params.text_document.uri):
            return load_for_settings()(ls, params)
        return load()(ls, params)

    async def call_async(ls: BacklogServer, params: Any) -> Any:
        return await load()(ls, params)

    function = call_async if handler.is_async else call
    function.__name__ = method
    return function


def _register(server: BacklogServer, handlers: Iterable[Handler]) -> None:
    for handler in handlers:
        function = lazy_function(handler)
        if handler.stale:
            function = in_background(handler.method, function, handler.stale)
        elif not handler.changes_state and not handler.is_async:
            function = with_time_limit(handler.method, function)
        server.feature(handler.method, handler.options)(function)


def _lazy_command(name: str, load: Callable[[], Command]) -> Callable[..., Any]:
    async def command(ls: BacklogServer, *arguments: Any) -> Any:
        return await load()(ls, arguments)

    command.__annotations__ = {}  # pygls evaluates them, and cannot resolve their names
    command.__name__ = name
    return command
