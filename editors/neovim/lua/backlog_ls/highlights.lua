local M = {}

--- The default links of the highlight groups of the board and the report.
M.VIEW_LINKS = {
  BacklogTitle = 'Title',
  BacklogTodo = 'DiagnosticHint',
  BacklogInProgress = 'DiagnosticInfo',
  BacklogReview = 'DiagnosticInfo',
  BacklogBlocked = 'DiagnosticError',
  BacklogDeferred = 'DiagnosticWarn',
  BacklogDone = 'DiagnosticOk',
  BacklogCancelled = 'Comment',
  BacklogUnknown = 'Comment',
  BacklogCurrent = 'CursorLine', -- the card at the cursor
  BacklogClosed = 'Comment', -- cards of done and cancelled items
  BacklogLine = 'NonText', -- below the titles of the board, and the rest of a bar
  BacklogLocation = 'Directory',
  BacklogNote = 'Comment',
}

--- The default links of the highlight groups for semantic tokens. All are for Markdown, because other
--- languages may have tokens with these names.
M.LINKS = {
  ['@lsp.type.status.markdown'] = 'Constant',
  ['@lsp.type.id.markdown'] = 'Identifier',
  ['@lsp.type.date.markdown'] = 'Number',
  ['@lsp.type.owner.markdown'] = 'Special',
  ['@lsp.type.item.markdown'] = 'Comment',
  ['@lsp.mod.todo.markdown'] = 'DiagnosticHint',
  ['@lsp.mod.in_progress.markdown'] = 'DiagnosticInfo',
  ['@lsp.mod.review.markdown'] = 'DiagnosticInfo',
  ['@lsp.mod.blocked.markdown'] = 'DiagnosticError',
  ['@lsp.mod.deferred.markdown'] = 'DiagnosticWarn',
  ['@lsp.mod.done.markdown'] = 'DiagnosticOk',
  ['@lsp.mod.cancelled.markdown'] = 'Comment',
  -- Names of closed items are dimmed; their status keeps its colour.
  ['@lsp.typemod.item.done.markdown'] = 'Comment',
  ['@lsp.typemod.item.cancelled.markdown'] = 'Comment',
}

function M.link()
  for _, links in ipairs({ M.LINKS, M.VIEW_LINKS }) do
    for group, target in pairs(links) do
      vim.api.nvim_set_hl(0, group, { link = target, default = true })
    end
  end
end

return M
