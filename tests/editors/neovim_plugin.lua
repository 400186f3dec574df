-- What the plugin adds: commands, colours, statusline, health, help; beside another Markdown server.

local t = dofile(vim.fs.joinpath(vim.fs.dirname(arg[0]), 'neovim_harness.lua'))

t.start()
vim.cmd.runtime('plugin/backlog_ls.lua') -- which `-u NONE` leaves out

local client
local other -- the id of the other Markdown server

local function command(text)
  vim.cmd(text)
end

--- Return the last thing that the plugin complained of, and forget it.
local function complaint()
  return t.eventually('a complaint', function()
    return table.remove(t.complaints)
  end)
end

--- Return the highlights that start in line `row` and the next, as row and group, up to a byte column.
local function colours(bufnr, row, until_column)
  local space = vim.api.nvim_get_namespaces().backlog_ls_board
  local found = {}
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(bufnr, space, { row, 0 }, { row + 1, -1 }, { details = true })) do
    if mark[3] < until_column then
      table.insert(found, { mark[2], mark[4].hl_group })
    end
  end
  return found
end

local function line_becomes(mark, expected)
  local line = t.find(mark, mark)
  t.becomes(expected, mark, function()
    return t.line_at(line)
  end)
end

--- Start, in this process, a server that says something of every Markdown file.
local function start_other(bufnr)
  local capabilities = {
    documentFormattingProvider = true,
    completionProvider = {},
    codeActionProvider = true,
    textDocumentSync = 2,
    hoverProvider = true,
  }
  local answers = {
    initialize = { capabilities = capabilities },
    ['textDocument/completion'] = { { label = 'Other' } },
    ['textDocument/codeAction'] = { { title = 'Mark done', kind = 'refactor.rewrite' } },
    ['textDocument/formatting'] = {
      {
        range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 0 } },
        newText = '<!-- other -->',
      },
    },
  }
  return vim.lsp.start({
    name = 'other',
    cmd = function(dispatchers)
      local closing = false
      local asked = 0
      return {
        request = function(method, _, callback)
          asked = asked + 1
          callback(nil, answers[method] or vim.NIL)
          return true, asked
        end,
        notify = function(method, params)
          local document = (params or {}).textDocument
          if method == 'textDocument/didOpen' then
            local range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 1 } }
            local found = { { range = range, message = 'of the other', source = 'other' } }
            dispatchers.notification('textDocument/publishDiagnostics', { uri = document.uri, diagnostics = found })
          end
        end,
        is_closing = function()
          return closing
        end,
        terminate = function()
          closing = true
          dispatchers.on_exit(0, 0)
        end,
      }
    end,
  }, { bufnr = bufnr })
end

t.step('attaches', function()
  vim.wo.statusline = "%{v:lua.require'backlog_ls.statusline'.get()}"
  t.edit('BACKLOG.md')
  client = t.attached()
  return ('Neovim %s, by vim.lsp.enable() alone'):format(t.version())
end)

t.step('has-commands-here-only', function()
  local names = vim.tbl_keys(vim.api.nvim_buf_get_commands(0, {}))
  table.sort(names)
  local expected =
    { 'Board', 'CycleStatus', 'FixAll', 'Format', 'Items', 'MarkDone', 'Report', 'Restart', 'SetStatus' }
  t.same(
    vim.tbl_map(function(name)
      return 'LspBacklog' .. name
    end, expected),
    names,
    'commands of the buffer'
  )
  -- In other buffers they say why they do nothing.
  vim.cmd.new()
  for _, name in ipairs(names) do
    command(name)
    t.holds(complaint(), { "Only for Markdown files: the 'filetype' here is empty" })
  end
  vim.cmd.quit()
  return t.list(names)
end)

t.step('tells-the-statusline', function()
  local function drawn()
    return vim.api.nvim_eval_statusline("%{v:lua.require'backlog_ls.statusline'.get()}", {}).str
  end
  t.becomes('5 open, 2 done', 'open and done', drawn)
  t.go('Tug', ' ] Tug')
  t.type_keys('rx')
  t.same('5 open, 2 done', drawn(), 'nobody waits')
  t.becomes('4 open, 3 done', 'open and done', drawn)
  t.type_keys('u')
  t.becomes('5 open, 2 done', 'open and done', drawn)
  local sent, request = 0, client.request
  client.request = function(...)
    sent = sent + 1
    return request(...)
  end
  for _ = 1, 5 do
    drawn()
  end
  vim.wait(400)
  client.request = request
  t.same(0, sent, 'requests for a text that is known')
  return ('`%s`; `4 open, 3 done` after a task was ticked; no request while nothing changes'):format(drawn())
end)

