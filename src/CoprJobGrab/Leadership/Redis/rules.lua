-- Keeps the rules of the grabber that leads, for others to compare theirs with.
-- KEYS: leader. ARGV: holder, epoch of its lead, its rules.
-- Answers: 1, or 0 when the lead is another's by now.
local holder, epoch = unpack(redis.call('HMGET', KEYS[1], 'holder', 'epoch'))
if holder ~= ARGV[1] or epoch ~= ARGV[2] then
  return 0
end

-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something.
redis.call('HDEL', KEYS[1], 'rules')
redis.call('HSET', KEYS[1], 'rules', ARGV[3])
return 1
