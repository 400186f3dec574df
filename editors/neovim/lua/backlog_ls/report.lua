--- Shows the output of `backlog-ls report` in a buffer of its own.

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

--- Run the report in the background and show it; `gF` on a location goes there.
---
---@param client vim.lsp.Client
---@param path string of a document or folder
---@param say fun(message: string)
function M.open(client, path, say)
  local cmd = program.of(client.config.cmd)
  if not cmd then
    say('Unknown server program.')
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
