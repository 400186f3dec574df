--- Runs other commands of the server's program.

local M = {}

--- Return the command line of the program without the server's arguments; nil if it is unknown.
---
---@param cmd string[]|function the `cmd` of a client
---@return string[]?
function M.of(cmd)
  if type(cmd) ~= 'table' then
    return nil
  end
  local found = {}
  for _, word in ipairs(cmd) do
    if word == 'server' then
      break
    end
    table.insert(found, word)
  end
  return found
end

return M
