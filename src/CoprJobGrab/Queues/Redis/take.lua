-- ARGV: lease in milliseconds, then (task id, name) of the elements that are popped next, as seen and in that order; an empty id for what is no build.
-- The name is the uuid at the element's tail, as it stands there, or the SHA-1 of an element without one.
-- It ends at an element that is another one by now. Answers the incarnation of the claims ('' for none), the end of the lease, and a list: for each
-- element that it popped the attempt of its claim, -1 when it was surplus or no build and is thrown away, or -2 when it was taken without a claim.
local attempts, ids, marks, unclaimed, has_taken = {}, {}, {}, {}, {}
redis.call('HLEN', KEYS[4])
local oldest = redis.call('LRANGE', KEYS[1], (1 - #ARGV) / 2, -1)
for position = 1, #oldest do
  local element, seen = oldest[#oldest + 1 - position], ARGV[2 * position + 1]
  if string.sub(element, -38, -3) ~= seen and redis.sha1hex(element) ~= seen then
    break
  end
  ids[position] = ARGV[2 * position]
end
local claims, time = in_parts('HMGET', KEYS[2], ids), now()
local incarnation, ends = redis.call('HGET', KEYS[2], '') or '', lease_until(ARGV[1])
for position = 1, #ids do
  unclaimed[#unclaimed + 1] = not claims[position] and ids[position] or nil
end
for position, mark in ipairs(in_parts('HMGET', KEYS[4], unclaimed)) do
  local leased = mark and string.match(mark, '^[LCE] %S+ %d+ (%d+)')
  -- Whoever pushed the task without a claim pushed it twice.
  has_taken[unclaimed[position]] = leased and tonumber(leased) > time
end
if #ids > 0 then
  redis.call('LTRIM', KEYS[1], 0, -1 - #ids)
end
for position = 1, #ids do
  local id, stored, seen = ids[position], claims[position], ARGV[2 * position + 1]
  local name = #seen == 36 and string.lower(seen) or name_of(oldest[#oldest + 1 - position])
  local attempt = not stored and 1 or attempt_in(stored, name)
  local is_taken = id ~= '' and attempt and not has_taken[id]
  if is_taken then
    has_taken[id] = true
    add(marks, id, 'L ' .. name .. ' ' .. attempt .. ' ' .. ends)
  end
  attempts[position] = is_taken and (stored and attempt or -2) or -1
end
write_all(KEYS[4], marks)
return {incarnation, ends, attempts}
