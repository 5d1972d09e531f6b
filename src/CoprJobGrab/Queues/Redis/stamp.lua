-- Writes the epoch of a new leader. ARGV: epoch.
-- Answers the epoch that the group holds afterwards: a younger one stays, unless it is as high as lead.lua gives none.
local epoch = number_of(KEYS[3], 'epoch')
if epoch > tonumber(ARGV[1]) and epoch < HIGHEST_EPOCH then
  return epoch
end
-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something, and what frees memory needs a leader.
redis.call('HDEL', KEYS[3], 'epoch')
redis.call('HSET', KEYS[3], 'epoch', ARGV[1])
return tonumber(ARGV[1])
