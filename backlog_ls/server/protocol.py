"""Adapts the protocol class of pygls: validity, timing and tracing of messages."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from concurrent.futures import Future

    from backlog_ls.server.connection import Connection

log = logging.getLogger(__name__)

_REPLACED = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)
"""Messages for which pygls has its own handlers, which `dispatch` replaces.

pygls keeps a text for each document. It splits lines at U+2028, FF, VT and NEL, as no client does, and
copies the whole text at every change.
"""


def find_violation(message: Any) -> str:
    """Return why `message` is not valid JSON-RPC 2.0; empty if it is valid."""
    if not isinstance(message, dict):
        return "a message must be an object"
    if message.get("jsonrpc") != "2.0":
        return "the JSON-RPC version is not 2.0"
    if "method" in message and not isinstance(message["method"], str):
        return "the method is not a string"
    # The answer to a message that could not be parsed has no id.
    if "id" in message and not (is_request_id(message["id"]) or "error" in message):
        return "the id is neither a number nor a string"
    if "id" not in message and "method" not in message:
        return "there is neither a method nor an id"
    return ""


def is_request_id(value: Any) -> bool:
    """Tell whether `value` is valid as the id of a request."""
    return isinstance(value, (int, str)) and not isinstance(value, bool)


class BacklogProtocol(LanguageServerProtocol):
    """LSP, without the documents of pygls."""

    connection: Connection
    """Set by the server."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return `data` unchanged; `handle_message` structures a message as a whole.

        pygls calls this for every JSON object, so it would take an object with a key `jsonrpc` anywhere
        in the parameters for a message.
        """
        return data

    def handle_message(self, message: Any) -> None:
        """Handle a message. Requests before `initialize` and after `shutdown` get an error.

        LSP 3.17, "Initialize Request" and "Shutdown Request".
        """
        violation = find_violation(message)
        if violation:
            log.error("invalid JSON-RPC message: %s", violation)
            if not isinstance(message, dict) or "method" in message:
                number = message.get("id") if isinstance(message, dict) else None
                known = number if is_request_id(number) else None
                self._refuse(known, types.ErrorCodes.InvalidRequest, violation)
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
            if method == types.INITIALIZE and self.connection.assumed_encoding:
                assumed = types.PositionEncodingKind(self.connection.assumed_encoding)
                _assume_encoding(message.params.capabilities, assumed)
            self._handle(message, method or "")

    def _handle(self, message: Any, method: str) -> None:
        """Handle and time a message; send the time to clients that trace (LSP 3.17, "SetTrace")."""
        timings = self.connection.timings
        if not method:  # an answer
            super().handle_message(message)
            return
        if method == types.SHUTDOWN:
            # pygls does this too, but iterates over the dictionary that cancelling changes.
            for future in [*self._request_futures.values()]:
                future.cancel()
        with timings.measure(method):
            super().handle_message(message)
        log.info("%s took %.1f ms", method, 1000 * timings.last)
        if self.trace != types.TraceValue.Off and not method.startswith("$/"):
            timing = timings.by_method[method]
            details = f"message {timing.count} of this method; longest: {timing.longest:.3f} s"
            verbose = details if self.trace == types.TraceValue.Verbose else None
            params = types.LogTraceParams(f"{method} took {timings.last:.4f} s", verbose)
            self.notify(types.LOG_TRACE, params)

    def _register_builtin_features(self) -> None:
        super()._register_builtin_features()  # type: ignore[no-untyped-call]  # pygls's
        for method in _REPLACED:
            del self.fm.builtin_features[method]

    def _send_handler_result(self, future: Future[Any], *, msg_id: Any) -> None:
        super()._send_handler_result(future, msg_id=msg_id)
        _forget_frames(future)

    def _check_handler_result(self, future: Future[Any]) -> None:
        super()._check_handler_result(future)
        _forget_frames(future)

    def _structured(self, data: dict[str, Any]) -> Any:
        """Return a message as an object; answer a malformed request with an error, and raise it.

        pygls drops malformed requests, which leaves the client waiting (JSON-RPC 2.0, section 5).
        """
        if "method" in data:
            data = {"params": None, **data}  # may be omitted
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def _refuse(self, request: Any, code: types.ErrorCodes, reason: str) -> None:
        self._send_response(request, error=types.ResponseError(code.value, reason))

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_args: Any) -> NoReturn:
        """End the process (LSP 3.17, "Exit Notification")."""
        self.connection.exit_code = 0 if self._shutdown else 1
        sys.exit(self.connection.exit_code)


def _forget_frames(future: Future[Any]) -> None:
    """Remove the traceback of an error that was logged.

    Its frames refer to the future, and the future to the error. The garbage collector, which rarely
    runs, would have to free this cycle and the documents of that moment in it.
    """
    error = None if future.cancelled() else future.exception()
    if error:
        error.__traceback__ = error.__cause__ = error.__context__ = None


def _assume_encoding(
    client: types.ClientCapabilities, encoding: types.PositionEncodingKind
) -> None:
    """Make `client` offer `encoding`, unless it offers encodings itself."""
    client.general = client.general or types.GeneralClientCapabilities()
    client.general.position_encodings = client.general.position_encodings or [encoding]
