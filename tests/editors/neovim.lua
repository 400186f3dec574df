-- What everybody uses first: diagnostics, completion, hover, fixes, formatting.

local t = dofile(vim.fs.joinpath(vim.fs.dirname(arg[0]), 'neovim_harness.lua'))

t.start()

local client

t.step('attaches-with-the-root', function()
  t.edit('BACKLOG.md')
  client = t.attached()
  t.same(t.folder, client.root_dir, 'root_dir')
  t.same(t.encoding, client.offset_encoding, 'position encoding')
  vim.lsp.completion.enable(true, client.id, 0)
  local root = vim.fs.basename(client.root_dir)
  return ('Neovim %s, root `%s`, positions in %s'):format(t.version(), root, client.offset_encoding)
end)

t.step('diagnoses-in-byte-columns', function()
  local found = t.comes('invalid-status', 'Voice guidance**', 'Shipped')
  t.same(vim.diagnostic.severity.ERROR, found.severity, 'severity')
  t.same('backlog-ls', found.source, 'source')
  t.holds(found.message, { '`Shipped`', '`In Progress`' })
  t.comes('broken-anchor', 'Route planning**', 'route-planing')
  t.comes('broken-milestone-link', '[second]', 'milestones/second-release.md')
  return ('line %d, bytes %d to %d: %s'):format(found.lnum + 1, found.col + 1, found.end_col, found.message)
end)

