-- What the scripts for Neovim share: named steps, waiting, typing, and a configured server.
-- They run as: nvim --headless -u NONE -i NONE -l SCRIPT PYTHON PLUGIN ENCODING FOLDER
--
-- Each step prints `ok NAME: what it saw`, and the last line is ALL-PASS. That line counts, not only the
-- exit code: a prompt that meets the end of standard input ends Neovim with 0.

local python, plugin, encoding, folder = unpack(arg, 1, 4)
local PATIENCE = 15000 -- milliseconds

local M = {
  python = python,
  plugin = plugin,
  encoding = encoding,
  folder = folder,
  PATIENCE = PATIENCE,
  command = { python, '-m', 'backlog_ls', 'server' },
  complaints = {},
}

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

vim.notify = function(message, level)
  if (level or 0) >= vim.log.levels.WARN then
    table.insert(M.complaints, message)
  end
end

function M.say(text)
  io.stdout:write(text, '\n')
  io.stdout:flush()
end

--- Run a step, and say in one line what it returns: what was seen in Neovim.
function M.step(name, run)
  local passed, saw = xpcall(run, debug.traceback)
  if not passed then
    M.say(('FAILED %s: %s'):format(name, saw))
    vim.cmd.cquit()
  end
  M.say(('ok %s: %s'):format(name, saw))
end

function M.version()
  local version = vim.version()
  return ('%d.%d.%d'):format(version.major, version.minor, version.patch)
end

--- Return what is in `found`, for people.
function M.list(found)
  return '`' .. table.concat(found, '`, `') .. '`'
end

--- Wait until `look` returns something, and return it.
function M.eventually(what, look)
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

function M.same(expected, actual, what)
  if not vim.deep_equal(expected, actual) then
    error(('%s\n  expected %s\n  got      %s'):format(what, vim.inspect(expected), vim.inspect(actual)))
  end
end

--- Return the place of `needle` in the line with `mark`: line and byte column, both 0-based.
function M.find(mark, needle)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local from = line:find(mark, 1, true)
    if from then
      local column = line:find(needle, 1, true) or error(('no %q in %q'):format(needle, line))
      return number - 1, column - 1, line
    end
  end
  error('no line with ' .. mark)
end

function M.go(mark, needle)
  local line, column, text = M.find(mark, needle)
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
  return line, text
end

function M.line_at(number)
  return vim.api.nvim_buf_get_lines(0, number, number + 1, true)[1]
end

--- Type `keys` as a user does. `<Cmd>` in them may wait for the server.
function M.type_keys(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), 'tx', false)
end

--- Wait for the diagnostic `code` whose range, in bytes, has exactly `text` in the line with `mark`.
function M.comes(code, mark, text)
  return M.eventually(('%s at %q in %q'):format(code, text, mark), function()
    local line = M.find(mark, mark)
    for _, each in ipairs(vim.diagnostic.get(0, { lnum = line })) do
      local last = math.min(each.end_col, #M.line_at(each.end_lnum)) -- what is shown may be stale
      local found = vim.api.nvim_buf_get_text(0, line, each.col, each.end_lnum, last, {})
      if each.code == code and vim.deep_equal(found, { text }) then
        return each
      end
    end
  end)
end

function M.goes(code, mark)
  M.eventually(('%s in %q to go'):format(code, mark), function()
    local line = M.find(mark, mark)
    for _, each in ipairs(vim.diagnostic.get(0, { lnum = line })) do
      if each.code == code then
        return false
      end
    end
    return true
  end)
end

--- Put the cursor on `needle`, apply the action `title`, and return the line as it becomes.
function M.act(mark, needle, title)
  local line, before = M.go(mark, needle)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title == title
    end,
  })
  return M.eventually('the action ' .. title, function()
    return M.line_at(line) ~= before and M.line_at(line)
  end)
end

