-- Ends claims by marks. ARGV: n, then n times (task id, urn, attempt, reason); urn '-' for a task without a claim. Answers how many were marked.
local WIDTH = 4
local done, sought = {}, {}
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[3])
for position = 1, tonumber(ARGV[1]) do
  local at = 2 + WIDTH * (position - 1)
  local urn = ARGV[at + 1]
  if is_claim(redis.call('HGET', KEYS[2], ARGV[at]), urn, tonumber(ARGV[at + 2])) and not (urn == '-' and redis.call('HEXISTS', KEYS[4], ARGV[at]) == 1) then
    done[#done + 1] = at
    if urn ~= '-' and urn ~= '' then
      sought[urn] = true
    end
  end
end

local indexes = indexes_of(KEYS[1], sought, function() end)

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
