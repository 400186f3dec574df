--- How many items of a buffer are open and done, for a statusline:
---
---     vim.o.statusline = "%f %m%=%{v:lua.require'backlog_ls.statusline'.get()} %l,%c"

local items = require('backlog_ls.items')

local M = {}

local PAUSE = 300 -- milliseconds without a change before the next request

--- The state of each buffer: `tick` is the changedtick for which `text` was computed.
---@type table<integer, { tick: integer?, text: string, waiting: boolean }>
local known = {}

local function tick_of(bufnr)
  return vim.api.nvim_buf_get_changedtick(bufnr)
end

local function client_of(bufnr)
  local client = vim.lsp.get_clients({ bufnr = bufnr, name = 'backlog_ls' })[1]
  return client and not client:is_stopped() and client or nil
end

local function ask(bufnr, tick)
  local state = known[bufnr]
  if not state or not vim.api.nvim_buf_is_loaded(bufnr) then
    known[bufnr] = nil
    return
  end
  if tick_of(bufnr) ~= tick then -- changed meanwhile
    tick = tick_of(bufnr)
    vim.defer_fn(function()
      ask(bufnr, tick)
    end, PAUSE)
    return
  end
  local client = client_of(bufnr)
  local sent = client
    and items.ask(client, bufnr, function(_, listing)
      local counts = listing and listing.counts -- older servers send none
      local text = counts and ('%d open, %d done'):format(counts.open, counts.done) or ''
      local changed = text ~= state.text
      state.tick, state.text, state.waiting = tick, text, false
      if changed then
        vim.cmd('redrawstatus!')
      end
    end)
  if not sent then
    known[bufnr] = nil
  end
end

--- Return `3 open, 2 done` for a buffer; empty if it is not a backlog or not read yet.
---
--- Does not block: requests the counts in the background and redraws the statusline.
---
---@param bufnr integer? the current one, if not given
---@return string
function M.get(bufnr)
  bufnr = (not bufnr or bufnr == 0) and vim.api.nvim_get_current_buf() or bufnr
  if not client_of(bufnr) then
    known[bufnr] = nil
    return ''
  end
  local state = known[bufnr]
  if not state then
    state = { text = '', waiting = false }
    known[bufnr] = state
  end
  local tick = tick_of(bufnr)
  if state.tick ~= tick and not state.waiting then
    state.waiting = true
    vim.defer_fn(function()
      ask(bufnr, tick)
    end, state.tick and PAUSE or 0)
  end
  return state.text
end

return M
