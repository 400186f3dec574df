---@brief
---
--- A language server for backlogs kept in Markdown. It speaks about backlogs only, so it can run
--- beside any other Markdown server.
---
--- ```lua
--- vim.lsp.enable('backlog_ls')
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'backlog-ls', 'server' },
  filetypes = { 'markdown' },
  root_markers = { '.backlog-ls.toml', '.git' },
  settings = { ['backlog-ls'] = {} },
}
