---@brief
---
--- A language server for backlogs kept in Markdown: `BACKLOG.md`, `ROADMAP.md`, `TODO.md` and the
--- milestones beside them. It ignores other Markdown files, so it can run beside any other Markdown
--- server.
---
--- ```lua
--- vim.lsp.enable('backlog_ls')
--- ```

--- The TOML files that can contain settings; others are left to other servers.
local SETTINGS = { ['.backlog-ls.toml'] = true, ['pyproject.toml'] = true }

---@type vim.lsp.Config
return {
  cmd = { 'backlog-ls', 'server' },
  filetypes = { 'markdown', 'toml' },
  root_markers = { '.backlog-ls.toml', '.git' },
  root_dir = function(bufnr, on_dir)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(bufnr))
    if vim.bo[bufnr].filetype ~= 'toml' or SETTINGS[name] then
      on_dir() -- use root_markers
    end
  end,
  settings = { ['backlog-ls'] = {} },
  -- Neovim 0.11 pulls diagnostics only after its own edits, and ignores refresh requests when another
  -- file changes the result. So let the server push them.
  before_init = function(params)
    params.capabilities.textDocument.diagnostic = nil
  end,
  on_attach = function(client, bufnr)
    -- This file also works without the rest of the plugin.
    local found, plugin = pcall(require, 'backlog_ls')
    if found and vim.bo[bufnr].filetype ~= 'toml' then
      plugin.on_attach(client, bufnr)
    end
  end,
}
