--- Says why no server is attached to a buffer, and how to get one.

local program = require('backlog_ls.program')

local M = {}

local NAME = 'backlog_ls'

--- Return the command that installs the program: from the checkout that this plugin is part of, if it is.
---
---@return string
function M.install_command()
  local here = debug.getinfo(1, 'S').source:sub(2)
  local checkout = vim.fs.dirname(vim.fn.resolve(vim.fn.fnamemodify(here, ':p')))
  for _ = 1, 4 do -- lua/backlog_ls, lua, neovim, editors
    checkout = vim.fs.dirname(checkout)
  end
  local from = 'backlog-ls'
  if vim.fn.isdirectory(checkout .. '/backlog_ls') == 1 and vim.fn.filereadable(checkout .. '/pyproject.toml') == 1 then
    from = vim.fn.shellescape(checkout):gsub("^'([%w%./_-]+)'$", '%1')
  end
  return (vim.fn.executable('uv') == 1 and 'uv tool install ' or 'pipx install ') .. from
end

--- Return why the program cannot be run, if it cannot.
---
---@param config table? the configuration of the server
---@return string?
function M.program(config)
  local cmd = config and program.of(config.cmd)
  if cmd and vim.fn.executable(cmd[1]) == 0 then
    return ('Cannot run `%s`. To install it: %s'):format(cmd[1], M.install_command())
  end
end

--- Return why no server is attached to a buffer.
---
---@param bufnr integer
---@return string
function M.reason(bufnr)
  if vim.fn.has('nvim-0.11') == 0 then
    return 'The commands need Neovim 0.11 or later.'
  end
  local config = vim.lsp.config[NAME]
  local unavailable = M.program(config)
  if unavailable then
    return unavailable
  end
  local buffer = vim.bo[bufnr]
  if vim.b[bufnr].backlog_view then
    return 'Use this command in the window of the document.'
  elseif not vim.lsp.is_enabled(NAME) then
    return "The server is not enabled: vim.lsp.enable('backlog_ls')"
  elseif buffer.buftype ~= '' then
    return ("Not a file: its 'buftype' is `%s`."):format(buffer.buftype)
  elseif buffer.filetype ~= 'markdown' then
    local filetype = buffer.filetype == '' and 'empty; is :filetype on?' or ('`%s`.'):format(buffer.filetype)
    return "Only for Markdown files: the 'filetype' here is " .. filetype
  elseif #vim.lsp.get_clients({ bufnr = bufnr, name = NAME }) > 0 then
    return "Your `on_attach` replaces the plugin's: call require('backlog_ls').on_attach() in it."
  end
  return 'The server is not attached here, or not yet. Attach it with :edit, or see :LspLog.'
end

return M
