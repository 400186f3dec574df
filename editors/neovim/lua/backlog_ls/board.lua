--- A board in a buffer of its own, with a column of items per status.
---
--- `<CR>` goes to the item, `<` and `>` move it to the column beside, `q` closes the board. The board is
--- updated when its document changes.

local items = require('backlog_ls.items')

local M = {}

local WIDTH = 28 -- screen cells of a column
local PAUSE = 200 -- milliseconds without a change before the board is redrawn

--- Return `text`, cut or padded to `width` screen cells.
local function fitted(text, width)
  text = text:gsub('%s+', ' ')
  if vim.fn.strdisplaywidth(text) > width then
    while vim.fn.strdisplaywidth(text) > width - 1 do
      text = vim.fn.strcharpart(text, 0, vim.fn.strchars(text, 1) - 1, 1)
    end
    text = text .. '…'
  end
  return text .. (' '):rep(width - vim.fn.strdisplaywidth(text))
end

--- Return the columns of a listing: statuses that the document declares, and others with items.
local function columns_of(listing)
  local columns, by_status = {}, {}
  local function column(status, title)
    if not by_status[status] then
      by_status[status] = { status = status, title = title, items = {} }
      table.insert(columns, by_status[status])
    end
    return by_status[status]
  end
  for _, declared in ipairs(listing.statuses) do
    column(declared.canonical, declared.spelling)
  end
  local held = {}
  for _, item in ipairs(listing.items) do
    if items.is_work(item) then
      local status = item.status.canonical
      held[status] = held[status] or {}
      table.insert(held[status], item)
    end
  end
  for _, status in ipairs(items.STATUSES) do
    if held[status] then
      column(status, (status:gsub('_', ' '))).items = held[status]
    end
  end
  return columns
end

--- Draw the board. Store the items of each line by the byte at which they start.
local function draw(board, listing)
  local columns = columns_of(listing)
  local lines, places = {}, {}
  local function add(cell)
    local line, begins = '', {}
    for number, column in ipairs(columns) do
      table.insert(begins, { at = #line, column = number, item = column.items[#lines - 1] })
      line = line .. fitted(cell(column), WIDTH) .. ' '
    end
    table.insert(lines, (line:gsub('%s+$', '')))
    table.insert(places, begins)
  end
  local height = 0
  for _, column in ipairs(columns) do
    height = math.max(height, #column.items)
  end
  add(function(column)
    local counted = vim.tbl_filter(function(item)
      return item.counted ~= false -- older servers do not tell
    end, column.items)
    return ('%s (%d)'):format(column.title, #counted)
  end)
  add(function()
    return ('─'):rep(WIDTH)
  end)
  for row = 1, height do
    add(function(column)
      return column.items[row] and column.items[row].name or ''
    end)
  end
  board.columns, board.places, board.listing = columns, places, listing
  vim.bo[board.bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(board.bufnr, 0, -1, true, lines)
  vim.bo[board.bufnr].modifiable = false
end

--- Return the column at the cursor and its item, if any.
local function place_here(board)
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  local found
  for _, place in ipairs(board.places[line] or {}) do
    found = place.at <= column and place or found
  end
  return found
end

local function go(board)
  local place = place_here(board)
  if place and place.item then
    local location = { uri = board.listing.uri, range = place.item.range }
    vim.lsp.util.show_document(location, board.client.offset_encoding, { focus = true })
  end
end

local function move(board, by, say)
  local place = place_here(board)
  local beside = place and board.columns[place.column + by]
  if not (place and place.item and beside) then
    return
  end
  local argument = {
    uri = board.listing.uri,
    version = board.listing.version,
    key = place.item.key,
    status = beside.status,
  }
  local command = { title = 'Set status', command = 'backlog-ls.setStatus', arguments = { argument } }
  board.client:exec_cmd(command, { bufnr = board.of }, function(problem)
    if problem then
      say(problem.message)
    end
  end)
end

local function refresh(board, say)
  items.ask(board.client, board.of, function(problem, listing)
    if not vim.api.nvim_buf_is_valid(board.bufnr) then
      return
    elseif listing then
      draw(board, listing)
    else
      say(problem or 'This document is not a backlog.')
    end
  end)
end

--- Redraw the board after its document has changed; wait until changes pause.
local function follow(board, say)
  local turn = 0
  vim.api.nvim_buf_attach(board.of, false, {
    on_lines = function()
      if not vim.api.nvim_buf_is_valid(board.bufnr) then
        return true -- stop watching
      end
      turn = turn + 1
      local mine = turn
      vim.defer_fn(function()
        if mine == turn and vim.api.nvim_buf_is_valid(board.bufnr) and not board.client:is_stopped() then
          refresh(board, say)
        end
      end, PAUSE)
    end,
  })
end

--- Open the board of a buffer.
---
---@param client vim.lsp.Client
---@param bufnr integer
---@param say fun(message: string)
function M.open(client, bufnr, say)
  items.ask(client, bufnr, function(problem, listing)
    if not listing then
      say(problem or 'This document is not a backlog.')
      return
    end
    vim.cmd.new()
    local board = { client = client, of = bufnr, bufnr = vim.api.nvim_get_current_buf() }
    local buffer = vim.bo[board.bufnr]
    buffer.buftype, buffer.bufhidden, buffer.swapfile = 'nofile', 'wipe', false
    buffer.filetype = 'backlog_board'
    vim.wo.wrap = false
    local function key(keys, run, what)
      vim.keymap.set('n', keys, run, { buffer = board.bufnr, nowait = true, desc = what })
    end
    key('<CR>', function()
      go(board)
    end, 'Go to the item')
    key('<', function()
      move(board, -1, say)
    end, 'Move it to the column on the left')
    key('>', function()
      move(board, 1, say)
    end, 'Move it to the column on the right')
    key('q', vim.cmd.close, 'Close the board')
    draw(board, listing)
    follow(board, say)
  end)
end

return M
