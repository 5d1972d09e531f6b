-- Put before the scripts of the leader. Their ARGV begin with: epoch, incarnation as observed ('' for none), incarnation after the write, version as observed.
-- Answers of a refused write: {0} the claims are others by now or went back, {2, epoch} the group holds this epoch and not the writer's.
local FIRST = 5

local function refusal()
  local epoch = number_of(KEYS[3], 'epoch')
  if epoch ~= tonumber(ARGV[1]) then
    return {2, epoch}
  end
  local begun = redis.call('HGET', KEYS[2], '')
  if begun and begun ~= ARGV[2] and begun ~= ARGV[3] or not begun and ARGV[2] ~= '' or number_of(KEYS[3], 'version') < tonumber(ARGV[4]) then
    return {0}
  end
  -- Nothing is rolled back, so that a key of another type must be found before the first write.
  redis.call('LLEN', KEYS[1])
  redis.call('HLEN', KEYS[4])
end

local function begin()
  if redis.call('HEXISTS', KEYS[2], '') == 0 then
    redis.call('HSET', KEYS[2], '', ARGV[3])
  end
end
