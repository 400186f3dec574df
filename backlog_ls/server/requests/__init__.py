"""One module for each family of requests: convert, call a feature, convert back.

The modules of handlers are imported on access, with the first message for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # isort: off
    from backlog_ls.server.requests import (
        call_hierarchy as call_hierarchy,
        code_action as code_action,
        code_lens as code_lens,
        completion as completion,
        debug_info as debug_info,
        diagnostic as diagnostic,
        document_link as document_link,
        document_symbol as document_symbol,
        execute_command as execute_command,
        file_operations as file_operations,
        folding_range as folding_range,
        formatting as formatting,
        goto as goto,
        hover as hover,
        inlay_hint as inlay_hint,
        items as items,
        rename as rename,
        role as role,
        selection_range as selection_range,
        semantic_tokens as semantic_tokens,
        settings_file as settings_file,
        workspace_diagnostic as workspace_diagnostic,
    )
else:
    from backlog_ls.server.lazy_modules import importer

    __getattr__ = importer(__name__)