t.step('sets-a-status', function()
  t.go('Lights', 'Lights')
  command('LspBacklogSetStatus Blocked')
  line_becomes('Lights', '| HB-3 | Lights          | Blocked     |            |')
  command('LspBacklogSetStatus in_progress')
  line_becomes('Lights', '| HB-3 | Lights          | In Progress |            |')
  command('LspBacklogSetStatus nonsense')
  t.holds(complaint(), { '`nonsense` is not a status here' })
  t.go('Everything', 'Everything')
  command('LspBacklogMarkDone')
  local said = complaint()
  t.holds(said, { 'There is no item with a status here' })
  return ':LspBacklogSetStatus Blocked, then in_progress; where no item is: ' .. said
end)

t.step('lets-choose-a-status', function()
  local offered
  local select = vim.ui.select
  vim.ui.select = function(items, options, use)
    offered = vim.tbl_map(options.format_item, items)
    use(items[vim.fn.index(offered, 'Set status to Blocked') + 1])
  end
  t.go('Lights', 'Lights')
  command('LspBacklogSetStatus')
  line_becomes('Lights', '| HB-3 | Lights          | Blocked     |            |')
  vim.ui.select = select
  t.same({ 'Set status to Blocked', 'Set status to Done' }, offered, 'offered')
  t.same({ 'in_progress' }, vim.fn.getcompletion('LspBacklogSetStatus in', 'cmdline'), 'completed')
  return ('offered %s'):format(t.list(offered))
end)

t.step('cycles', function()
  t.go('Pilot', 'Pilot')
  command('LspBacklogCycleStatus')
  line_becomes('Pilot', '- [x] Pilot boat, after HB-2')
  command('LspBacklogCycleStatus')
  line_becomes('Pilot', '- [ ] Pilot boat, after HB-2')
  return 'a task ticked, and open again'
end)

t.step('marks-done', function()
  other = start_other(0)
  t.go('Tug', 'Tug')
  command('LspBacklogMarkDone')
  line_becomes('Tug', '- [x] Tug')
  vim.o.undolevels = vim.o.undolevels -- what comes is undone by itself
  t.go('Moorings', 'Moorings')
  command('LspBacklogMarkDone') -- not only to the status that follows
  line_becomes('HB-2', '| HB-2 | Moorings        | Done        | 2099-01-01 |')
  t.type_keys('u')
  line_becomes('HB-2', '| HB-2 | Moorings        | In Progress | 2099-01-01 |')
  local first, last = t.find('HB-2', 'HB-2'), t.find('HB-4', 'HB-4')
  command(('%d,%dLspBacklogMarkDone'):format(first + 1, last + 1))
  line_becomes('Signs', '| HB-4 | Signs           | Done        |            |')
  line_becomes('HB-2', '| HB-2 | Moorings        | Done        | 2099-01-01 |')
  command(('%d,%dLspBacklogSetStatus blocked'):format(last, last + 1))
  line_becomes('Signs', '| HB-4 | Signs           | Blocked     |            |')
  line_becomes('Lights', '| HB-3 | Lights          | Blocked     |            |')
  return ('a task; the items of lines %d to %d by a range'):format(first + 1, last + 1)
end)

t.step('lives-beside-another-server', function()
  command('LspBacklogFormat')
  line_becomes('Signs', '| HB-4 | Signs           | Blocked |            |')
  t.same('# Harbour backlog ⚓', t.line_at(0), "the other's edit")
  vim.o.undolevels = vim.o.undolevels -- what comes is undone by itself
  vim.lsp.buf.format({ id = other })
  t.same('<!-- other --># Harbour backlog ⚓', t.line_at(0), 'the other at work')
  t.type_keys('u')
  return ':LspBacklogFormat and `Mark done` are of this server, though the other offers both'
end)

