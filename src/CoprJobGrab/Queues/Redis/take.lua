-- ARGV: task id and SHA-1 of the element that is popped next, as seen, lease in milliseconds. Answers {0} when another element comes next by now, {1} when the
-- element was surplus and is thrown away, else {2, attempt, urn, incarnation of the claims that have its claim ('' for none), end of the lease}.
local oldest = redis.call('LINDEX', KEYS[1], -1)
if not oldest or redis.sha1hex(oldest) ~= ARGV[2] then
  return {0}
end
local name, attempt = name_of(oldest), 1
local stored = redis.call('HGET', KEYS[2], ARGV[1])
redis.call('HLEN', KEYS[4])
redis.call('RPOP', KEYS[1])
if stored then
  local urn, stored_attempt = name_and_attempt(stored)
  if urn ~= name then
    return {1}
  end
  attempt = stored_attempt
end
local ends = lease_until(ARGV[3])
mark(ARGV[1], 'L ' .. name .. ' ' .. attempt .. ' ' .. ends)
return {2, attempt, name, stored and redis.call('HGET', KEYS[2], '') or '', ends}
