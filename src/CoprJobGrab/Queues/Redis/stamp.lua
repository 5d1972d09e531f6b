-- Writes the epoch of a new leader. ARGV: epoch. Answers the epoch that the group holds afterwards: a younger one stays.
local epoch = number_of(KEYS[3], 'epoch')
if epoch > tonumber(ARGV[1]) then
  return epoch
end
redis.call('HSET', KEYS[3], 'epoch', ARGV[1])
return tonumber(ARGV[1])
