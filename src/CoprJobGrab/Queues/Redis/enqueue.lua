-- Claims tasks and pushes their envelopes: all of those that have no claim, in one step.
-- KEYS: list, claims, meta. ARGV: incarnation as observed ('' for none), current incarnation, n, then n times (task id, claim), then n envelopes.
-- Answers: 0 when the claims are others, else 1, version, and the positions (from 0) of the tasks that were claimed already.
local begun = redis.call('HGET', KEYS[2], '')
if begun and begun ~= ARGV[1] and begun ~= ARGV[2] or not begun and ARGV[1] ~= '' then
  return {0}
end

-- Nothing is rolled back, so that keys of another type must be found before the first write.
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[3])

local FIRST = 4
local count = tonumber(ARGV[3])
local first_envelope = FIRST + 2 * count
local ids = {}
for position = 1, count do
  ids[position] = ARGV[FIRST + 2 * (position - 1)]
end
local known = redis.call('HMGET', KEYS[2], unpack(ids))

local duplicates, claims, envelopes, seen = {}, {}, {}, {}
for position = 1, count do
  if known[position] or seen[ids[position]] then
    known[position] = true
    duplicates[#duplicates + 1] = position - 1
  end
  seen[ids[position]] = true
end
if #duplicates == count then
  return {1, version_of(KEYS[3]), unpack(duplicates)}
end

if not begun then
  redis.call('HSET', KEYS[2], '', ARGV[2])
end
if #duplicates == 0 then
  redis.call('HSET', KEYS[2], unpack(ARGV, FIRST, first_envelope - 1))
  redis.call('LPUSH', KEYS[1], unpack(ARGV, first_envelope, first_envelope + count - 1))
else
  for position = 1, count do
    if not known[position] then
      claims[#claims + 1] = ids[position]
      claims[#claims + 1] = ARGV[FIRST + 2 * (position - 1) + 1]
      envelopes[#envelopes + 1] = ARGV[first_envelope + position - 1]
    end
  end
  redis.call('HSET', KEYS[2], unpack(claims))
  redis.call('LPUSH', KEYS[1], unpack(envelopes))
end
return {1, advance(KEYS[3]), unpack(duplicates)}
