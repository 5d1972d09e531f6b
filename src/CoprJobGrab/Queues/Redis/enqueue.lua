-- Claims tasks and pushes their envelopes: all of those that have neither claim nor mark, in one step.
-- ARGV: those of leader.lua, LPUSH or RPUSH, n, then n times (task id, claim), then n envelopes.
-- Answers: a refusal, or 1, version, and the positions of the tasks for which nothing was done: from 0 for one that is claimed,
-- from -1 downwards for one that was released after the observation.
local refused = refusal()
if refused then
  return refused
end

local push = ARGV[FIRST]
local count = tonumber(ARGV[FIRST + 1])
local first_task = FIRST + 2
local first_envelope = first_task + 2 * count
local ids = {}
for position = 1, count do
  ids[position] = ARGV[first_task + 2 * (position - 1)]
end
local known = redis.call('HMGET', KEYS[2], unpack(ids))
local marks = redis.call('EXISTS', KEYS[4]) == 1 and redis.call('HMGET', KEYS[4], unpack(ids)) or {}

local skipped, claims, envelopes, seen = {}, {}, {}, {}
for position = 1, count do
  if known[position] or seen[ids[position]] then
    known[position] = true
    skipped[#skipped + 1] = position - 1
  elseif marks[position] then
    known[position] = true
    skipped[#skipped + 1] = -position
  end
  seen[ids[position]] = true
end
if #skipped == count then
  return {1, number_of(KEYS[3], 'version'), unpack(skipped)}
end

begin()
if #skipped == 0 then
  redis.call('HSET', KEYS[2], unpack(ARGV, first_task, first_envelope - 1))
  redis.call(push, KEYS[1], unpack(ARGV, first_envelope, first_envelope + count - 1))
else
  for position = 1, count do
    if not known[position] then
      claims[#claims + 1] = ids[position]
      claims[#claims + 1] = ARGV[first_task + 2 * (position - 1) + 1]
      envelopes[#envelopes + 1] = ARGV[first_envelope + position - 1]
    end
  end
  redis.call('HSET', KEYS[2], unpack(claims))
  redis.call(push, KEYS[1], unpack(envelopes))
end
return {1, advance('version'), unpack(skipped)}
