-- In buffers without the server, its commands say why it is not there. The server's own commands, which
-- `backlog_ls.commands` creates in the buffers that it is attached to, take precedence.

if vim.g.loaded_backlog_ls then
  return
end
vim.g.loaded_backlog_ls = true

local function say()
  require('backlog_ls.view').say(require('backlog_ls.missing').reason(vim.api.nvim_get_current_buf()))
end

for _, name in ipairs({
  'Board',
  'CycleStatus',
  'FixAll',
  'Format',
  'Items',
  'MarkDone',
  'Report',
  'Restart',
  'SetStatus',
}) do
  vim.api.nvim_create_user_command('LspBacklog' .. name, say, {
    desc = 'Needs the server of backlog-ls',
    nargs = '*',
    bang = true,
    range = true,
  })
end
