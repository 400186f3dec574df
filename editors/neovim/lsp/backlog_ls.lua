---@brief
---
--- A language server for backlogs kept in Markdown: `BACKLOG.md`, `ROADMAP.md`, `TODO.md` and the
--- milestones beside them. It speaks about backlogs only, so it can run beside any other Markdown
--- server.
---
--- ```lua
--- vim.lsp.enable('backlog_ls')
--- ```

--- Of TOML, the files that settings can stand in; the rest is for other servers.
local SETTINGS = { ['.backlog-ls.toml'] = true, ['pyproject.toml'] = true }

---@type vim.lsp.Config
return {
  cmd = { 'backlog-ls', 'server' },
  filetypes = { 'markdown', 'toml' },
  root_markers = { '.backlog-ls.toml', '.git' },
  root_dir = function(bufnr, on_dir)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(bufnr))
    if vim.bo[bufnr].filetype ~= 'toml' or SETTINGS[name] then
      on_dir() -- to where root_markers say
    end
  end,
  settings = { ['backlog-ls'] = {} },
  -- Neovim 0.11 asks for diagnostics after its own edits only, and cannot be told to ask again when
  -- another file changes what is to be said here. So the server is to send them by itself.
  before_init = function(params)
    params.capabilities.textDocument.diagnostic = nil
  end,
  on_attach = function(client, bufnr)
    -- This file does its work without the rest of the plugin, too.
    local found, plugin = pcall(require, 'backlog_ls')
    if found and vim.bo[bufnr].filetype ~= 'toml' then
      plugin.on_attach(client, bufnr)
    end
  end,
}
