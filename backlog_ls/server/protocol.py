"""The protocol's built-in part, with our documents in the place of pygls's.

pygls keeps a text for every document, which splits lines at U+2028, FF, VT and NEL, as no client does,
and which it copies whole at every change. So its handlers of the text's life are replaced.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method

from backlog_ls.server.lazy_handlers import later

if TYPE_CHECKING:
    from concurrent.futures import Future

    from backlog_ls.server.server import BacklogServer

log = logging.getLogger(__name__)

_opened = later("documents.text_document", "opened")
_changed = later("documents.text_document", "changed")
_closed = later("documents.text_document", "closed")


def what_is_wrong(message: Any) -> str:
    """Return why `message` is none of JSON-RPC 2.0, or nothing."""
    if not isinstance(message, dict):
        return "a message is an object"
    if message.get("jsonrpc") != "2.0":
        return "the version of JSON-RPC is not 2.0"
    if "method" in message and not isinstance(message["method"], str):
        return "the method is no string"
    # The answer to what could not be read has no id.
    if "id" in message and not (is_request_id(message["id"]) or "error" in message):
        return "the id is neither a number nor a string"
    if "id" not in message and "method" not in message:
        return "there is no method"
    return ""


def is_request_id(value: Any) -> bool:
    """Tell whether `value` can be the id of a request."""
    return isinstance(value, (int, str)) and not isinstance(value, bool)


class BacklogProtocol(LanguageServerProtocol):
    """LSP, with the session's documents."""

    _server: BacklogServer

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Leave every object of a message as it is; `handle_message` makes one of the whole.

        pygls hooks this into the JSON reader, where an object anywhere in the parameters that has a
        key `jsonrpc` would be taken for a message.
        """
        return data

    def handle_message(self, message: Any) -> None:
        """Handle a message; a request outside the life of a server is answered with an error.

        LSP 3.17, "Initialize Request" and "Shutdown Request".
        """
        wrong = what_is_wrong(message)
        if wrong:
            log.error("a message that is none: %s", wrong)
            if not isinstance(message, dict) or "method" in message:
                number = message.get("id") if isinstance(message, dict) else None
                known = number if is_request_id(number) else None
                self._refuse(known, types.ErrorCodes.InvalidRequest, wrong)
            return
        message = self._structured(message)
        method = getattr(message, "method", None)
        request = getattr(message, "id", None) if method else None
        if request is not None and self._shutdown:
            self._refuse(request, types.ErrorCodes.InvalidRequest, "the server was shut down")
        elif request is not None and self._workspace is None and method != types.INITIALIZE:
            code = types.ErrorCodes.ServerNotInitialized
            self._refuse(request, code, "the server is not initialized")
        else:
            if method == types.INITIALIZE and self._server.assumed:
                _speak_for(message.params.capabilities, self._server.assumed)
            self._handle(message, method or "")

    def _handle(self, message: Any, method: str) -> None:
        """Handle a message, timed; a client that traces is told (LSP 3.17, "SetTrace")."""
        timings = self._server.timings
        if not method:  # an answer
            super().handle_message(message)
            return
        if method == types.SHUTDOWN:
            # pygls does so too, but goes through what a cancelled request is taken out of.
            for future in [*self._request_futures.values()]:
                future.cancel()
        with timings.of(method):
            super().handle_message(message)
        log.info("%s took %.1f ms", method, 1000 * timings.last)
        if self.trace != types.TraceValue.Off and not method.startswith("$/"):
            timing = timings.by_method[method]
            told = f"message {timing.count} of this method; the longest took {timing.longest:.3f} s"
            verbose = told if self.trace == types.TraceValue.Verbose else None
            params = types.LogTraceParams(f"{method} took {timings.last:.4f} s", verbose)
            self.notify(types.LOG_TRACE, params)

    def _send_handler_result(self, future: Future[Any], *, msg_id: Any) -> None:
        super()._send_handler_result(future, msg_id=msg_id)
        _forget_frames(future)

    def _check_handler_result(self, future: Future[Any]) -> None:
        super()._check_handler_result(future)
        _forget_frames(future)

    def _structured(self, data: dict[str, Any]) -> Any:
        """Make an object of a message; a request that cannot be one is answered with an error.

        pygls drops it, which leaves the client waiting (JSON-RPC 2.0, section 5).
        """
        if "method" in data:
            data = {"params": None, **data}  # they may be left out
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def _refuse(self, request: Any, code: types.ErrorCodes, reason: str) -> None:
        self._send_response(request, error=types.ResponseError(code.value, reason))

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """A document was opened."""
        _opened(self._server, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """A document was changed. Done at once: the order of changes is the text."""
        _changed(self._server, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """A document was closed."""
        _closed(self._server, params)

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_args: Any) -> NoReturn:
        """The client asks the process to end (LSP 3.17, "Exit Notification")."""
        self._server.exit_code = 0 if self._shutdown else 1
        sys.exit(self._server.exit_code)


def _forget_frames(future: Future[Any]) -> None:
    """Drop where an error comes from, which was logged.

    Its frames hold the future, which holds the error: a circle with the documents of that moment
    in it, which would stay until the collector comes, and that is seldom.
    """
    error = None if future.cancelled() else future.exception()
    if error:
        error.__traceback__ = error.__cause__ = error.__context__ = None


def _speak_for(client: types.ClientCapabilities, encoding: types.PositionEncodingKind) -> None:
    """Have a client say that it counts in `encoding`, unless it says itself in what."""
    client.general = client.general or types.GeneralClientCapabilities()
    client.general.position_encodings = client.general.position_encodings or [encoding]
