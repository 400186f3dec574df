--- Shows the output of `backlog-ls report` in a buffer of its own.

local program = require('backlog_ls.program')
local view = require('backlog_ls.view')

local M = {}

local SHOWN = ' <CR> open the line   r report again   q close'

--- Return the file and line of a line of the report: those at its end, as in `  docs/TODO.md:12`, or the
--- document before a bar.
---
---@param text string
---@param folder string in which the report was made
---@return string? file
---@return integer line from 1
local function location_in(text, folder)
  local path, number = text:match('^%s.*%s%s(%S.*):(%d+)$')
  path = path or text:match('^  (%S.-) +[\226]') -- the first byte of a bar
  local file = path and vim.fs.normalize(path:sub(1, 1) == '/' and path or vim.fs.joinpath(folder, path))
  return file and vim.fn.filereadable(file) == 1 and file or nil, tonumber(number or 1)
end

local function go(bufnr)
  local file, number = location_in(vim.api.nvim_get_current_line(), vim.b[bufnr].backlog_folder)
  if not file then
    view.say('This line has no location.')
    return
  end
  local place = { line = number - 1, character = 0 }
  view.go_to({ uri = vim.uri_from_fname(file), range = { start = place, ['end'] = place } }, 'utf-8')
end

local function show(report, text, folder)
  local bufnr, is_new = view.open('report', report.path, report.mods)
  if is_new then
    local function again()
      M.open(vim.tbl_extend('force', report, { shown_in = bufnr }))
    end
    view.map(bufnr, {
      {
        '<CR> gf gF',
        function()
          go(bufnr)
        end,
        'Go to the location in the line',
      },
      { 'r', again, 'Report again' },
      { 'q', vim.cmd.close, 'Close the report' },
    }, SHOWN)
  end
  vim.b[bufnr].backlog_folder = folder
  local place = vim.api.nvim_win_get_cursor(0)
  view.set_lines(bufnr, vim.split(vim.trim(text), '\n', { plain = true }))
  place[1] = math.min(place[1], vim.api.nvim_buf_line_count(bufnr))
  vim.api.nvim_win_set_cursor(0, place)
end

--- Return the text of a buffer as it would be written.
local function text_of(bufnr)
  return table.concat(vim.api.nvim_buf_get_lines(bufnr, 0, -1, true), '\n') .. '\n'
end

--- Make a report in the background, and show it.
---
---@param report table with the `client`; the `path` of a document or folder; the `bufnr` of the document,
---whose text is used, saved or not; the `mods` of the command; and `shown_in`, the buffer of a report to renew
function M.open(report)
  local cmd = program.of(report.client.config.cmd)
  if not cmd then
    view.say('Unknown server program.')
    return
  end
  local whole = vim.list_extend(cmd, { 'report', '--format', 'text' })
  local text
  if report.bufnr and vim.api.nvim_buf_is_loaded(report.bufnr) then
    vim.list_extend(whole, { '--stdin-filename', report.path, '-' })
    text = text_of(report.bufnr)
  else
    table.insert(whole, report.path)
  end
  local folder = vim.fn.getcwd()
  local width = { COLUMNS = tostring(vim.api.nvim_win_get_width(0)) }
  vim.system(whole, { cwd = folder, env = width, text = true, stdin = text }, function(done)
    vim.schedule(function()
      if report.shown_in and not vim.api.nvim_buf_is_valid(report.shown_in) then
        return -- closed meanwhile
      elseif done.code == 0 then
        show(report, done.stdout, folder)
      else
        view.say(vim.trim(done.stderr))
      end
    end)
  end)
end

return M
