-- Ends or replaces claims, each only if it is still the one that was observed, takes the elements of the waiting ones out of the list, and pushes new ones.
-- ARGV: those of leader.lua, n, then n times (task id, urn of its claim, attempt, name of its element or '' when it was not waiting, mark as observed or '',
-- new claim or '' when it ends, envelope or '', LPUSH or RPUSH or '' when the mark stays, too).
-- Answers: a refusal, or 1, version, and for each claim 0 done, 1 popped meanwhile, 2 another claim by now.
local refused = refusal()
if refused then
  return refused
end

local WIDTH = 8
local count = tonumber(ARGV[FIRST])
local outcomes, sought = {}, {}
local function argument(position, offset)
  return ARGV[FIRST + 1 + WIDTH * (position - 1) + offset]
end
for position = 1, count do
  local id, element = argument(position, 0), argument(position, 3)
  if not is_claim(redis.call('HGET', KEYS[2], id), argument(position, 1), tonumber(argument(position, 2)))
    or (redis.call('HGET', KEYS[4], id) or '') ~= argument(position, 4) then
    outcomes[position] = 2
  elseif element == '' then
    outcomes[position] = 0
  else
    outcomes[position] = 1
    sought[element] = position
  end
end

local indexes = indexes_of(KEYS[1], sought, function(position)
  outcomes[position] = 0
end)

-- Deletes come first: a Redis that is out of memory refuses a script whose first write adds something.
local done = false
for position = 1, count do
  if outcomes[position] == 0 then
    done = true
    if argument(position, 4) ~= '' and argument(position, 7) ~= '' then
      redis.call('HDEL', KEYS[4], argument(position, 0))
    end
    if argument(position, 5) == '' then
      redis.call('HDEL', KEYS[2], argument(position, 0))
    end
  end
end
if not done then
  return {1, number_of(KEYS[3], 'version'), unpack(outcomes)}
end
remove(KEYS[1], indexes)
for position = 1, count do
  if outcomes[position] == 0 and argument(position, 5) ~= '' then
    begin()
    redis.call('HSET', KEYS[2], argument(position, 0), argument(position, 5))
    if argument(position, 6) ~= '' then
      redis.call(argument(position, 7), KEYS[1], argument(position, 6))
    end
  end
end
return {1, advance('version'), unpack(outcomes)}
