-- The file for nvim-lspconfig, alone on the runtimepath.

local t = dofile(vim.fs.joinpath(vim.fs.dirname(arg[0]), 'neovim_harness.lua'))

t.start()

local client

t.step('attaches-with-the-root', function()
  t.edit('BACKLOG.md')
  client = t.attached()
  t.same(t.folder, client.root_dir, 'root_dir')
  t.same({}, vim.api.nvim_buf_get_commands(0, {}), 'commands')
  return ('root `%s`, no commands'):format(vim.fs.basename(client.root_dir))
end)

t.step('diagnoses-by-its-own-account', function()
  t.edit('milestones/quay.md')
  vim.api.nvim_buf_set_lines(0, 0, 1, true, { '# Pier' })
  t.edit('BACKLOG.md')
  local found = t.comes('broken-anchor', '[quay]', 'quay')
  client.settings = { ['backlog-ls'] = { severity = { ['broken-anchor'] = 'hint' } } }
  client:notify('workspace/didChangeConfiguration', { settings = client.settings })
  t.eventually('a hint', function()
    return t.comes('broken-anchor', '[quay]', 'quay').severity == vim.diagnostic.severity.HINT
  end)
  return found.message .. ' A hint, as soon as the settings say so.'
end)

t.finish(client)
