-- Ends claims by marks. ARGV: n, then n times (task id, urn, attempt, reason); urn '-' for a task without a claim. Answers how many were marked.
local WIDTH = 4
local done, sought, left = {}, {}, 0
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[3])
for position = 1, tonumber(ARGV[1]) do
  local at = 2 + WIDTH * (position - 1)
  local urn = ARGV[at + 1]
  if is_claim(redis.call('HGET', KEYS[2], ARGV[at]), urn, tonumber(ARGV[at + 2])) and not (urn == '-' and redis.call('HEXISTS', KEYS[4], ARGV[at]) == 1) then
    done[#done + 1] = at
    if urn ~= '-' and urn ~= '' then
      sought[urn] = true
      left = left + 1
    end
  end
end

local indexes = {}
if left > 0 then
  walk(KEYS[1], function(name, index)
    if sought[name] then
      sought[name] = nil
      indexes[#indexes + 1] = index
      left = left - 1
    end
    return left == 0
  end)
end

-- Deletes come first: a Redis that is out of memory refuses a script whose first write adds something, and workers must be able to finish.
for position = 1, #done do
  redis.call('HDEL', KEYS[4], ARGV[done[position]])
end
remove(KEYS[1], indexes)
for position = 1, #done do
  local at = done[position]
  redis.call('HSET', KEYS[4], ARGV[at], 'R ' .. ARGV[at + 1] .. ' ' .. ARGV[at + 2] .. ' ' .. string.format('%.0f', advance('revision')) .. ' ' .. ARGV[at + 3])
end
return #done
