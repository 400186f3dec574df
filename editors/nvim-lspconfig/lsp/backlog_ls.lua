---@brief
---
--- https://github.com/OWNER/backlog-ls
---
--- A language server for backlogs kept in Markdown: `BACKLOG.md`, `ROADMAP.md`, `TODO.md` and the
--- milestones beside them. It says nothing of other files, so it can run beside any other Markdown
--- server.
---
--- ```sh
--- pip install backlog-ls
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'backlog-ls', 'server' },
  filetypes = { 'markdown' },
  root_markers = { '.backlog-ls.toml', '.git' },
  -- Nvim 0.11 pulls after edits only, not when settings or files on disk change what is to be said.
  before_init = function(params)
    params.capabilities.textDocument.diagnostic = nil
  end,
}