t.step('diagnoses-behind-an-emoji', function()
  local _, code = t.find('🚗', '`on | along`')
  local found = t.comes('ragged-table-row', '🚗', '|')
  t.same(code + #'`on ', found.col, 'byte column')
  local before = t.line_at(found.lnum):sub(1, found.col)
  return ('the pipe behind 🚗 at byte %d, character %d'):format(found.col + 1, vim.fn.strchars(before) + 1)
end)

t.step('diagnoses-in-chinese', function()
  t.edit('ROADMAP.md')
  t.comes('invalid-status', '路线规划', '运输中')
  local found = t.comes('broken-anchor', '路线规划', '没有这一节')
  return ('line %d, from byte %d: %s'):format(found.lnum + 1, found.col + 1, found.message)
end)

t.step('follows-typing', function()
  t.edit('BACKLOG.md')
  t.go('Voice guidance**', 'Shipped')
  t.type_keys('ciwDone<Esc>')
  t.goes('invalid-status', 'Voice guidance**')
  t.type_keys('aX<Esc>')
  t.comes('invalid-status', 'Voice guidance**', 'DoneX')
  t.type_keys('u')
  t.goes('invalid-status', 'Voice guidance**')
  -- Columns counted wrongly would put these somewhere else in the server's text.
  local line, code = t.find('🚗', '`on | along`')
  vim.api.nvim_buf_set_text(0, line, code, line, code, { '漢字 🚙 ' })
  local pipe = code + #'漢字 🚙 `on '
  t.same(pipe, t.comes('ragged-table-row', '🚗', '|').col, 'byte column')
  vim.api.nvim_buf_set_text(0, line, pipe, line, pipe + 1, { '🚙' })
  t.goes('ragged-table-row', '🚗')
  vim.api.nvim_buf_set_text(0, line, pipe, line, pipe + #'🚙', { '|' })
  t.comes('ragged-table-row', '🚗', '|')
  return 'a status mended and broken by keys; text before and in place of what is marked, with undo'
end)

t.step('completes-a-status', function()
  local line, before = t.go('Voice guidance**', 'Done')
  t.type_keys('ciw' .. t.completing('<C-n><C-n>') .. '<Esc>')
  local words = vim.tbl_map(function(item)
    return item.abbr
  end, t.offered)
  t.same({ 'Todo', 'In Progress', 'Blocked', 'Done' }, words, 'statuses')
  t.holds(t.offered[2].info, { 'Somebody works on it' })
  t.same((before:gsub('Done', 'In Progress')), t.line_at(line), 'the line')
  return ('<C-x><C-o> offers %s; <C-n><C-n><C-y> writes the second'):format(t.list(words))
end)

t.step('hovers', function()
  local float = t.hover('Route planning**', 'In Progress')
  t.holds(float, { '*in progress*', 'Somebody works on it' })
  t.holds(t.hover('[first release]', 'milestones'), { 'First release', '1 of 3 done', '2026-12-15' })
  t.holds(t.hover('🚗', 'Traffic'), { 'Traffic warnings', 'Features' })
  return 'a float: ' .. float:gsub('\n+', ' · ')
end)

t.step('lists-symbols', function()
  local items
  vim.lsp.buf.document_symbol({
    on_list = function(list)
      items = list.items
    end,
  })
  t.eventually('symbols', function()
    return items
  end)
  local places = {}
  for _, item in ipairs(items) do
    places[item.text] = { item.lnum, item.col }
  end
  local line, column = t.find('🚗', 'Traffic')
  t.same({ line + 1, column + 1 }, places['[Field] Traffic warnings'], 'a row')
  assert(places['[Namespace] Route planning'], vim.inspect(items))
  return ('%d symbols, a row behind an emoji at its byte among them'):format(#items)
end)

t.step('fixes', function()
  t.same(
    '| **Route planning**   | In Progress | See the [plan](#route-planning)             |',
    t.act('Route planning**', 'route-planing', 'Link to #route-planning'),
    'the line'
  )
  t.goes('broken-anchor', 'Route planning**')
  local line = t.act('🚗', 'todo', 'Change to `Todo`')
  t.holds(line, { '| **Traffic warnings** | Todo        | Warns of jams 🚗' })
  t.goes('status-spelling', '🚗')
  t.holds(t.act('🚗', '| along', 'Escape the pipe'), { '漢字 🚙 `on \\| along` the route' })
  t.goes('ragged-table-row', '🚗')
  return 'Link to #route-planning, Change to `Todo`, Escape the pipe: applied, and their diagnostics go'
end)

t.step('fixes-all', function()
  t.edit('ROADMAP.md')
  t.go('路线规划', '路线规划')
  vim.lsp.buf.code_action({ apply = true, context = { only = { 'source.fixAll' } } })
  t.eventually('the fix', function()
    return vim.api.nvim_buf_get_lines(0, -2, -1, true)[1]:find('一 \\| 二', 1, true)
  end)
  t.goes('ragged-table-row', '🧭')
  return 'source.fixAll: ' .. vim.api.nvim_buf_get_lines(0, -2, -1, true)[1]
end)

t.step('formats', function()
  for _, name in ipairs({ 'BACKLOG.md', 'ROADMAP.md' }) do
    t.edit(name)
    local before = t.text()
    local told = vim.system({ t.python, '-m', 'backlog_ls', 'format', '-' }, { stdin = before }):wait()
    vim.lsp.buf.format({ timeout_ms = t.PATIENCE })
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
    local after = t.text()
    assert(after ~= before, name .. ' was formatted before')
    -- The command line reads what the editor holds: a server that lost an edit would differ.
    t.same(told.stdout, after, name)
    local width -- of the table that the line is in, by Neovim's own measure
    for _, line in ipairs(lines) do
      local here = line:sub(1, 1) == '|' and vim.fn.strdisplaywidth(line) or nil
      t.same(width and here and width, width and here, 'width of ' .. line)
      width = here
    end
    local tick = vim.b.changedtick
    vim.lsp.buf.format({ timeout_ms = t.PATIENCE })
    t.same(tick, vim.b.changedtick, name .. ' formatted twice')
  end
  return "two documents as the command line lays them out, even by Neovim's own width of 漢字 and 🚗"
end)

t.step('is-silent-elsewhere', function()
  t.edit('notes.md')
  t.eventually('the server', function()
    return vim.lsp.get_clients({ bufnr = 0 })[1]
  end)
  -- Messages are handled in order: what was to be said of the file has come before this answer.
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  t.same(nil, t.ask(client, 'textDocument/hover', params), 'asked')
  t.same({}, vim.diagnostic.get(0), 'shown')
  return 'notes.md, with a broken link and a ragged row: no diagnostic, no hover'
end)

t.finish(client)
