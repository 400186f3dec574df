--- For Neovim 0.7 to 0.10, without `vim.lsp.enable()`:
---
---     require('backlog_ls.fallback').setup()
---
--- Uses only functions of Neovim 0.7. The commands need 0.11.

local M = {}

--- Client ids by root folder.
local clients = {}

--- Return the nearest folder above a file with one of the markers; by default, the file's folder.
local function root_of(path, markers)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  for _, marker in ipairs(markers) do
    local above = folder
    while true do
      local there = above .. '/' .. marker
      if vim.fn.filereadable(there) == 1 or vim.fn.isdirectory(there) == 1 then
        return above
      end
      local parent = vim.fn.fnamemodify(above, ':h')
      if parent == above then
        break
      end
      above = parent
    end
  end
  return folder
end

local function attach(bufnr, options)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if vim.bo[bufnr].buftype ~= '' or name == '' then
    return
  end
  local root = root_of(name, options.root_markers)
  if not clients[root] then
    clients[root] = vim.lsp.start_client({
      name = 'backlog_ls',
      cmd = options.cmd,
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      settings = options.settings,
      capabilities = options.capabilities,
      before_init = function(params)
        params.capabilities.textDocument.diagnostic = nil -- as in lsp/backlog_ls.lua
      end,
      on_attach = options.on_attach,
      on_exit = function()
        clients[root] = nil
      end,
    })
  end
  if clients[root] then
    vim.lsp.buf_attach_client(bufnr, clients[root])
  end
end

--- Attach the server to all Markdown files, including open ones.
---
---@param options table? `cmd`, `root_markers`, `settings`, `capabilities` and `on_attach`
function M.setup(options)
  options = vim.tbl_extend('keep', options or {}, {
    cmd = { 'backlog-ls', 'server' },
    root_markers = { '.backlog-ls.toml', '.git' },
    settings = { ['backlog-ls'] = {} },
  })
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('backlog_ls', {}),
    pattern = 'markdown',
    callback = function(event)
      attach(event.buf, options)
    end,
  })
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.bo[bufnr].filetype == 'markdown' then
      attach(bufnr, options)
    end
  end
end

return M
