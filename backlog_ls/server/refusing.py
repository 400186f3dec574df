"""Requests that are understood and cannot be done."""

from __future__ import annotations

from pygls.exceptions import JsonRpcException


class RequestFailedError(JsonRpcException):
    """What was asked for cannot be done, for a reason that its message gives (LSP 3.17).

    The client shows it to the person who asked; nothing has gone wrong that a log should tell of.
    """

    CODE = -32803
    MESSAGE = "Request failed"
