-- Ends a lead. The epoch stays, so that the next one is above it.
-- KEYS: leader. ARGV: holder, epoch of its lead, 1 when nothing that it has begun still runs, else 0, number of renewals as this holder has last seen them.
-- Answers: 1, or 0 when the lead is another's by now.
local holder, epoch = unpack(redis.call('HMGET', KEYS[1], 'holder', 'epoch'))
if holder ~= ARGV[1] or epoch ~= ARGV[2] then
  return 0
end

local now = clock()
local notes = ARGV[3] == '1' and notes_in(KEYS[1]) or {}
-- Never fewer than others have seen: an older picture would keep the next one waiting.
local renewals = whole(math.max(number_of(KEYS[1], 'renewals'), tonumber(ARGV[4])))
-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something.
redis.call('HDEL', KEYS[1], 'until')
redis.call('HSET', KEYS[1], 'until', whole(now), 'clean', ARGV[3] == '1' and '1' or '2', 'renewals', renewals)
for index = 1, #notes do
  if notes[index].holder == ARGV[1] then
    redis.call('HDEL', KEYS[1], notes[index].field)
  end
end
return 1
