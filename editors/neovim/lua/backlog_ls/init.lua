local M = {}

--- Tell the server of settings files that are written here: on Linux, Neovim watches no files.
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

--- Give the buffer its commands, and the colours their defaults.
---
--- `lsp/backlog_ls.lua` calls this. Whoever sets an `on_attach` of their own calls it there.
---
---@param client vim.lsp.Client
---@param bufnr integer
function M.on_attach(client, bufnr)
  require('backlog_ls.highlights').link()
  require('backlog_ls.commands').create(client, bufnr)
  follow_settings()
end

return M
