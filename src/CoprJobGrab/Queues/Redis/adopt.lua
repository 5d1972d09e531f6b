-- Writes claims for tasks that stand in the list without one, and takes doubled elements out.
-- KEYS: list, claims, meta. ARGV: incarnation as observed ('' for none), incarnation to begin, expected version, expected name of the newest element, n, then n times
-- (task id, claim), then for each name that stands in the list too often: name, how many of them to remove.
-- Answers: 0 when claims or list are others any more, else 1 and the version. What was popped meanwhile is adopted all the same: a worker has it.
local begun = redis.call('HGET', KEYS[2], '')
local version = redis.call('HGET', KEYS[3], 'version') or '0'
local newest = redis.call('LINDEX', KEYS[1], 0)
if (begun or '') ~= ARGV[1] or version ~= ARGV[3] or newest and name_of(newest) ~= ARGV[4] then
  return {0}
end

local FIRST = 6
local count = tonumber(ARGV[5])
local first_doubled = FIRST + 2 * count
local surplus, left, indexes = {}, 0, {}
for at = first_doubled, #ARGV, 2 do
  surplus[ARGV[at]] = tonumber(ARGV[at + 1])
  left = left + surplus[ARGV[at]]
end
if left > 0 then
  walk(KEYS[1], function(name, index)
    if (surplus[name] or 0) > 0 then
      surplus[name] = surplus[name] - 1
      indexes[#indexes + 1] = index
      left = left - 1
    end
    return left == 0
  end)
end

if not begun then
  redis.call('HSET', KEYS[2], '', ARGV[2])
end
for at = FIRST, first_doubled - 1, 2 * CHUNK do
  redis.call('HSET', KEYS[2], unpack(ARGV, at, math.min(at + 2 * CHUNK, first_doubled) - 1))
end
remove(KEYS[1], indexes)
return {1, redis.call('HINCRBY', KEYS[3], 'version', 1)}
