--- A board in a buffer of its own, with a column of items per status, which is updated when its document
--- changes. Its lines are: the titles of the columns, a rule, and the cards.

local items = require('backlog_ls.items')
local view = require('backlog_ls.view')

local M = {}

local NARROWEST, WIDEST = 18, 48 -- screen cells of a column
local MARK = '■ ' -- in the colour of the column
local FIRST = 3 -- line of the first cards
local SHOWN = ' <CR> open   < > move to another column   h l other column   q close'
local CLOSED = { done = true, cancelled = true }
local highlighted = vim.api.nvim_create_namespace('backlog_ls_board')
local current = vim.api.nvim_create_namespace('backlog_ls_board_current')
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

--- Return the width of `count` columns that fill the window of the board, if they can.
local function width_of(board, count)
  local window = vim.fn.bufwinid(board.bufnr)
  local room = window ~= -1 and vim.api.nvim_win_get_width(window) or vim.o.columns
  return math.max(math.min(math.floor(room / math.max(count, 1)) - 1, WIDEST), NARROWEST)
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
      column(status, items.title(status)).items = held[status]
    end
  end
  return columns
end

--- Return the highlight group of a status, such as `BacklogInProgress` for `in_progress`.
local function group_of(status)
  return 'Backlog' .. ('_' .. status):gsub('_(%l)', string.upper)
end

--- Return the cell at the cursor, or nil.
local function cell_here(board)
  local line, at = unpack(vim.api.nvim_win_get_cursor(0))
  local found
  for _, cell in ipairs(board.cells[line] or {}) do
    found = cell.from <= at and cell or found
  end
  return found
end

--- Put the cursor on the card of a column that is `row` cards below the first, or on its last one.
---@return boolean found false if the column has no cards
local function go_to_card(board, column, row)
  local count = board.columns[column] and #board.columns[column].items or 0
  if count == 0 then
    return false
  end
  local line = FIRST + math.max(math.min(row, count - 1), 0)
  local window = vim.fn.bufwinid(board.bufnr)
  if window ~= -1 then
    vim.api.nvim_win_set_cursor(window, { line, board.cells[line][column].from })
  end
  return true
end

--- Put the cursor on the first card of the first column that has any.
local function go_to_first(board)
  for column = 1, #board.columns do
    if go_to_card(board, column, 0) then
      return
    end
  end
end

--- Put the cursor where it was, or on the card that was just moved.
local function restore(board, before)
  local moved = board.moved
  board.moved = nil
  for number, column in ipairs(moved and board.columns or {}) do
    for row, item in ipairs(column.status == moved.status and column.items or {}) do
      if item.name == moved.name then
        go_to_card(board, number, row - 1)
        return
      end
    end
  end
  if not (before and go_to_card(board, before.column, before.line - FIRST)) then
    go_to_first(board)
  end
end

local function highlight_current(board)
  vim.api.nvim_buf_clear_namespace(board.bufnr, current, 0, -1)
  local cell = cell_here(board)
  if cell and cell.item then
    local range = { end_col = cell.to, hl_group = 'BacklogCurrent', priority = 50 }
    vim.api.nvim_buf_set_extmark(board.bufnr, current, cell.line - 1, cell.from, range)
  end
end

