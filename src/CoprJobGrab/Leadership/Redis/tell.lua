-- Keeps in a field what the grabber that leads tells others, such as its rules or its last poll.
-- KEYS: leader. ARGV: holder, epoch of its lead, the field, what it holds from now on.
-- Answers: 1, or 0 when the lead is another's by now.
local holder, epoch = unpack(redis.call('HMGET', KEYS[1], 'holder', 'epoch'))
if holder ~= ARGV[1] or epoch ~= ARGV[2] then
  return 0
end

-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something.
redis.call('HDEL', KEYS[1], ARGV[3])
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
return 1
