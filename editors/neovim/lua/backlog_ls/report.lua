--- The report of a document or of all, as `backlog-ls report` writes it, in a buffer of its own.

local program = require('backlog_ls.program')

local M = {}

local function show(text)
  vim.cmd.new()
  vim.bo.buftype = 'nofile'
  vim.bo.bufhidden = 'wipe'
  vim.bo.swapfile = false
  vim.bo.filetype = 'backlog_report'
  vim.api.nvim_buf_set_lines(0, 0, -1, true, vim.split(vim.trim(text), '\n', { plain = true }))
  vim.bo.modifiable = false
end

--- Run the program behind your back, and show what it says: `gF` on a place goes there.
---
---@param client vim.lsp.Client
---@param path string of a document or folder
---@param say fun(message: string)
function M.open(client, path, say)
  local cmd = program.of(client.config.cmd)
  if not cmd then
    say('Which program is the server is not known.')
    return
  end
  local whole = vim.list_extend(cmd, { 'report', '--format', 'text', path })
  local width = { COLUMNS = tostring(vim.api.nvim_win_get_width(0)) }
  vim.system(whole, { cwd = vim.fn.getcwd(), env = width, text = true }, function(done)
    vim.schedule(function()
      if done.code == 0 then
        show(done.stdout)
      else
        say(vim.trim(done.stderr))
      end
    end)
  end)
end

return M
