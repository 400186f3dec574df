--- The items of a document, from the request `backlog-ls/items`.

local M = {}

M.METHOD = 'backlog-ls/items'

--- The canonical names of the statuses, in the order of work.
M.STATUSES = { 'todo', 'in_progress', 'review', 'blocked', 'deferred', 'done', 'cancelled', 'unknown' }

--- Return the title of a status as in reports: `In progress` for `in_progress`.
---
---@param status string
---@return string
function M.title(status)
  if status == 'unknown' then
    return 'No known status'
  end
  return (status:gsub('_', ' '):gsub('^%l', string.upper))
end

--- Request the items of a buffer. `listing` is nil if the buffer is not a backlog.
---
---@param client vim.lsp.Client
---@param bufnr integer
---@param on_answer fun(problem: string?, listing: table?)
---@return boolean sent
function M.ask(client, bufnr, on_answer)
  local params = { uri = vim.uri_from_bufnr(bufnr) }
  return (client:request(M.METHOD, params, function(problem, listing)
    on_answer(problem and problem.message, listing)
  end, bufnr))
end

--- Request something about a buffer and wait for at most one second.
---
---@param method string? the items, if not given
---@return table? result nil if the buffer is not a backlog
---@return string? problem
function M.ask_now(client, bufnr, method)
  local params = { uri = vim.uri_from_bufnr(bufnr) }
  local answer, problem = client:request_sync(method or M.METHOD, params, 1000, bufnr)
  if not answer then
    return nil, problem
  end
  return answer.result, answer.err and answer.err.message
end

--- Return whether an item is shown: sections are if they have a status.
---@return boolean
function M.is_work(item)
  local holds = item.kind == 'section' or item.kind == 'document'
  return not holds or (item.status.raw ~= nil and item.status.raw ~= vim.NIL)
end

return M
