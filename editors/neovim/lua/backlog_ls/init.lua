local M = {}

--- Notify the server when a settings file is saved: on Linux, Neovim does not watch files.
local function follow_settings()
  vim.api.nvim_create_autocmd('BufWritePost', {
    group = vim.api.nvim_create_augroup('backlog_ls_settings', {}),
    pattern = { '.backlog-ls.toml', 'pyproject.toml' },
    callback = function(event)
      local changes = { { uri = vim.uri_from_bufnr(event.buf), type = 2 } }
      for _, client in ipairs(vim.lsp.get_clients({ name = 'backlog_ls' })) do
        client:notify('workspace/didChangeWatchedFiles', { changes = changes })
      end
    end,
  })
end

--- Create the buffer's commands and the default highlights.
---
--- `lsp/backlog_ls.lua` calls this. Call it in your own `on_attach` if you set one.
---
---@param client vim.lsp.Client
---@param bufnr integer
function M.on_attach(client, bufnr)
  require('backlog_ls.highlights').link()
  require('backlog_ls.commands').create(client, bufnr)
  follow_settings()
end

return M
