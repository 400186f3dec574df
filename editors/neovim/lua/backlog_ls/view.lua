--- Windows with a buffer of the plugin's own: the board and the report.

local M = {}

local SCHEMES = { board = 'backlog-board://', report = 'backlog-report://' }

--- Return the buffer of `kind` that shows `path`, if there is one.
local function find(kind, path)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    local shown = vim.b[bufnr].backlog_view
    if shown and shown.kind == kind and shown.path == path then
      return bufnr
    end
  end
end

--- Show a warning in one line.
---
---@param message string
function M.say(message)
  vim.notify('backlog-ls: ' .. message, vim.log.levels.WARN)
end

--- Go to the window of the view of `path`, or open one with an empty buffer.
---
---@param kind 'board'|'report'
---@param path string of the document or folder that it shows
---@param mods table? modifiers of the command, such as `vertical`
---@return integer bufnr
---@return boolean is_new
function M.open(kind, path, mods)
  local found = find(kind, path)
  local window = found and vim.fn.bufwinid(found) or -1
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
    return found, false
  end
  vim.cmd({ cmd = 'new', mods = mods })
  local bufnr = vim.api.nvim_get_current_buf()
  local buffer = vim.bo[bufnr]
  buffer.buftype, buffer.bufhidden, buffer.swapfile = 'nofile', 'wipe', false
  vim.b[bufnr].backlog_view = { kind = kind, path = path }
  -- The short name, unless another view has it because it was opened from another folder.
  local short = vim.fn.fnamemodify(path, ':~:.')
  if not pcall(vim.api.nvim_buf_set_name, bufnr, SCHEMES[kind] .. (short == '' and path or short)) then
    pcall(vim.api.nvim_buf_set_name, bufnr, SCHEMES[kind] .. path)
  end
  local options = vim.wo[0][0] -- of this buffer in this window only
  options.wrap, options.number, options.relativenumber, options.spell = false, false, false, false
  options.signcolumn, options.foldcolumn, options.list = 'no', '0', false
  require('backlog_ls.highlights').link()
  buffer.filetype = 'backlog_' .. kind
  return bufnr, true
end

--- Replace the text of a view.
---
---@param bufnr integer
---@param lines string[]
function M.set_lines(bufnr, lines)
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, true, lines)
  vim.bo[bufnr].modifiable = false
end

--- Map `keys` in a view, and show its main keys in the line above the text.
---
---@param bufnr integer
---@param maps table[] of keys, function, description
---@param shown string
function M.map(bufnr, maps, shown)
  for _, map in ipairs(maps) do
    for _, keys in ipairs(vim.split(map[1], ' ', { plain = true })) do
      vim.keymap.set('n', keys, map[2], { buffer = bufnr, nowait = true, desc = map[3] })
    end
  end
  vim.wo[0][0].winbar = '%#BacklogNote#' .. shown
end

--- Show a location in the window that has its buffer, or else in the one that the view was opened from.
---
---@param location table of LSP, with `uri` and `range`
---@param encoding string of its columns
function M.go_to(location, encoding)
  local view = vim.api.nvim_get_current_win()
  local window = vim.fn.bufwinid(vim.uri_to_bufnr(location.uri))
  if window == -1 then
    window = vim.fn.win_getid(vim.fn.winnr('#'))
  end
  if window ~= 0 and window ~= view then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd.new()
  end
  vim.lsp.util.show_document(location, encoding, { focus = true })
end

return M
