-- Ends a lead. The epoch stays, so that the next one is above it.
-- KEYS: leader. ARGV: holder, epoch of its lead, 1 when nothing that it has begun still runs, else 0.
-- Answers: 1, or 0 when the lead is another's by now.
local holder, epoch, ends = unpack(redis.call('HMGET', KEYS[1], 'holder', 'epoch', 'until'))
if holder ~= ARGV[1] or epoch ~= ARGV[2] then
  return 0
end

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
redis.call('HDEL', KEYS[1], 'until')
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', math.min(tonumber(ends), now)), 'clean', ARGV[3])
return 1
