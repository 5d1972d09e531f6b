-- Ends claims by marks. ARGV: name of an element, how many stood from it to the tail, version of the claims then, then for each claim (task id, urn, attempt,
-- reason, condition, place of its element from the tail, -1 when it did not stand in the list or 0 when that is not known); urn '-' for a task without a claim.
-- While the version is the same nobody has pushed an element of a claim since, and one that did not stand in the list is not searched for.
-- The condition is '' for none, 'W' for "only while it stands in the list", 'L' for "a worker holds its lease": the worker is told by the mark,
-- which stays a lease, and ends the claim itself.
-- Answers how many were marked.
local FIRST, WIDTH = 4, 6
local chosen, sought, place, waiting, told = {}, {}, {}, {}, {}
redis.call('LLEN', KEYS[1])
local is_same = number_of(KEYS[3], 'version') == tonumber(ARGV[3])
for at = FIRST, #ARGV, WIDTH do
  local urn = ARGV[at + 1]
  local stored, current = redis.call('HGET', KEYS[2], ARGV[at]), redis.call('HGET', KEYS[4], ARGV[at])
  local named = is_claim(stored, urn, tonumber(ARGV[at + 2]))
  -- A build that has ended keeps its claim until that is told.
  local ended = 'E ' .. urn .. ' ' .. ARGV[at + 2] .. ' '
  if ARGV[at + 4] == 'L' then
    local mine = ' ' .. urn .. ' ' .. ARGV[at + 2] .. ' '
    if (named or not stored) and current and string.find(current, '^[LC]') and string.sub(current, 2, 1 + #mine) == mine then
      told[#told + 1] = {ARGV[at], 'C' .. string.sub(current, 2)}
    end
  elseif named and not (urn == '-' and current) and not (current and string.sub(current, 1, #ended) == ended) then
    chosen[#chosen + 1] = at
    local stood = is_same and tonumber(ARGV[at + 5]) or 0
    if urn ~= '-' and urn ~= '' and stood >= 0 then
      sought[urn], place[urn] = at, stood
    end
  end
end

local indexes = indexes_at(KEYS[1], sought, place, ARGV[1], tonumber(ARGV[2]), function(at)
  waiting[at] = true
end)
local done = {}
for position = 1, #chosen do
  local at = chosen[position]
  if ARGV[at + 4] ~= 'W' or waiting[at] then
    done[#done + 1] = at
  end
end

-- Deletes come first: a Redis that is out of memory refuses a script whose first write adds something, and workers must be able to finish.
for position = 1, #done do
  redis.call('HDEL', KEYS[4], ARGV[done[position]])
end
for position = 1, #told do
  redis.call('HDEL', KEYS[4], told[position][1])
end
remove(KEYS[1], indexes)
local revision = number_of(KEYS[3], 'revision')
for position = 1, #done do
  local at = done[position]
  redis.call('HSET', KEYS[4], ARGV[at], 'R ' .. ARGV[at + 1] .. ' ' .. ARGV[at + 2] .. ' ' .. string.format('%.0f', revision + position) .. ' ' .. ARGV[at + 3])
end
if #done > 0 then
  redis.call('HSET', KEYS[3], 'revision', string.format('%.0f', revision + #done))
end
for position = 1, #told do
  redis.call('HSET', KEYS[4], told[position][1], told[position][2])
end
return #done + #told
