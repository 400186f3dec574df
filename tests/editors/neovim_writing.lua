-- A status table written from nothing, as somebody writes it: key by key, completed, laid out while
-- it is typed, marked done. What is then on disk is compared byte for byte by `test_neovim.py`.

local t = dofile(vim.fs.joinpath(vim.fs.dirname(arg[0]), 'neovim_harness.lua'))

t.start()

local client

--- Type `text`; each `|` and each line end lays the table out.
local function write(text)
  local pipe = '|' .. t.laying_out(client, '|')
  local enter = '<CR>' .. t.laying_out(client, '\n')
  t.type_keys('A' .. text:gsub('[|\n]', { ['|'] = pipe, ['\n'] = enter }) .. '<Esc>')
end

--- Go on with the line, and accept the entry to which the keys `choose` lead.
local function complete(choose, expected)
  t.type_keys('A' .. t.completing(choose) .. '<Esc>')
  local words = vim.tbl_map(function(item)
    return item.abbr
  end, t.offered)
  t.same(expected, words, 'entries')
end

t.step('begins', function()
  t.edit('TODO.md')
  client = t.attached()
  vim.lsp.completion.enable(true, client.id, 0)
  write('# Garden 🌻\n\n## Legend\n\n| Status | Meaning |\n|---|---|')
  write('\n| 🌱 Planned | Not begun |\n| 🚧 In Progress | Somebody is at it |\n| ✅ Done | Finished |\n')
  t.find('| 🌱 Planned     | Not begun         |', '🌱')
  write('\n## Beds\n\n| Task | Status | Finished |\n|---|---|---|')
  return 'a legend typed key by key is laid out: ' .. t.line_at(6)
end)

local statuses = { '🌱 Planned', '🚧 In Progress', '✅ Done' }

t.step('completes-while-writing', function()
  write('\n| Tomatoes 🍅 | ')
  complete('<C-n><C-n>', statuses)
  write(' | |\n| 花壇 (roses) | ')
  complete('<C-n>', statuses)
  write(' | |\n| Herbs | pla')
  complete('<C-n>', { '🌱 Planned' })
  write(' | |')
  t.find('| Tomatoes 🍅  | 🚧 In Progress |          |', '🍅')
  return ('%s offered and accepted in three rows'):format(t.list(statuses))
end)

t.step('marks-done', function()
  t.go('花壇', '花壇')
  vim.cmd('LspBacklogMarkDone')
  t.eventually('the status', function()
    return vim.api.nvim_get_current_line():find('✅ Done', 1, true)
  end)
  vim.cmd('LspBacklogFormat')
  return vim.api.nvim_get_current_line()
end)

t.step('is-right-as-written', function()
  t.same({}, vim.diagnostic.get(0), 'diagnostics')
  vim.cmd('silent write')
  return 'no diagnostic; the file is compared byte for byte'
end)

t.finish(client)
