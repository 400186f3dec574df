-- What goes over several files, and what is shown in and around the text.

local t = dofile(vim.fs.joinpath(vim.fs.dirname(arg[0]), 'neovim_harness.lua'))

t.start()

local client

--- Return the groups of the semantic tokens on `needle` in the line with `mark`.
local function groups(mark, needle)
  local line, column = t.find(mark, needle)
  local found = {}
  for _, each in ipairs(vim.inspect_pos(0, line, column).semantic_tokens) do
    local options = each.opts
    found[options.hl_group] = vim.api.nvim_buf_get_text(0, line, each.col, line, each.end_col, {})[1]
  end
  return found
end

t.step('attaches', function()
  t.edit('BACKLOG.md')
  client = t.attached()
  return ('Neovim %s, positions in %s'):format(t.version(), client.offset_encoding)
end)

t.step('colours', function()
  vim.lsp.semantic_tokens.force_refresh(0)
  t.eventually('colours', function()
    return next(groups('HB-3', 'Todo'))
  end)
  local done = groups('HB-1', 'Done')
  t.same('Done', done['@lsp.type.status.markdown'], 'a status')
  t.same('Done', done['@lsp.mod.done.markdown'], 'what it means')
  t.same('Buoys 🛟 at sea', groups('HB-1', 'sea')['@lsp.typemod.item.done.markdown'], 'a done item')
  t.same({}, groups('HB-3', 'Lights'), 'an open item')
  t.same('In Progress', groups('HB-2', 'Progress')['@lsp.mod.in_progress.markdown'], 'in progress')
  t.same('2099-01-01', groups('HB-2', '2099')['@lsp.type.date.markdown'], 'a date')
  local line, column = t.find('HB-3', 'Todo')
  vim.api.nvim_buf_set_text(0, line, column, line, column + 4, { 'Done' })
  t.eventually('the new colour', function()
    return groups('HB-3', 'Lights')['@lsp.typemod.item.done.markdown'] == 'Lights'
  end)
  t.type_keys('u')
  return '`Done` as @lsp.type.status and @lsp.mod.done, its `Buoys 🛟 at sea` as @lsp.typemod.item.done'
end)

t.step('shows-lenses', function()
  t.becomes({ Work = '1 of 4 done · 25 % · 1 blocked · 1 in progress', Boats = '1 of 3 done · 33 %' }, 'lenses', function()
    vim.lsp.codelens.refresh({ bufnr = 0 })
    local found = {}
    for _, lens in ipairs(vim.lsp.codelens.get(0)) do
      local title = t.line_at(lens.range.start.line):match('^## (.*)')
      found[title or 'document'] = lens.command and lens.command.title
    end
    found.document = nil
    return found
  end)
  return '`1 of 4 done · 25 % · 1 blocked · 1 in progress` at Work, `1 of 3 done · 33 %` at Boats'
end)

