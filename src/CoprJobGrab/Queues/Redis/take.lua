-- ARGV: lease in milliseconds, then (task id, SHA-1) of the elements that are popped next, as seen and in that order; an empty id for what is no build.
-- It ends at an element that is another one by now. Answers for each that it popped {} when the element was surplus or no build and is thrown away,
-- else {attempt, urn, incarnation of the claims that have its claim ('' for none), end of the lease}.
local answer, ids, marks, popped, has_taken = {}, {}, {}, 0, {}
redis.call('HLEN', KEYS[4])
local oldest = redis.call('LRANGE', KEYS[1], (1 - #ARGV) / 2, -1)
while popped < #oldest and redis.sha1hex(oldest[#oldest - popped]) == ARGV[2 * popped + 3] do
  popped = popped + 1
  ids[popped] = ARGV[2 * popped]
end
local claims, unclaimed = in_parts('HMGET', KEYS[2], ids), {}
local incarnation, ends, time = redis.call('HGET', KEYS[2], '') or '', lease_until(ARGV[1]), now()
for position = 1, popped do
  unclaimed[#unclaimed + 1] = not claims[position] and ids[position] or nil
end
for position, mark in ipairs(in_parts('HMGET', KEYS[4], unclaimed)) do
  local leased = mark and string.match(mark, '^[LCE] %S+ %d+ (%d+)')
  -- Whoever pushed the task without a claim pushed it twice.
  has_taken[unclaimed[position]] = leased and tonumber(leased) > time
end
if popped > 0 then
  redis.call('LTRIM', KEYS[1], 0, -1 - popped)
end
for position = 1, popped do
  local id, stored, taken = ids[position], claims[position], {}
  if id ~= '' then
    local name, attempt, urn = name_of(oldest[#oldest + 1 - position]), 1, nil
    if stored then
      urn, attempt = name_and_attempt(stored)
    end
    if not has_taken[id] and (not stored or urn == name) then
      has_taken[id] = true
      add(marks, id, 'L ' .. name .. ' ' .. attempt .. ' ' .. ends)
      taken = {attempt, name, stored and incarnation or '', ends}
    end
  end
  answer[position] = taken
end
write_all(KEYS[4], marks)
return answer
