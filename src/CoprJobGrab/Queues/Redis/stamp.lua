-- Writes the epoch of a new leader, and whose the group is. ARGV: epoch, name of the grabber ('' for none).
-- Answers the epoch that the group holds afterwards: a younger one stays, unless it is as high as lead.lua gives none.
-- Answers the name of the other grabber, and writes nothing, when the group is another's: a group belongs to the name that led it first.
-- A grabber without a name, as all were once, writes none: a group that was led and has no owner is its own.
local epoch = number_of(KEYS[3], 'epoch')
local owner = redis.call('HGET', KEYS[3], 'owner') or ''
if owner ~= ARGV[2] and (owner ~= '' or epoch > 0) then
  return owner
end
if epoch > tonumber(ARGV[1]) and epoch < HIGHEST_EPOCH then
  return epoch
end
-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something, and what frees memory needs a leader.
redis.call('HDEL', KEYS[3], 'epoch')
redis.call('HSET', KEYS[3], 'epoch', ARGV[1])
if owner ~= ARGV[2] then
  redis.call('HSET', KEYS[3], 'owner', ARGV[2])
end
return tonumber(ARGV[1])
