-- The server at work in Neovim: one named step after the other, through the editor's own functions.
-- `test_neovim.py` runs it: nvim --headless -u NONE -i NONE -l neovim.lua PYTHON PLUGIN ENCODING FOLDER
--
-- Each step prints `ok NAME`, and the last line is ALL-PASS. That line counts, not only the exit code:
-- a prompt that meets the end of standard input ends Neovim with 0.

local python, plugin, encoding, folder = unpack(arg, 1, 4)
local PATIENCE = 15000 -- milliseconds

-- A question to the user is a failure here, not something to wait for.
for owner, names in pairs({
  [vim.ui] = { 'select', 'input' },
  [vim.fn] = { 'input', 'inputlist', 'inputsecret', 'inputdialog', 'confirm', 'getchar', 'getcharstr' },
}) do
  for _, name in ipairs(names) do
    owner[name] = function()
      error('Neovim asked the user: ' .. name)
    end
  end
end

local complaints = {}
vim.notify = function(message, level)
  if (level or 0) >= vim.log.levels.WARN then
    table.insert(complaints, message)
  end
end

local function say(text)
  io.stdout:write(text, '\n')
  io.stdout:flush()
end

local function step(name, run)
  local passed, problem = xpcall(run, debug.traceback)
  if not passed then
    say(('FAILED %s: %s'):format(name, problem))
    vim.cmd.cquit()
  end
  say('ok ' .. name)
end

--- Wait until `look` returns something, and return it.
local function eventually(what, look)
  local found
  local came = vim.wait(PATIENCE, function()
    found = look()
    return found and true or false
  end, 10)
  if not came then
    error(('waited in vain for %s; diagnostics: %s'):format(what, vim.inspect(vim.diagnostic.get(0))))
  end
  return found
end

local function same(expected, actual, what)
  if not vim.deep_equal(expected, actual) then
    error(('%s\n  expected %s\n  got      %s'):format(what, vim.inspect(expected), vim.inspect(actual)))
  end
end

--- Return the place of `needle` in the line with `mark`: line and byte column, both 0-based.
local function find(mark, needle)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local from = line:find(mark, 1, true)
    if from then
      local column = line:find(needle, 1, true) or error(('no %q in %q'):format(needle, line))
      return number - 1, column - 1, line
    end
  end
  error('no line with ' .. mark)
end

local function go(mark, needle)
  local line, column, text = find(mark, needle)
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
  return line, text
end

local function line_at(number)
  return vim.api.nvim_buf_get_lines(0, number, number + 1, true)[1]
end

--- Type `keys` as a user does. `<Cmd>` in them may wait for the server.
local function type_keys(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), 'tx', false)
end

--- Wait for the diagnostic `code` whose range, in bytes, has exactly `text` in the line with `mark`.
local function comes(code, mark, text)
  return eventually(('%s at %q in %q'):format(code, text, mark), function()
    local line = find(mark, mark)
    for _, each in ipairs(vim.diagnostic.get(0, { lnum = line })) do
      local last = math.min(each.end_col, #line_at(each.end_lnum)) -- what is shown may be stale
      local found = vim.api.nvim_buf_get_text(0, line, each.col, each.end_lnum, last, {})
      if each.code == code and vim.deep_equal(found, { text }) then
        return each
      end
    end
  end)
end

local function goes(code, mark)
  eventually(('%s in %q to go'):format(code, mark), function()
    local line = find(mark, mark)
    for _, each in ipairs(vim.diagnostic.get(0, { lnum = line })) do
      if each.code == code then
        return false
      end
    end
    return true
  end)
end

--- Put the cursor on `needle`, apply the action `title`, and return the line as it becomes.
local function act(mark, needle, title)
  local line, before = go(mark, needle)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title == title
    end,
  })
  return eventually('the action ' .. title, function()
    return line_at(line) ~= before and line_at(line)
  end)
end

local function hover(mark, needle)
  go(mark, needle)
  vim.lsp.buf.hover()
  local window = eventually('a hover at ' .. needle, function()
    for _, each in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(each).relative ~= '' then
        return each
      end
    end
  end)
  local text = table.concat(
    vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true),
    '\n'
  )
  vim.api.nvim_win_close(window, true)
  return text
