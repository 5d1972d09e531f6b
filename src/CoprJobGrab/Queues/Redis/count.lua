-- Counts a group without reading its claims. Writes nothing. KEYS: list, claims, meta, marks.
-- Answers: elements of the list, claims, how many of the claims are released, how many of these are parked ones, the epoch, and the owner or nil.
local claims = redis.call('HLEN', KEYS[2]) - redis.call('HEXISTS', KEYS[2], '')
local released, unparked, marks = 0, 0, redis.call('HGETALL', KEYS[4])
for index = 1, #marks, 2 do
  local stored = string.sub(marks[index + 1], 1, 1) == 'R' and redis.call('HGET', KEYS[2], marks[index])
  if stored then
    released = released + 1
    local decoded, claim = pcall(cjson.decode, stored)
    unparked = unparked + (decoded and type(claim) == 'table' and type(claim.parked) == 'string' and 1 or 0)
  end
end
return {redis.call('LLEN', KEYS[1]), claims, released, unparked, number_of(KEYS[3], 'epoch'), redis.call('HGET', KEYS[3], 'owner')}