t.step('shows-hints', function()
  vim.lsp.inlay_hint.enable(true, { bufnr = 0 })
  local hints = t.eventually('hints', function()
    local found = vim.lsp.inlay_hint.get({ bufnr = 0 })
    return #found > 0 and found
  end)
  t.same(1, #hints, 'hints')
  local line, column = t.find('HB-2', '2099-01-01')
  assert(hints[1].inlay_hint.label:match('^in %d+ weeks$'), vim.inspect(hints))
  t.same({ line = line, character = column + #'2099-01-01' }, hints[1].inlay_hint.position, 'its place')
  vim.lsp.inlay_hint.enable(false, { bufnr = 0 })
  return ('`%s` behind `2099-01-01`'):format(hints[1].inlay_hint.label)
end)

t.step('folds', function()
  vim.wo.foldmethod = 'expr'
  vim.wo.foldexpr = 'v:lua.vim.lsp.foldexpr()'
  vim.wo.foldlevel = 1
  local function closed()
    vim.cmd('normal! zX')
    local found = {}
    for _, mark in ipairs({ '## Work', 'HB-2', '## Boats', 'Tug' }) do
      local line = t.find(mark, mark)
      local first = vim.fn.foldclosed(line + 1)
      found[mark] = first > 0 and t.line_at(first - 1) or nil
    end
    return found
  end
  t.becomes({
    ['## Work'] = '## Work',
    ['HB-2'] = '## Work',
    ['## Boats'] = '## Boats',
    ['Tug'] = '## Boats',
  }, 'closed folds', closed)
  vim.wo.foldmethod = 'manual'
  vim.cmd('normal! zE')
  return "both sections closed below their headings, by vim.lsp.foldexpr()"
end)

t.step('goes-to-definitions', function()
  t.go('[quay]', 'milestones')
  vim.lsp.buf.definition()
  t.eventually('the milestone', function()
    return vim.endswith(vim.api.nvim_buf_get_name(0), 'milestones/quay.md')
  end)
  t.attached()
  return 'from the link `[quay]` to milestones/quay.md'
end)

t.step('renames-over-two-files', function()
  local quay = vim.api.nvim_get_current_buf()
  t.edit('BACKLOG.md')
  local backlog = vim.api.nvim_get_current_buf()
  t.go('Moorings', 'HB-2')
  vim.lsp.buf.rename('HB-22')
  t.eventually('the new id', function()
    return t.text(quay):find('%(depends on HB%-22%)') and t.text(backlog):find('after HB%-22\n')
  end)
  t.find('| HB-22 |', 'Moorings')
  t.same(nil, (t.text(quay) .. t.text(backlog)):find('HB%-2[^2]'), 'the old id')
  t.same(quay, vim.fn.bufnr('quay.md'), 'the buffer')
  return 'HB-2 is HB-22 in its row, in a task of the document, and in milestones/quay.md'
end)

t.step('follows-one-file-in-the-other', function()
  t.edit('milestones/quay.md')
  t.go('Ladders', 'HB-22')
  vim.lsp.buf.definition()
  t.eventually('the row', function()
    return vim.api.nvim_get_current_line():find('Moorings', 1, true)
  end)
  t.edit('milestones/quay.md')
  vim.api.nvim_buf_set_lines(0, 0, 1, true, { '# Pier' })
  t.edit('BACKLOG.md')
  t.comes('broken-anchor', '[quay]', 'quay')
  t.edit('milestones/quay.md')
  vim.api.nvim_buf_set_lines(0, 0, 1, true, { '# Quay' })
  t.edit('BACKLOG.md')
  t.goes('broken-anchor', '[quay]')
  return 'the heading of quay.md renamed unsaved: `broken-anchor` in BACKLOG.md comes, and goes'
end)

t.step('refactors', function()
  t.same('- [x] Tug', t.act('Tug', 'Tug', 'Mark done'), 'a task')
  t.holds(t.act('Signs', 'Blocked', 'Set status to In Progress'), { '| Signs           | In Progress ' })
  vim.o.undolevels = vim.o.undolevels -- what comes is undone by itself
  t.go('Ferry', 'Ferry')
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return vim.startswith(action.title, 'Convert')
    end,
  })
  t.eventually('the table', function()
    return t.text():find('\n| *Ferry *|')
  end)
  t.type_keys('u')
  t.same('- [x] Tug', t.line_at(t.find('Tug', 'Tug')), 'undone')
  return '`Mark done`, `Set status to In Progress`, and a checklist made a table, undone by one u'
end)

t.step('lays-out-what-is-typed', function()
  local line = t.find('Signs', 'Signs')
  t.type_keys(('%dGo| HB-5 | Lighthouse keeper |%s<Esc>'):format(line + 1, t.laying_out(client, '|')))
  t.same('| HB-5  | Lighthouse keeper |', t.line_at(line + 1), 'the line')
  t.same('| HB-4  | Signs             | In Progress |            |', t.line_at(line), 'the line above')
  t.find('| HB-1  | Buoys 🛟 at sea   | Done ', '🛟')
  return 'a longer row is typed, and all above it widen: ' .. t.line_at(line)
end)

t.step('follows-labels', function()
  local text = [=[
# Mooring backlog

- [ ] Buoy, see [the plan][Quay plan] and a note[^depth]
- [ ] Chain[^depth], as in [the plan][quay plan]

[Quay plan]: milestones/quay.md
[^depth]: Four *metres* at low tide
]=]
  vim.fn.writefile(vim.split(vim.trim(text), '\n'), vim.fs.joinpath(t.folder, 'planning', 'TODO.md'))
  t.edit('TODO.md')
  t.attached()
  -- From a use to the definition, and to all uses.
  for use, definition in pairs({ ['[Quay plan]'] = '[Quay plan]: ', ['[^depth]'] = '[^depth]: ' }) do
    t.go('Buoy', use)
    vim.cmd('normal! l')
    local before = vim.api.nvim_win_get_cursor(0)
    vim.lsp.buf.definition()
    t.eventually('the definition of ' .. use, function()
      return not vim.deep_equal(before, vim.api.nvim_win_get_cursor(0))
    end)
    assert(vim.startswith(vim.api.nvim_get_current_line(), definition), vim.api.nvim_get_current_line())
    vim.lsp.buf.references({ includeDeclaration = false })
    local list = t.eventually('the references of ' .. use, function()
      local found = vim.fn.getqflist({ items = true }).items
      return vim.bo.buftype == 'quickfix' and #found > 0 and found
    end)
    local lines = vim.tbl_map(function(entry)
      return entry.lnum
    end, list)
    t.same({ 3, 4 }, lines, 'lines with ' .. use)
    vim.cmd('cclose')
    vim.fn.setqflist({})
  end
  local note = t.hover('Chain', 'depth')
  t.holds(note, { 'Four metres at low tide' })
  -- One rename changes all spellings.
  t.go('Chain', 'quay plan')
  vim.lsp.buf.rename('pier')
  t.becomes({ '- [ ] Chain[^depth], as in [the plan][pier]', '[pier]: milestones/quay.md' }, 'renamed', function()
    return { t.line_at(3), t.line_at(5) }
  end)
  t.find('[the plan][pier] and', 'Buoy')
  t.go('Buoy', 'depth')
  vim.lsp.buf.rename('tide')
  t.becomes({ '- [ ] Chain[^tide], as in [the plan][pier]', '[^tide]: Four *metres* at low tide' }, 'renamed', function()
    return { t.line_at(3), t.line_at(6) }
  end)
  -- Labels are completed behind `][` and `[^`.
  t.type_keys('4GA, [see][' .. t.completing('<C-n>') .. '<Esc>')
  t.same('- [ ] Chain[^tide], as in [the plan][pier], [see][pier]', t.line_at(3), 'completed')
  t.type_keys('4GA[^' .. t.completing('<C-n>') .. '<Esc>')
  t.same('- [ ] Chain[^tide], as in [the plan][pier], [see][pier][^tide]', t.line_at(3), 'completed')
  vim.cmd('silent edit!')
  t.edit('BACKLOG.md')
  return '`[^depth]`: ' .. note .. '; renamed, and completed behind `][` and `[^`'
end)

t.step('takes-settings-live', function()
  local line, column = t.find('Moorings', 'In Progress')
  vim.api.nvim_buf_set_text(0, line, column, line, column + 11, { 'Shipped' })
  local function set(values)
    client.settings = { ['backlog-ls'] = values }
    client:notify('workspace/didChangeConfiguration', { settings = client.settings })
  end
  set({ statuses = { 'Todo', 'In Progress', 'Blocked', 'Done' } })
  t.comes('invalid-status', 'Moorings', 'Shipped')
  set({ statuses = { 'Todo', 'In Progress', 'Blocked', 'Done' }, severity = { ['invalid-status'] = 'hint' } })
  t.eventually('a hint', function()
    return t.comes('invalid-status', 'Moorings', 'Shipped').severity == vim.diagnostic.severity.HINT
  end)
  set({})
  t.goes('invalid-status', 'Moorings')
  return 'statuses declared: `invalid-status` comes; a severity set: it is a hint; taken back: it goes'
end)

t.step('takes-the-settings-file-live', function()
  local file = vim.fs.joinpath(t.folder, '.backlog-ls.toml')
  vim.fn.writefile({ 'statuses = ["Todo", "In Progress", "Blocked", "Done"]' }, file)
  vim.cmd('silent write')
  t.comes('invalid-status', 'Moorings', 'Shipped')
  vim.fn.delete(file)
  vim.cmd('silent write')
  t.goes('invalid-status', 'Moorings')
  return '.backlog-ls.toml written: `invalid-status` comes; deleted: it goes'
end)

t.step('helps-in-the-settings-file', function()
  vim.cmd('silent write')
  vim.cmd.edit(vim.fs.joinpath(t.folder, 'other.toml'))
  t.same('toml', vim.bo.filetype, 'the type')
  vim.cmd.edit(vim.fs.joinpath(t.folder, '.backlog-ls.toml'))
  vim.api.nvim_buf_set_lines(0, 0, -1, true, { '[table]', 'style = "odd"', 'mx-width = 80' })
  t.comes('invalid-settings', 'mx-width', 'mx-width')
  t.same({}, vim.lsp.get_clients({ bufnr = vim.fn.bufnr('other.toml') }), 'in other TOML')
  t.holds(t.hover('style', 'style'), { '**table.style**', 'aligned' })
  t.find('style', '"odd"')
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.position = { line = 1, character = 10 }
  local labels = vim.tbl_map(function(item)
    return item.label
  end, t.ask(client, 'textDocument/completion', params).items)
  t.same({ 'auto', 'aligned', 'compact' }, labels, 'values')
  vim.cmd('silent edit!')
end)

t.finish(client)