t.step('lists-items', function()
  command('LspBacklogItems')
  t.eventually('the list', function()
    return vim.bo.buftype == 'quickfix'
  end)
  local list = vim.fn.getqflist({ items = true, title = true })
  t.same('Backlog items', list.title, 'title')
  local shown = vim.tbl_map(function(entry)
    return ('%d:%d %s'):format(entry.lnum, entry.col, entry.text)
  end, list.items)
  t.same({
    '18:7 [todo] Pilot boat, after HB-2',
    '11:10 [blocked] Lights',
    '12:10 [blocked] Signs',
    '9:10 [done] Buoys 🛟 at sea',
    '10:10 [done] Moorings',
    '16:7 [done] Ferry',
    '17:7 [done] Tug',
  }, shown, 'items')
  command('cclose')
  command('LspBacklogItems! blocked')
  t.eventually('the list', function()
    return vim.bo.buftype == 'quickfix'
  end)
  t.same(2, #vim.fn.getloclist(0), 'blocked items')
  command('lclose')
  command('LspBacklogItems deferred')
  t.holds(complaint(), { 'No such items' })
  return ('%d items in the quickfix list, the first: %s'):format(#shown, shown[1])
end)

t.step('shows-a-board', function()
  local backlog = vim.api.nvim_get_current_buf()
  local kept = t.text()
  command('LspBacklogBoard')
  t.eventually('the board', function()
    return vim.bo.filetype == 'backlog_board'
  end)
  local board = vim.api.nvim_get_current_buf()
  local function drawn()
    return vim.tbl_map(function(line)
      return (line:gsub('%s+$', ''):gsub('%s%s+', '  '))
    end, vim.api.nvim_buf_get_lines(board, 0, -1, true))
  end
  local rule = ('─'):rep(25) -- the window has 80 columns
  t.same({
    '■ Todo (1)  ■ Blocked (2)  ■ Done (4)',
    table.concat({ rule, rule, rule }, ' '),
    'Pilot boat, after HB-2  Lights  Buoys 🛟 at sea',
    '  Signs  Moorings',
    '  Ferry',
    '  Tug',
  }, drawn(), 'the board')
  t.holds(vim.api.nvim_buf_get_name(0), { 'backlog-board://', 'BACKLOG.md' })
  t.same({ 3, 0 }, vim.api.nvim_win_get_cursor(0), 'the cursor, on the first card')
  t.same({ { 0, 'BacklogTodo' }, { 0, 'BacklogTitle' }, { 1, 'BacklogLine' } }, colours(board, 0, 24), 'colours')
  -- The keys, and what they cannot do.
  local said = {}
  local function refuses(keys, message)
    t.type_keys(keys)
    table.insert(said, complaint())
    t.holds(said[#said], { message })
  end
  refuses('h', 'No items further left.')
  refuses('<lt>', 'This is the first column.')
  t.type_keys('ll')
  refuses('l', 'No items further right.')
  refuses('>', 'This is the last column.')
  t.type_keys('gg')
  refuses('<CR>', 'No item here.')
  refuses('>', 'No item here.')
  t.go('Signs', 'Signs')
  t.type_keys('>')
  t.becomes({ '■ Todo (1)  ■ Blocked (1)  ■ Done (5)', '  Moorings' }, 'the board', function()
    return { drawn()[1], drawn()[4] }
  end)
  -- The cursor is on what was moved.
  t.holds(vim.api.nvim_get_current_line():sub(vim.fn.col('.')), { 'Signs' })
  t.type_keys('<CR>')
  t.same(backlog, vim.api.nvim_get_current_buf(), 'the document')
  t.same('| HB-4 | Signs           | Done    |            |', vim.api.nvim_get_current_line(), 'the item')
  command('LspBacklogBoard')
  t.eventually('the same board', function()
    return vim.api.nvim_get_current_buf() == board
  end)
  command('LspBacklogReport')
  t.holds(complaint(), { 'Use this command in the window of the document.' })
  t.type_keys('q')
  assert(not vim.api.nvim_buf_is_valid(board), 'closed')
  vim.api.nvim_buf_set_lines(backlog, 0, -1, true, vim.split(vim.trim(kept), '\n'))
  return ('`>` on Signs makes it Done in the document, and the cursor follows; else %s'):format(t.list(said))
end)

t.step('reports', function()
  assert(vim.bo.modified, 'unsaved')
  local backlog = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_lines(backlog, -1, -1, true, { '- [ ] A buoy that nobody has saved' })
  local function shown()
    t.eventually('the report', function()
      return vim.bo.filetype == 'backlog_report'
    end)
    return t.text()
  end
  command('LspBacklogReport')
  local one = shown()
  t.holds(one, { 'in 1 document', '  A buoy that nobody has saved  project/planning/BACKLOG.md:19' })
  local report = vim.api.nvim_get_current_buf()
  t.holds(vim.api.nvim_buf_get_name(report), { 'backlog-report://', 'BACKLOG.md' })
  t.type_keys('<CR>')
  t.holds(complaint(), { 'This line has no location.' })
  t.go('nobody', 'nobody')
  t.type_keys('<CR>')
  t.same(backlog, vim.api.nvim_get_current_buf(), 'the document')
  t.same('- [ ] A buoy that nobody has saved', vim.api.nvim_get_current_line(), 'the item')
  vim.api.nvim_buf_set_lines(backlog, -2, -1, true, {})
  vim.fn.win_gotoid(vim.fn.bufwinid(report))
  t.type_keys('r')
  t.eventually('the report on what is there now', function()
    return not t.text():find('nobody', 1, true)
  end)
  t.type_keys('q')
  local folder = vim.fn.getcwd()
  vim.cmd.cd(vim.fs.joinpath(t.folder, 'planning')) -- so that paths are short enough for 80 columns
  command('LspBacklogReport!')
  t.holds(complaint(), { 'With ! the report shows the saved files, without your changes.' })
  t.holds(shown(), { 'in 2 documents', 'depends on HB-2' })
  t.go('quay.md ', 'quay') -- the row of a document
  t.type_keys('<CR>')
  t.holds(vim.api.nvim_buf_get_name(0), { 'milestones/quay.md' })
  command('edit #')
  vim.cmd.wincmd('p')
  t.type_keys('q')
  vim.cmd.cd(folder)
  t.same({}, t.complaints, 'complaints')
  return one:match('\n([^\n]*items[^\n]*)') .. '; <CR> goes to an unsaved item'
end)

t.step('fixes-all', function()
  local line, column = t.find('Moorings', 'Moorings') -- the extra cell is not empty
  vim.api.nvim_buf_set_text(0, line, column, line, column, { '`a | b` ' })
  t.comes('ragged-table-row', 'Moorings', '|')
  command('LspBacklogFixAll')
  t.eventually('the fix', function()
    return t.line_at(line):find('`a \\| b`', 1, true)
  end)
  t.goes('ragged-table-row', 'Moorings')
  command('LspBacklogFixAll')
  t.holds(complaint(), { 'No safe fixes' })
  return 'the pipe of `a | b` escaped; a second time there is nothing to fix'
end)

t.step('follows-a-settings-file', function()
  local line = t.find('Signs', 'Signs')
  local backlog = vim.api.nvim_get_current_buf()
  local file = vim.fs.joinpath(t.folder, '.backlog-ls.toml')
  vim.cmd.edit(file)
  vim.api.nvim_buf_set_lines(0, 0, -1, true, { 'statuses = ["Todo", "Done"]' })
  vim.cmd('silent write')
  vim.cmd.buffer(backlog)
  t.comes('invalid-status', 'Lights', 'Blocked')
  vim.cmd.edit(file)
  vim.api.nvim_buf_set_lines(0, 0, -1, true, { '[table]', 'style = "odd"' })
  vim.cmd('silent write')
  vim.cmd.buffer(backlog)
  t.goes('invalid-status', 'Lights')
  return '.backlog-ls.toml written in a buffer: `invalid-status` comes, and goes with the next writing'
end)

--- Note what the menu of completions has, as soon as there is one.
function _G.note_the_menu()
  local found = t.eventually('a menu', function()
    local items = vim.fn.complete_info({ 'items' }).items
    return #items > 0 and items
  end)
  t.offered = vim.tbl_map(function(item)
    return item.abbr
  end, found)
end

t.step('is-silent-elsewhere', function()
  t.edit('notes.md')
  t.attached()
  vim.lsp.buf_attach_client(0, other)
  local both = vim.lsp.get_clients({ bufnr = 0 })
  t.same(2, #both, 'servers')
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  params.range = { start = params.position, ['end'] = params.position }
  params.options = { tabSize = 4, insertSpaces = true }
  params.ch = '|'
  params.newName = 'new'
  for _, method in ipairs({
    'completion',
    'hover',
    'codeAction',
    'formatting',
    'rangeFormatting',
    'onTypeFormatting',
    'foldingRange',
    'codeLens',
    'inlayHint',
    'documentLink',
    'documentSymbol',
    'semanticTokens/full',
    'definition',
    'prepareRename',
  }) do
    t.same(nil, t.ask(client, 'textDocument/' .. method, params), method)
  end
  t.becomes({ 'of the other' }, 'diagnostics', function()
    return vim.tbl_map(function(each)
      return each.message
    end, vim.diagnostic.get(0))
  end)
  vim.lsp.completion.enable(true, client.id, 0)
  vim.lsp.completion.enable(true, other, 0)
  t.type_keys('Go<C-x><C-o><Cmd>lua note_the_menu()<CR><Esc>')
  t.same({ 'Other' }, t.offered, 'completed')
  vim.cmd('silent undo')
  vim.lsp.buf.format({ timeout_ms = t.PATIENCE })
  t.same('<!-- other --># Notes', t.line_at(0), 'formatted')
  vim.cmd('silent undo')
  command('LspBacklogItems')
  t.holds(complaint(), { 'This document is not a backlog' })
  t.same('', require('backlog_ls.statusline').get(), 'the statusline')
  return 'notes.md has the diagnostics, completion and format of the other server alone'
end)

local function checked()
  command('silent checkhealth backlog_ls')
  local text = t.text()
  command('bwipeout')
  return text
end

t.step('tells-its-health', function()
  vim.fn.writefile({ '# Detached' }, vim.fs.joinpath(t.folder, 'planning', 'plain.md'))
  t.edit('plain.md')
  t.attached()
  vim.bo.filetype = 'text'
  vim.lsp.buf_detach_client(0, client.id)
  t.edit('BACKLOG.md')
  local text = checked()
  t.holds(text, {
    'OK runs `' .. t.python .. '`',
    'OK backlog-ls 0.',
    ('root %s, positions in %s, diagnostics pushed'):format(t.folder, t.encoding),
    'project/.backlog-ls.toml',
    "table.style: Input should be 'auto', 'aligned' or 'compact'",
    'BACKLOG.md: attached, a backlog: 4 of 7 done · 57 %',
    'notes.md: attached, but not checked: see its role below',
    "plain.md: not attached: Only for Markdown files: the 'filetype' here is `text`.",
  })
  vim.fn.delete(vim.fs.joinpath(t.folder, '.backlog-ls.toml'))
  t.holds(checked(), { 'no settings file, defaults only' })
  return text:match('backlog%-ls 0[^\n]*') .. '; ' .. text:match('BACKLOG.md: attached[^\n]*')
end)

t.step('tells-the-roles', function()
  local text = checked()
  local _, own = text:find('Roles', 1, true)
  text = text:sub(own)
  t.holds(text, {
    'BACKLOG.md: backlog: its name is that of a backlog',
    'notes.md: not checked (reference): its name has the word `notes`',
    '`<!-- backlog-ls-role: backlog -->`',
  })
  assert(not text:find('plain.md', 1, true), 'a buffer that is not attached')
  t.edit('notes.md')
  vim.api.nvim_buf_set_lines(0, 0, 0, true, { '<!-- backlog-ls-role: backlog -->' })
  t.holds(checked(), { 'notes.md: backlog: a comment in the document says so' })
  vim.cmd('silent undo')
  t.edit('BACKLOG.md')
  return text:match('BACKLOG.md: [^\n]*') .. '; ' .. text:match('notes.md: [^\n]*')
end)

t.step('tells-what-is-missing', function()
  local config = vim.lsp.config.backlog_ls.cmd
  vim.lsp.config('backlog_ls', { cmd = { 'no-such-program', 'server' } })
  local text = checked()
  t.holds(text, { 'ERROR Cannot run `no-such-program`. To install it: ' })
  vim.cmd.new()
  local said
  for name in pairs(vim.api.nvim_get_commands({})) do
    if vim.startswith(name, 'LspBacklog') then
      command(name)
      said = complaint()
      t.same('backlog-ls: ' .. text:match('ERROR ([^\n]*)'), said, name)
    end
  end
  assert(said, 'commands')
  vim.cmd.quit()
  vim.lsp.config('backlog_ls', { cmd = config })
  return said
end)

t.step('has-colours-that-give-way', function()
  local function link(group)
    return vim.api.nvim_get_hl(0, { name = group }).link
  end
  local highlights = require('backlog_ls.highlights')
  local links = vim.tbl_extend('error', highlights.LINKS, highlights.VIEW_LINKS)
  vim.cmd.colorscheme('habamax')
  for group, target in pairs(links) do
    t.same(target, link(group), group)
    assert(vim.fn.hlexists(target) == 1, target)
  end
  vim.api.nvim_set_hl(0, '@lsp.mod.done.markdown', { link = 'Title' })
  require('backlog_ls.highlights').link()
  t.same('Title', link('@lsp.mod.done.markdown'), "the user's")
  -- Each type and modifier of the server has its group.
  local legend = client.server_capabilities.semanticTokensProvider.legend
  for _, name in ipairs(legend.tokenTypes) do
    assert(links[('@lsp.type.%s.markdown'):format(name)], name)
  end
  for _, name in ipairs(legend.tokenModifiers) do
    assert(links[('@lsp.mod.%s.markdown'):format(name)], name)
  end
  return ('%d links, in habamax too; one that the user sets stays'):format(vim.tbl_count(links))
end)

t.step('has-help', function()
  -- In a copy: the tags are the user's own to make.
  local copy = vim.fs.joinpath(t.folder, 'plugin')
  vim.fn.mkdir(vim.fs.joinpath(copy, 'doc'), 'p')
  local page = vim.fs.joinpath(copy, 'doc', 'backlog-ls.txt')
  vim.fn.writefile(vim.fn.readfile(vim.fs.joinpath(t.plugin, 'doc', 'backlog-ls.txt')), page)
  vim.opt.runtimepath:append(copy)
  command('helptags ' .. vim.fn.fnameescape(vim.fs.joinpath(copy, 'doc')))
  vim.bo.tags = vim.fs.joinpath(copy, 'doc', 'tags')
  local function tags(pattern)
    return vim.tbl_map(function(tag)
      return tag.name
    end, vim.fn.taglist(pattern))
  end
  for name in pairs(vim.api.nvim_buf_get_commands(0, {})) do
    t.same({ ':' .. name }, tags('^:' .. name .. '$'), name)
  end
  -- Every |link| leads somewhere, in this help or in Neovim's own.
  local text = table.concat(vim.fn.readfile(page), '\n')
  local links = 0
  for name in text:gmatch('|([^|%s]+)|') do
    command('help ' .. name)
    local line, column = vim.fn.line('.'), vim.fn.col('.')
    assert(vim.fn.getline(line):sub(column):find(name, 1, true), name)
    links = links + 1
  end
  assert(links > 10, 'links')
  command('helpclose')
  return (':helptags is content, each command has its tag, %d links lead somewhere'):format(links)
end)

t.step('restarts', function()
  local buffers = vim.tbl_count(client.attached_buffers)
  local before = vim.api.nvim_get_proc_children(vim.fn.getpid())[1]
  command('LspBacklogRestart')
  t.eventually('the end', function()
    return t.ended
  end)
  t.same({ 0, 0 }, t.ended, 'exit code and signal')
  t.ended = nil
  client = t.attached(client)
  assert(vim.api.nvim_get_proc_children(vim.fn.getpid())[1] ~= before, 'the process')
  t.eventually('the buffers', function()
    return vim.tbl_count(client.attached_buffers) == buffers
  end)
  t.go('Pilot', 'Pilot')
  command('LspBacklogMarkDone')
  line_becomes('Pilot', '- [x] Pilot boat, after HB-2')
  return ('another process serves the same %d buffers'):format(buffers)
end)

t.step('says-that-the-server-is-gone', function()
  vim.uv.kill(vim.api.nvim_get_proc_children(vim.fn.getpid())[1], 'sigkill')
  t.eventually('the end', function()
    return client:is_stopped()
  end)
  t.complaints = vim.tbl_filter(function(text)
    return not text:find('quit with exit code', 1, true)
  end, t.complaints)
  command('LspBacklogMarkDone')
  local said = complaint()
  t.holds(said, { 'The server has stopped. Start it with :LspBacklogRestart.' })
  t.ended = nil
  command('LspBacklogRestart')
  client = t.attached(client)
  t.complaints = {}
  return 'killed: ' .. said
end)

t.finish(client)
