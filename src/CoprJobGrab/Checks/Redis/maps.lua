-- Writes the builder groups of a grabber, forgets those of grabbers that are gone, and gives those of the others.
-- KEYS: maps. ARGV: holder, its groups, after how many milliseconds a grabber is gone.
-- Answers: for each other holder its name, its groups, and its age in milliseconds.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode({map = ARGV[2], time = string.format('%.0f', now)}))

local entries = redis.call('HGETALL', KEYS[1])
local others = {}
for at = 1, #entries, 2 do
  if entries[at] ~= ARGV[1] then
    local readable, entry = pcall(cjson.decode, entries[at + 1])
    local time = readable and type(entry) == 'table' and type(entry.map) == 'string' and tonumber(entry.time)
    if time and now - time <= tonumber(ARGV[3]) then
      others[#others + 1] = {entries[at], entry.map, math.max(0, now - time)}
    else
      redis.call('HDEL', KEYS[1], entries[at])
    end
  end
end

return others