function M.hover(mark, needle)
  M.go(mark, needle)
  vim.lsp.buf.hover()
  local window = M.eventually('a hover at ' .. needle, function()
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

function M.holds(text, parts)
  for _, part in ipairs(parts) do
    assert(text:find(part, 1, true), ('no %q in:\n%s'):format(part, text))
  end
end

function M.edit(name)
  vim.cmd.edit(vim.fn.fnameescape(vim.fs.joinpath(folder, 'planning', name)))
end

--- Return the text of a buffer of `planning`, or of the current one.
function M.text(bufnr)
  return table.concat(vim.api.nvim_buf_get_lines(bufnr or 0, 0, -1, true), '\n') .. '\n'
end

--- Return what `read` has as soon as it is `expected`.
function M.becomes(expected, what, read)
  local last
  local came = vim.wait(PATIENCE, function()
    last = read()
    return vim.deep_equal(expected, last)
  end, 10)
  if not came then
    M.same(expected, last, what)
  end
end

--- Return the server's client of the current buffer, when it is ready; not the one called `before`.
function M.attached(before)
  return M.eventually('the server', function()
    for _, found in ipairs(vim.lsp.get_clients({ bufnr = 0, name = 'backlog_ls' })) do
      if found.initialized and found ~= before then
        return found
      end
    end
  end)
end

--- Ask the server, and return what it answers.
function M.ask(client, method, params)
  -- Neovim 0.11 sends what was typed before, but not where the buffer is given as 0.
  local bufnr = vim.api.nvim_get_current_buf()
  local answer = assert(client:request_sync(method, params, PATIENCE, bufnr))
  assert(not answer.err, vim.inspect(answer.err))
  return answer.result
end

--- Type an accepted completion: `choose` are the keys that lead to the entry. The keys are to be put
--- where a value is typed; the entries offered are in `M.offered` afterwards.
function M.completing(choose)
  local inserted = false
  _G.note_what_is_offered = function()
    M.offered = M.eventually('a menu', function()
      local items = vim.fn.complete_info({ 'items' }).items
      return #items > 0 and items
    end)
    -- Neovim asks once more for what was accepted, and puts in the text at the answer.
    local expand = vim.snippet.expand
    vim.snippet.expand = function(text)
      vim.snippet.expand = expand
      expand(text)
      inserted = true
    end
  end
  _G.wait_for_the_text = function()
    M.eventually('the text', function()
      return inserted
    end)
  end
  return '<C-x><C-o><Cmd>lua note_what_is_offered()<CR>'
    .. choose
    .. '<C-y><Cmd>lua wait_for_the_text()<CR>'
end

--- Return the keys that have laid out what was typed up to `character`. The clients of Neovim before
--- 0.12 do not ask by themselves.
function M.laying_out(client, character)
  _G.lay_out = function(typed)
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    params.ch = typed
    params.options = { tabSize = 4, insertSpaces = true }
    local edits = M.ask(client, 'textDocument/onTypeFormatting', params)
    vim.lsp.util.apply_text_edits(edits or {}, vim.api.nvim_get_current_buf(), client.offset_encoding)
  end
  return ('<Cmd>lua lay_out(%s)<CR>'):format(vim.json.encode(character))
end

--- Make the plugin known, configure the server, and enable it.
function M.start()
  vim.opt.runtimepath:prepend(plugin)
  vim.opt.swapfile = false
  vim.opt.completeopt = { 'menuone', 'noselect' }
  vim.cmd('filetype on')
  vim.lsp.config('backlog_ls', {
    cmd = M.command,
    capabilities = { general = { positionEncodings = { encoding } } },
    on_exit = function(code, signal)
      M.ended = { code, signal }
    end,
  })
  vim.lsp.enable('backlog_ls')
end

--- The last steps: the server stops cleanly, and nobody complained on the way.
function M.finish(client)
  M.step('stops', function()
    local children = vim.api.nvim_get_proc_children(vim.fn.getpid())
    M.same(1, #children, 'processes')
    client:stop()
    M.eventually('the end', function()
      return M.ended and client:is_stopped()
    end)
    M.same({ 0, 0 }, M.ended, 'exit code and signal')
    M.eventually('the process to go', function()
      return vim.uv.kill(children[1], 0) ~= 0
    end)
    return ('the server ended with exit code %d, and its process is gone'):format(M.ended[1])
  end)
  M.step('complains-of-nothing', function()
    M.same({}, M.complaints, 'notifications')
    return ('%d warnings or errors were shown to the user'):format(#M.complaints)
  end)
  M.say('ALL-PASS')
end

return M
