-- Ends a lead. The epoch stays, so that the next one is above it.
-- KEYS: leader. ARGV: holder, epoch of its lead, 1 when nothing that it has begun still runs, else 0, number of renewals as this holder has last seen them.
-- Answers: 1, or 0 when the lead is another's by now.
local holder, epoch = unpack(redis.call('HMGET', KEYS[1], 'holder', 'epoch'))
if holder ~= ARGV[1] or epoch ~= ARGV[2] then
  return 0
end

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local ends = number_of(KEYS[1], 'until')
ends = string.format('%.0f', ends > 0 and math.min(ends, now) or now)
-- Never fewer than others have seen: an older picture would keep the next one waiting.
local renewals = string.format('%.0f', math.max(number_of(KEYS[1], 'renewals'), tonumber(ARGV[4])))
-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something.
redis.call('HDEL', KEYS[1], 'until')
redis.call('HSET', KEYS[1], 'until', ends, 'clean', ARGV[3], 'renewals', renewals)
return 1
