--- `:checkhealth backlog_ls`

local items = require('backlog_ls.items')
local missing = require('backlog_ls.missing')
local program = require('backlog_ls.program')

local M = {}

local health = vim.health
local NAME = 'backlog_ls'
local PATIENCE = 10000 -- timeout in milliseconds for running the program

local function run(cmd, arguments, folder)
  local whole = vim.list_extend(vim.deepcopy(cmd), arguments)
  local started, process = pcall(vim.system, whole, { cwd = folder, text = true })
  if not started then
    return nil, tostring(process)
  end
  local done = process:wait(PATIENCE)
  return done, vim.trim(done.stderr or '')
end

local function lines(text)
  return vim.tbl_filter(function(line)
    return line ~= ''
  end, vim.split(text or '', '\n', { plain = true }))
end

--- Report the program; return its command line if it can be run.
local function check_binary(config)
  health.start('Program')
  if vim.fn.has('nvim-0.11') == 0 then
    health.error('Neovim 0.11 or later is needed', { "Before: require('backlog_ls.fallback').setup()" })
    return nil
  end
  if not config then
    health.error(
      'No configuration `backlog_ls`',
      { 'Put editors/neovim, or its file lsp/backlog_ls.lua, on the runtimepath' }
    )
    return nil
  end
  local cmd = program.of(config.cmd)
  if not cmd then
    health.info('`cmd` is a function: its program is unknown')
    return nil
  end
  local unavailable = missing.program(config)
  if unavailable then
    health.error(unavailable, {
      "Or name the program: vim.lsp.config('backlog_ls', { cmd = { '/path/to/backlog-ls', 'server' } })",
    })
    return nil
  end
  health.ok(('runs `%s`'):format(vim.fn.exepath(cmd[1])))
  local done, problem = run(cmd, { '--version' })
  if not done or done.code ~= 0 then
    health.error('Could not get its version', lines(problem))
    return nil
  end
  health.ok(vim.trim(done.stdout))
  if not vim.lsp.is_enabled(NAME) then
    health.warn('Not enabled', { "vim.lsp.enable('backlog_ls')" })
  end
  return cmd, vim.trim(done.stdout):match('%S+$')
end

local function check_clients(clients, version)
  health.start('Running servers')
  if #clients == 0 then
    health.info('none; one starts with the first Markdown file')
  end
  for _, client in ipairs(clients) do
    local told = client.server_info and client.server_info.version or 'unknown'
    local root = client.root_dir or 'no root'
    local pulls = client:supports_method('textDocument/diagnostic')
    health.ok(
      ('client %d: version %s, root %s, positions in %s, diagnostics %s'):format(
        client.id,
        told,
        root,
        client.offset_encoding,
        pulls and 'pulled' or 'pushed'
      )
    )
    if version and told ~= version then
      local change = ('version %s runs, but %s is installed'):format(told, version)
      health.warn(change, { ':LspBacklogRestart' })
    end
  end
end

local function check_settings(cmd, clients)
  health.start('Settings')
  for _, client in ipairs(clients) do
    local given = (client.settings or {})['backlog-ls']
    if given and next(given) then
      local shown = vim.inspect(given, { newline = ' ', indent = '' })
      health.info(('client %d: from Neovim, overriding files: %s'):format(client.id, shown))
    end
  end
  local folders = {}
  for _, client in ipairs(clients) do
    for bufnr in pairs(client.attached_buffers) do
      local name = vim.api.nvim_buf_get_name(bufnr)
      if name ~= '' then
        folders[vim.fs.dirname(name)] = true
      end
    end
  end
  if not next(folders) then
    folders[vim.fn.getcwd()] = true
  end
  for folder in vim.spairs(folders) do
    if vim.fn.isdirectory(folder) == 0 then
      health.info(folder .. ' does not exist yet')
    else
      local done, problem = run(cmd, { 'config', 'show', folder }, folder)
      local from = done and (done.stdout or ''):match('^# from ([^\n]+)')
      local file = from and vim.fs.normalize(vim.fs.abspath(vim.fs.joinpath(folder, from)))
      if from and from:sub(1, 1) == '/' then
        file = from
      end
      if done and done.code == 0 then
        health.ok(('%s: %s'):format(folder, file or 'no settings file, defaults only'))
      else
        health.error(('%s: %s'):format(folder, file or 'could not read the settings'), lines(problem))
      end
    end
  end
end

local function name_of(bufnr)
  local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':~:.')
  return ('buffer %d, %s'):format(bufnr, name == '' and 'without a name' or name)
end

local function check_buffer(bufnr)
  local name = name_of(bufnr)
  local client = vim.lsp.get_clients({ bufnr = bufnr, name = NAME })[1]
  if not client then
    health.info(('%s: not attached: %s'):format(name, missing.reason(bufnr)))
    return
  end
  local listing, problem = items.ask_now(client, bufnr)
  if problem then
    health.warn(('%s: attached, but the server does not answer: %s'):format(name, problem))
  elseif listing then
    local counts = listing.counts or { label = 'of an older server', explanation = '' }
    health.ok(('%s: attached, a backlog: %s'):format(name, counts.label))
    for fact in vim.gsplit(counts.explanation, '\n', { trimempty = true }) do
      health.info(fact)
    end
  else
    health.info(('%s: attached, but not checked: see its role below'):format(name))
  end
  if not vim.api.nvim_buf_get_commands(bufnr, {}).LspBacklogRestart then
    health.warn('no commands', { "Call require('backlog_ls').on_attach() in your own on_attach" })
  end
end

local function check_buffers()
  health.start('Buffers')
  local found = false
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    local file = vim.api.nvim_buf_get_name(bufnr):lower()
    local markdown = vim.bo[bufnr].filetype == 'markdown' or file:match('%.md$') or file:match('%.markdown$')
    if vim.api.nvim_buf_is_loaded(bufnr) and markdown then
      found = true
      check_buffer(bufnr)
    end
  end
  if not found then
    health.info('no Markdown file is open')
  end
end

--- Report the role of each attached document, and why it has that role.
local function check_roles(clients)
  health.start('Roles')
  local found = false
  for _, client in ipairs(clients) do
    for bufnr in vim.spairs(client.attached_buffers) do
      local answer, problem = items.ask_now(client, bufnr, 'backlog-ls/role')
      local name = name_of(bufnr)
      if problem then
        health.warn(('%s: unknown role: %s'):format(name, problem))
      elseif answer then
        found = true
        local role = answer.isReported and answer.role or ('not checked (%s)'):format(answer.role)
        local report = answer.isReported and health.ok or health.info
        report(('%s: %s: %s'):format(name, role, table.concat(answer.reasons, '; ')))
      end
    end
  end
  if found then
    health.info(
      'To change a role, use `roles` in the settings or a comment in the document: '
        .. '`<!-- backlog-ls-role: backlog -->`'
    )
  else
    health.info('no document is attached')
  end
end

function M.check()
  local config = vim.lsp.config and vim.lsp.config[NAME]
  local cmd, version = check_binary(config)
  if vim.fn.has('nvim-0.11') == 0 then
    return
  end
  local clients = vim.lsp.get_clients({ name = NAME })
  check_clients(clients, version)
  if cmd then
    check_settings(cmd, clients)
  end
  check_buffers()
  check_roles(clients)
end

return M
