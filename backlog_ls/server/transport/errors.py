"""Errors that requests are answered with."""

from __future__ import annotations

from pygls.exceptions import JsonRpcException


class UnansweredError(JsonRpcException):
    """A request has no answer, for a reason that need not be logged."""


class RequestFailedError(UnansweredError):
    """A request cannot be answered; the client shows the reason to its user (LSP 3.17)."""

    CODE = -32803
    MESSAGE = "Request failed"


class ContentModifiedError(UnansweredError):
    """The text changed while the request was being answered (LSP 3.17)."""

    CODE = -32801
    MESSAGE = "Content modified"
