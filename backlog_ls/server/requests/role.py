"""What views of editors explain: the role of a document (`backlog-ls/role`), a rule (`backlog-ls/rule`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.rules.engine.registry import documentation
from backlog_ls.server.transport.json_data import to_plain_json

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer


def on_role(ls: BacklogServer, params: Any) -> dict[str, Any] | None:
    """Return the role of the open document `uri` with the reasons; None if it is not open.

    The answer has the `role` as settings write it, the `reasons` as sentences without a period, and
    whether anything `isReported` about the document unasked.
    """
    asked = to_plain_json(params)
    uri = str(asked.get("uri")) if isinstance(asked, dict) else ""
    document = ls.session.documents.get(uri)
    if document is None:
        return None
    verdict = document.verdict
    return {
        "uri": document.uri,
        "role": verdict.role.value,
        "reasons": list(verdict.reasons),
        "isReported": verdict.role.is_checked,
    }


def on_rule(_ls: BacklogServer, params: Any) -> dict[str, str] | None:
    """Return the documentation of the rule `code` as a page in Markdown; None if there is no such rule."""
    asked = to_plain_json(params)
    code = str(asked.get("code")) if isinstance(asked, dict) else ""
    try:
        return {"code": code, "text": documentation(code) + "\n"}
    except KeyError:
        return None