local function highlight(board)
  vim.api.nvim_buf_clear_namespace(board.bufnr, highlighted, 0, -1)
  for line, cells in pairs(board.cells) do
    for _, cell in ipairs(cells) do
      local status = board.columns[cell.column].status
      local function add(from, to, group)
        vim.api.nvim_buf_set_extmark(board.bufnr, highlighted, line - 1, from, { end_col = to, hl_group = group })
      end
      if line == 1 then
        add(cell.from, cell.from + #MARK, group_of(status))
        add(cell.from + #MARK, cell.to, 'BacklogTitle')
      elseif line < FIRST then
        add(cell.from, cell.to, 'BacklogLine')
      elseif CLOSED[status] then
        add(cell.from, cell.to, 'BacklogClosed')
      end
    end
  end
end

--- Draw the board, and remember its cells by line: their bytes, column and item.
local function draw(board, listing)
  local columns = columns_of(listing)
  local width = width_of(board, #columns)
  local lines, cells = {}, {}
  local function add(content)
    local line, row = '', {}
    for number, column in ipairs(columns) do
      local from = #line
      line = line .. fitted(content(column), width)
      local item = column.items[#lines + 2 - FIRST]
      table.insert(row, { line = #lines + 1, from = from, to = #line, column = number, item = item })
      line = line .. ' '
    end
    table.insert(lines, line)
    table.insert(cells, row)
  end
  local height = 0
  for _, column in ipairs(columns) do
    height = math.max(height, #column.items)
  end
  add(function(column)
    local counted = vim.tbl_filter(function(item)
      return item.counted ~= false -- older servers do not tell
    end, column.items)
    return ('%s%s (%d)'):format(MARK, column.title, #counted)
  end)
  add(function()
    return ('─'):rep(width)
  end)
  for row = 1, height do
    add(function(column)
      return column.items[row] and column.items[row].name or ''
    end)
  end
  local window = vim.fn.bufwinid(board.bufnr)
  local before = board.cells and window ~= -1 and vim.api.nvim_win_call(window, function()
    return cell_here(board)
  end)
  board.columns, board.cells, board.listing = columns, cells, listing
  view.set_lines(board.bufnr, lines)
  highlight(board)
  restore(board, before)
  if window ~= -1 then
    vim.api.nvim_win_call(window, function()
      highlight_current(board)
    end)
  end
end

--- Return the cell with an item at the cursor; say so if there is none.
local function card_here(board)
  local cell = cell_here(board)
  if cell and cell.item then
    return cell
  end
  view.say('No item here.')
end

local function go(board)
  local cell = card_here(board)
  if cell then
    local location = { uri = board.listing.uri, range = cell.item.range }
    view.go_to(location, board.client.offset_encoding)
  end
end

--- Put the cursor into the next column with cards on one side.
local function go_beside(board, by)
  local cell = cell_here(board)
  local column = cell and cell.column + by or 0
  while board.columns[column] do
    if go_to_card(board, column, cell.line - FIRST) then
      return
    end
    column = column + by
  end
  view.say(by < 0 and 'No items further left.' or 'No items further right.')
end

--- Set the status of the item at the cursor to that of the column beside.
local function move(board, by)
  local cell = card_here(board)
  if not cell then
    return
  elseif board.client:is_stopped() then
    view.say('The server has stopped. Start it with :LspBacklogRestart in the document.')
    return
  end
  local beside = board.columns[cell.column + by]
  if not beside then
    view.say(by < 0 and 'This is the first column.' or 'This is the last column.')
    return
  end
  local argument = {
    uri = board.listing.uri,
    version = board.listing.version,
    key = cell.item.key,
    status = beside.status,
  }
  board.moved = { name = cell.item.name, status = beside.status }
  local command = { title = 'Set status', command = 'backlog-ls.setStatus', arguments = { argument } }
  board.client:exec_cmd(command, { bufnr = board.of }, function(problem)
    if problem then
      board.moved = nil
      view.say(problem.message)
    end
  end)
end

local function refresh(board)
  items.ask(board.client, board.of, function(problem, listing)
    if not vim.api.nvim_buf_is_valid(board.bufnr) then
      return
    elseif listing then
      draw(board, listing)
    else
      view.say(problem or 'This document is not a backlog.')
    end
  end)
end

--- Redraw the board after its document has changed; wait until changes pause.
local function follow(board)
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
          refresh(board)
        end
      end, PAUSE)
    end,
  })
end

--- Open the board of a buffer, or go to it.
---
---@param client vim.lsp.Client
---@param bufnr integer
---@param mods table? modifiers of the command
function M.open(client, bufnr, mods)
  items.ask(client, bufnr, function(problem, listing)
    if not listing then
      view.say(problem or 'This document is not a backlog.')
      return
    end
    local board = { client = client, of = bufnr }
    local is_new
    board.bufnr, is_new = view.open('board', vim.api.nvim_buf_get_name(bufnr), mods)
    if not is_new then
      return
    end
    local function run(action, by)
      return function()
        action(board, by)
      end
    end
    view.map(board.bufnr, {
      { '<CR>', run(go), 'Go to the item' },
      { '<', run(move, -1), 'Move the item to the column on the left' },
      { '>', run(move, 1), 'Move the item to the column on the right' },
      { 'h <Left>', run(go_beside, -1), 'Go to the column on the left' },
      { 'l <Right>', run(go_beside, 1), 'Go to the column on the right' },
      { 'q', vim.cmd.close, 'Close the board' },
    }, SHOWN)
    vim.api.nvim_create_autocmd('CursorMoved', { buffer = board.bufnr, callback = run(highlight_current) })
    vim.api.nvim_create_autocmd({ 'VimResized', 'BufWinEnter' }, {
      buffer = board.bufnr,
      callback = function()
        draw(board, board.listing)
      end,
    })
    draw(board, listing)
    follow(board)
  end)
end

return M
