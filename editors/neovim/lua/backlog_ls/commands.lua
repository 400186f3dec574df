--- The commands of buffers with the server attached.

local items = require('backlog_ls.items')
local view = require('backlog_ls.view')

local M = {}

local PATIENCE = 5000 -- timeout in milliseconds for formatting and for stopping a server

local say = view.say

--- Return the range of a command or of the cursor, in the client's position encoding.
local function range_of(client, bufnr, given)
  if given.range == 0 then
    return vim.lsp.util.make_range_params(0, client.offset_encoding).range
  end
  local last = vim.api.nvim_buf_get_lines(bufnr, given.line2 - 1, given.line2, true)[1]
  local from, to = { given.line1, 0 }, { given.line2, math.max(#last - 1, 0) }
  return vim.lsp.util.make_given_range_params(from, to, bufnr, client.offset_encoding).range
end

--- Run one of the server's commands for the item at the cursor.
local function execute(client, bufnr, name, more)
  local here = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local argument = vim.tbl_extend('force', more or {}, {
    uri = here.textDocument.uri,
    line = here.position.line,
    character = here.position.character,
  })
  local command = { title = name, command = name, arguments = { argument } }
  client:exec_cmd(command, { bufnr = bufnr }, function(problem)
    if problem then
      say(problem.message)
    end
  end)
end

local function apply(client, bufnr, action)
  if action.edit then
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
    return
  end
  client:request('codeAction/resolve', action, function(problem, resolved)
    if problem then
      say(problem.message)
    elseif resolved.edit then
      vim.lsp.util.apply_workspace_edit(resolved.edit, client.offset_encoding)
    end
  end, bufnr)
end

--- Call `use` with the server's code actions in `range` whose title `matches`.
local function actions(client, bufnr, range, kind, matches, use)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(bufnr),
    range = range,
    context = { diagnostics = {}, only = { kind } },
  }
  client:request('textDocument/codeAction', params, function(problem, found)
    if problem then
      say(problem.message)
      return
    end
    use(vim.tbl_filter(function(action)
      return matches(action.title)
    end, found or {}))
  end, bufnr)
end

--- Apply the action in `range` whose title `matches`; if there is none, show `else_say`.
local function apply_one(client, bufnr, range, kind, matches, else_say)
  actions(client, bufnr, range, kind, matches, function(found)
    if found[1] then
      apply(client, bufnr, found[1])
    else
      say(else_say)
    end
  end)
end

local function set_status(client, bufnr, given)
  local wanted = given.args
  local range = range_of(client, bufnr, given)
  if wanted ~= '' and given.range == 0 then
    execute(client, bufnr, 'backlog-ls.setStatus', { status = wanted })
  elseif wanted ~= '' then
    local function matches(title)
      return vim.startswith(title, 'Set status') and vim.endswith(title:lower(), ' to ' .. wanted:lower())
    end
    local nothing = ('No item in these lines can be set to `%s`.'):format(wanted)
    apply_one(client, bufnr, range, 'refactor.rewrite', matches, nothing)
  else
    local function matches(title)
      return vim.startswith(title, 'Set status')
    end
    actions(client, bufnr, range, 'refactor.rewrite', matches, function(found)
      if #found == 0 then
        say('No item with a status here.')
        return
      end
      local function title(action)
        return action.title
      end
      vim.ui.select(found, { prompt = 'Set status', format_item = title }, function(chosen)
        if chosen then
          apply(client, bufnr, chosen)
        end
      end)
    end)
  end
end

local function mark_done(client, bufnr, given)
  if given.range == 0 then
    execute(client, bufnr, 'backlog-ls.markDone')
    return
  end
  local function matches(title)
    return title:find('^Mark .*done$') ~= nil
  end
  local range = range_of(client, bufnr, given)
  apply_one(client, bufnr, range, 'refactor.rewrite', matches, 'No open item in these lines.')
end

local function cycle_status(client, bufnr)
  execute(client, bufnr, 'backlog-ls.cycleStatus')
end

local function format(client, bufnr, given)
  local range
  if given.range > 0 then
    local last = vim.api.nvim_buf_get_lines(bufnr, given.line2 - 1, given.line2, true)[1]
    range = { start = { given.line1, 0 }, ['end'] = { given.line2, math.max(#last - 1, 0) } }
  end
  vim.lsp.buf.format({ bufnr = bufnr, id = client.id, range = range, timeout_ms = PATIENCE })
end

local function fix_all(client, bufnr)
  local last = vim.api.nvim_buf_line_count(bufnr)
  local range = { start = { line = 0, character = 0 }, ['end'] = { line = last, character = 0 } }
  local function any()
    return true
  end
  apply_one(client, bufnr, range, 'source.fixAll.backlog-ls', any, 'No safe fixes.')
end

--- Return quickfix entries for `listed`, grouped by status.
local function entries(client, uri, listed, wanted)
  local by_status = {}
  for _, item in ipairs(listed) do
    local status = item.status.canonical
    if items.is_work(item) and (wanted == '' or wanted == status or wanted == item.status.raw) then
      by_status[status] = by_status[status] or {}
      table.insert(by_status[status], item)
    end
  end
  local found = {}
  for _, status in ipairs(items.STATUSES) do
    for _, item in ipairs(by_status[status] or {}) do
      local location = { uri = uri, range = item.range }
      local entry = vim.lsp.util.locations_to_items({ location }, client.offset_encoding)[1]
      entry.text = ('[%s] %s'):format(status:gsub('_', ' '), item.name)
      table.insert(found, entry)
    end
  end
  return found
end

local function list_items(client, bufnr, given)
  local window = vim.api.nvim_get_current_win()
  items.ask(client, bufnr, function(problem, listing)
    if problem or not listing then
      say(problem or 'This document is not a backlog.')
      return
    end
    local found = entries(client, listing.uri, listing.items, given.args)
    local list = { title = vim.trim('Backlog items ' .. given.args), items = found }
    local here = given.bang and vim.api.nvim_win_is_valid(window)
    if here then
      vim.fn.setloclist(window, {}, ' ', list)
    else
      vim.fn.setqflist({}, ' ', list)
    end
    if #found == 0 then
      say('No such items.')
    elseif here then
      vim.api.nvim_set_current_win(window)
      vim.cmd.lopen()
    else
      vim.cmd.copen()
    end
  end)
end

local function show_board(client, bufnr, given)
  require('backlog_ls.board').open(client, bufnr, given.smods)
end

--- Return whether a Markdown file below `folder` has unsaved changes.
local function has_changes_below(folder)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    local name = vim.api.nvim_buf_get_name(bufnr)
    local below = vim.startswith(name, folder:gsub('/$', '') .. '/')
    if below and vim.bo[bufnr].modified and vim.bo[bufnr].filetype == 'markdown' then
      return true
    end
  end
  return false
end

local function show_report(client, bufnr, given)
  local report = { client = client, bufnr = bufnr, path = vim.api.nvim_buf_get_name(bufnr), mods = given.smods }
  if given.bang then
    report.bufnr, report.path = nil, client.root_dir or vim.fn.getcwd()
    if has_changes_below(report.path) then
      say('With ! the report shows the saved files, without your changes.')
    end
  end
  require('backlog_ls.report').open(report)
end

--- Restart the server for the buffers that it was attached to.
local function restart(client)
  local buffers = vim.tbl_keys(client.attached_buffers)
  if #buffers == 0 then
    buffers = { vim.api.nvim_get_current_buf() }
  end
  client:stop()
  local waited, step = 0, 20
  local function start()
    if not client:is_stopped() then
      waited = waited + step
      if waited == PATIENCE then
        client:stop(true)
      end
      vim.defer_fn(start, step)
      return
    end
    for _, bufnr in ipairs(buffers) do
      if vim.api.nvim_buf_is_loaded(bufnr) then
        vim.lsp.start(client.config, { bufnr = bufnr })
      end
    end
  end
  start()
end

--- Return the statuses of the document that start with the typed text.
local function complete_status(client, bufnr)
  return function(typed)
    local listing = items.ask_now(client, bufnr) or { statuses = {}, items = {} }
    local words, seen = {}, {}
    local function add(word)
      local fits = vim.startswith(word:lower(), typed:lower())
      if fits and not seen[word] and vim.trim(word):find('%w%w') then
        seen[word] = true
        table.insert(words, word)
      end
    end
    for _, status in ipairs(listing.statuses) do
      add((status.spelling:gsub('^`(.*)`$', '%1')))
    end
    if #words == 0 and #listing.statuses == 0 then
      for _, name in ipairs(items.STATUSES) do
        if name ~= 'unknown' then
          add(name)
        end
      end
    end
    return words
  end
end

local function complete_canonical(typed)
  return vim.tbl_filter(function(status)
    return vim.startswith(status, typed:lower())
  end, items.STATUSES)
end

--- Create the commands of a buffer, replacing those of an earlier server.
---
---@param client vim.lsp.Client
---@param bufnr integer
function M.create(client, bufnr)
  local function add(name, run, options)
    vim.api.nvim_buf_create_user_command(bufnr, 'LspBacklog' .. name, function(given)
      if client:is_stopped() and run ~= restart then
        say('The server has stopped. Start it with :LspBacklogRestart.')
      else
        run(client, bufnr, given)
      end
    end, options)
  end
  add('SetStatus', set_status, {
    desc = 'Set the status of the items at the cursor or in the range',
    nargs = '?',
    range = true,
    complete = complete_status(client, bufnr),
  })
  add('MarkDone', mark_done, { desc = 'Mark the items at the cursor or in the range as done', range = true })
  add('CycleStatus', cycle_status, { desc = 'Set the item at the cursor to its next status' })
  add('Format', format, { desc = 'Format the tables', range = true })
  add('FixAll', fix_all, { desc = 'Apply all safe fixes' })
  add('Items', list_items, {
    desc = 'List the items by status; with ! in the location list',
    nargs = '?',
    bang = true,
    complete = complete_canonical,
  })
  add('Board', show_board, { desc = 'Show the items as a board with a column per status' })
  add('Report', show_report, {
    desc = 'Report on the document; with ! on all below the root',
    bang = true,
  })
  add('Restart', restart, { desc = 'Restart the server' })
end

return M
