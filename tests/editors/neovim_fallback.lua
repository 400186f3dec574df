-- The fallback for Neovim 0.7 to 0.10, in whatever Neovim this is; it uses what 0.7 has and no more.
-- It runs as: nvim --headless -u NONE -i NONE --cmd 'set rtp^=PLUGIN' -c 'luafile THIS'
-- with the Python and the folder in BACKLOG_LS_PYTHON and BACKLOG_LS_FOLDER.

local python, folder = vim.env.BACKLOG_LS_PYTHON, vim.env.BACKLOG_LS_FOLDER
local PATIENCE = 15000 -- milliseconds

local function say(text)
  io.stdout:write(text, '\n')
  io.stdout:flush()
end

local function step(name, run)
  local passed, saw = xpcall(run, debug.traceback)
  if not passed then
    say(('FAILED %s: %s'):format(name, saw))
    vim.cmd('cquit')
  end
  say(('ok %s: %s'):format(name, saw))
end

local function eventually(what, look)
  local found
  local came = vim.wait(PATIENCE, function()
    found = look()
    return found and true or false
  end, 10)
  assert(came, 'waited in vain for ' .. what)
  return found
end

local function edit(name)
  vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/planning/' .. name))
end

local function client_here()
  return eventually('the server', function()
    local _, client = next(vim.lsp.buf_get_clients(0))
    return client and client.server_capabilities.hoverProvider and client
  end)
end

vim.cmd('set noswapfile hidden')
vim.cmd('filetype on')

local ended
local client

step('attaches-with-the-root', function()
  edit('BACKLOG.md')
  require('backlog_ls.fallback').setup({
    cmd = { python, '-m', 'backlog_ls', 'server' },
    on_attach = function()
      ended = false
    end,
  })
  client = client_here()
  assert(client.config.root_dir == folder, client.config.root_dir)
  edit('milestones/quay.md')
  assert(client_here().id == client.id, 'another server')
  eventually('on_attach', function()
    return ended == false
  end)
  local version = vim.version()
  return ('Neovim %d.%d.%d, one server for two files'):format(version.major, version.minor, version.patch)
end)

step('diagnoses-in-byte-columns', function()
  edit('BACKLOG.md')
  vim.fn.setline(9, '| HB-1 | Buoys 🛟 `at | sea` | Done | 2099-01-01 |')
  local column = vim.fn.getline(9):find('| sea', 1, true) - 1
  eventually('the stray pipe', function()
    for _, each in ipairs(vim.diagnostic.get(0, { lnum = 8 })) do
      if each.code == 'ragged-table-row' or each.message:find('pipe', 1, true) then
        return each.col == column and each.end_col == column + 1
      end
    end
  end)
  return ('the pipe behind 🛟 at byte %d'):format(column + 1)
end)

step('hovers', function()
  vim.fn.cursor(10, 12)
  local params = vim.lsp.util.make_position_params()
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', params, PATIENCE)
  local _, answer = next(answers)
  assert(answer.result.contents.value:find('Moorings', 1, true), vim.inspect(answers))
  return (answer.result.contents.value:gsub('\n+', ' · '))
end)

step('changes-work', function()
  local params = { command = 'backlog-ls.markDone', arguments = { { uri = vim.uri_from_bufnr(0), line = 16 } } }
  vim.lsp.buf_request_sync(0, 'workspace/executeCommand', params, PATIENCE)
  eventually('the mark', function()
    return vim.fn.getline(17) == '- [x] Tug'
  end)
  return 'backlog-ls.markDone: ' .. vim.fn.getline(17)
end)

step('stops', function()
  client.stop(client)
  eventually('the end', function()
    return next(vim.lsp.get_active_clients()) == nil
  end)
  return 'no client is left'
end)

say('ALL-PASS')
vim.cmd('qall!')
