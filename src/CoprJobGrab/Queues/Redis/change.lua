-- Ends or replaces claims, each only if it is still the one that was observed, takes the elements of the waiting ones out of the list, and pushes new ones.
-- ARGV: those of leader.lua, name of an element, how many stood from it to the tail, then for each claim (task id, urn of its claim, attempt, name of its
-- element or '' when it was not waiting, place of that from the tail or 0, mark as observed or '', new claim or '' when it ends, envelope or '', LPUSH or
-- RPUSH or '' when the mark stays, too).
-- Answers: a refusal, or 1, version, and for each claim 0 done, 1 popped meanwhile, 2 another claim by now.
local refused = refusal()
if refused then
  return refused
end

local WIDTH = 9
local count = (#ARGV - FIRST - 1) / WIDTH
local outcomes, sought, place = {}, {}, {}
local function argument(position, offset)
  return ARGV[FIRST + 2 + WIDTH * (position - 1) + offset]
end
for position = 1, count do
  local id, element = argument(position, 0), argument(position, 3)
  if not is_claim(redis.call('HGET', KEYS[2], id), argument(position, 1), tonumber(argument(position, 2)))
    or (redis.call('HGET', KEYS[4], id) or '') ~= argument(position, 5) then
    outcomes[position] = 2
  elseif element == '' then
    outcomes[position] = 0
  else
    outcomes[position] = 1
    sought[element], place[element] = position, tonumber(argument(position, 4))
  end
end

local indexes = indexes_at(KEYS[1], sought, place, ARGV[FIRST], tonumber(ARGV[FIRST + 1]), function(position)
  outcomes[position] = 0
end)

-- Deletes come first: a Redis that is out of memory refuses a script whose first write adds something.
local done = false
for position = 1, count do
  if outcomes[position] == 0 then
    done = true
    if argument(position, 5) ~= '' and argument(position, 8) ~= '' then
      redis.call('HDEL', KEYS[4], argument(position, 0))
    end
    if argument(position, 6) == '' then
      redis.call('HDEL', KEYS[2], argument(position, 0))
    end
  end
end
if not done then
  return {1, number_of(KEYS[3], 'version'), unpack(outcomes)}
end
remove(KEYS[1], indexes)
for position = 1, count do
  if outcomes[position] == 0 and argument(position, 6) ~= '' then
    begin()
    redis.call('HSET', KEYS[2], argument(position, 0), argument(position, 6))
    if argument(position, 7) ~= '' then
      redis.call(argument(position, 8), KEYS[1], argument(position, 7))
    end
  end
end
return {1, advance('version'), unpack(outcomes)}