end

local function holds(text, parts)
  for _, part in ipairs(parts) do
    assert(text:find(part, 1, true), ('no %q in:\n%s'):format(part, text))
  end
end

local function edit(name)
  vim.cmd.edit(vim.fn.fnameescape(vim.fs.joinpath(folder, 'planning', name)))
end

vim.opt.runtimepath:prepend(plugin)
vim.opt.swapfile = false
vim.opt.completeopt = { 'menuone', 'noselect' }
vim.cmd('filetype on')

local ended
vim.lsp.config('backlog_ls', {
  cmd = { python, '-m', 'backlog_ls', 'server' },
  capabilities = { general = { positionEncodings = { encoding } } },
  on_exit = function(code, signal)
    ended = { code, signal }
  end,
})
vim.lsp.enable('backlog_ls')

local client

step('attaches-with-the-root', function()
  edit('BACKLOG.md')
  client = eventually('the server', function()
    local found = vim.lsp.get_clients({ bufnr = 0, name = 'backlog_ls' })[1]
    return found and found.initialized and found
  end)
  same(folder, client.root_dir, 'root_dir')
  same(encoding, client.offset_encoding, 'position encoding')
  vim.lsp.completion.enable(true, client.id, 0)
end)

step('diagnoses-in-byte-columns', function()
  local found = comes('invalid-status', 'Voice guidance**', 'Shipped')
  same(vim.diagnostic.severity.ERROR, found.severity, 'severity')
  same('backlog-ls', found.source, 'source')
  holds(found.message, { '`Shipped`', '`In Progress`' })
  comes('broken-anchor', 'Route planning**', 'route-planing')
  comes('broken-milestone-link', '[second]', 'milestones/second-release.md')
end)

step('diagnoses-behind-an-emoji', function()
  local _, code = find('🚗', '`on | along`')
  local found = comes('ragged-table-row', '🚗', '|')
  same(code + #'`on ', found.col, 'byte column')
end)

step('diagnoses-in-chinese', function()
  edit('ROADMAP.md')
  comes('invalid-status', '路线规划', '运输中')
  comes('broken-anchor', '路线规划', '没有这一节')
end)

step('follows-typing', function()
  edit('BACKLOG.md')
  go('Voice guidance**', 'Shipped')
  type_keys('ciwDone<Esc>')
  goes('invalid-status', 'Voice guidance**')
  type_keys('aX<Esc>')
  comes('invalid-status', 'Voice guidance**', 'DoneX')
  type_keys('u')
  goes('invalid-status', 'Voice guidance**')
  -- Columns counted wrongly would put these somewhere else in the server's text.
  local line, code = find('🚗', '`on | along`')
  vim.api.nvim_buf_set_text(0, line, code, line, code, { '漢字 🚙 ' })
  local pipe = code + #'漢字 🚙 `on '
  same(pipe, comes('ragged-table-row', '🚗', '|').col, 'byte column')
  vim.api.nvim_buf_set_text(0, line, pipe, line, pipe + 1, { '🚙' })
  goes('ragged-table-row', '🚗')
  vim.api.nvim_buf_set_text(0, line, pipe, line, pipe + #'🚙', { '|' })
  comes('ragged-table-row', '🚗', '|')
end)

step('completes-a-status', function()
  local offered
  _G.note_what_is_offered = function()
    offered = eventually('a menu', function()
      local items = vim.fn.complete_info({ 'items' }).items
      return #items > 0 and items
    end)
  end
  local wait = '<Cmd>lua note_what_is_offered()<CR>'
  local line, before = go('Voice guidance**', 'Done')
  -- Neovim asks once more for what was accepted, and puts in the text at the answer.
  local expand, expanded = vim.snippet.expand, false
  vim.snippet.expand = function(text)
    expand(text)
    expanded = true
  end
  _G.wait_for_the_text = function()
    eventually('the text', function()
      return expanded
    end)
  end
  local settle = '<Cmd>lua wait_for_the_text()<CR>'
  type_keys('ciw<C-x><C-o>' .. wait .. '<C-n><C-n><C-y>' .. settle .. '<Esc>')
  local words = vim.tbl_map(function(item)
    return item.abbr
  end, offered)
  same({ 'Todo', 'In Progress', 'Blocked', 'Done' }, words, 'statuses')
  holds(offered[2].info, { 'Somebody works on it' })
  same((before:gsub('Done', 'In Progress')), line_at(line), 'the line')
end)

step('hovers', function()
  holds(hover('Route planning**', 'In Progress'), { '*in progress*', 'Somebody works on it' })
  holds(hover('[first release]', 'milestones'), { 'First release', '1/3', '2026-12-15' })
  holds(hover('🚗', 'Traffic'), { 'Traffic warnings', 'Features' })
end)

step('lists-symbols', function()
  local items
  vim.lsp.buf.document_symbol({
    on_list = function(list)
      items = list.items
    end,
  })
  eventually('symbols', function()
    return items
  end)
  local places = {}
  for _, item in ipairs(items) do
    places[item.text] = { item.lnum, item.col }
  end
  local line, column = find('🚗', 'Traffic')
  same({ line + 1, column + 1 }, places['[Field] Traffic warnings'], 'a row')
  assert(places['[Namespace] Route planning'], vim.inspect(items))
end)

step('fixes', function()
  same(
    '| **Route planning**   | In Progress | See the [plan](#route-planning)             |',
    act('Route planning**', 'route-planing', 'Link to #route-planning'),
    'the line'
  )
  goes('broken-anchor', 'Route planning**')
  local line = act('🚗', 'todo', 'Spell it `Todo`')
  holds(line, { '| **Traffic warnings** | Todo        | Warns of jams 🚗' })
  goes('status-spelling', '🚗')
  holds(act('🚗', '| along', 'Escape the pipe'), { '漢字 🚙 `on \\| along` the route' })
  goes('ragged-table-row', '🚗')
end)

step('fixes-all', function()
  edit('ROADMAP.md')
  go('路线规划', '路线规划')
  vim.lsp.buf.code_action({ apply = true, context = { only = { 'source.fixAll' } } })
  eventually('the fix', function()
    return vim.api.nvim_buf_get_lines(0, -2, -1, true)[1]:find('一 \\| 二', 1, true)
  end)
  goes('ragged-table-row', '🧭')
end)

step('formats', function()
  for _, name in ipairs({ 'BACKLOG.md', 'ROADMAP.md' }) do
    edit(name)
    local before = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n') .. '\n'
    local told = vim.system({ python, '-m', 'backlog_ls', 'format', '-' }, { stdin = before }):wait()
    vim.lsp.buf.format({ timeout_ms = PATIENCE })
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
    local after = table.concat(lines, '\n') .. '\n'
    assert(after ~= before, name .. ' was formatted before')
    -- The command line reads what the editor holds: a server that lost an edit would differ.
    same(told.stdout, after, name)
    local width -- of the table that the line is in, by Neovim's own measure
    for _, line in ipairs(lines) do
      local here = line:sub(1, 1) == '|' and vim.fn.strdisplaywidth(line) or nil
      same(width and here and width, width and here, 'width of ' .. line)
      width = here
    end
    local tick = vim.b.changedtick
    vim.lsp.buf.format({ timeout_ms = PATIENCE })
    same(tick, vim.b.changedtick, name .. ' formatted twice')
  end
end)

step('is-silent-elsewhere', function()
  edit('notes.md')
  eventually('the server', function()
    return vim.lsp.get_clients({ bufnr = 0 })[1]
  end)
  -- Answered after what Neovim asked when it opened the file.
  local params = { textDocument = vim.lsp.util.make_text_document_params() }
  local answer = assert(client:request_sync('textDocument/diagnostic', params, PATIENCE, 0))
  same({}, answer.result.items, 'asked')
  same({}, vim.diagnostic.get(0), 'shown')
end)

step('stops', function()
  local children = vim.api.nvim_get_proc_children(vim.fn.getpid())
  same(1, #children, 'processes')
  client:stop()
  eventually('the end', function()
    return ended and client:is_stopped()
  end)
  same({ 0, 0 }, ended, 'exit code and signal')
  eventually('the process to go', function()
    return vim.uv.kill(children[1], 0) ~= 0
  end)
end)

step('complains-of-nothing', function()
  same({}, complaints, 'notifications')
end)

say('ALL-PASS')
