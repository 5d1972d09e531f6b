-- ARGV: lease in milliseconds, then (task id, SHA-1) of the elements that are popped next, as seen and in that order; an empty id for what is no build.
-- It ends at an element that is another one by now. Answers for each that it popped {} when the element was surplus or no build and is thrown away,
-- else {attempt, urn, incarnation of the claims that have its claim ('' for none), end of the lease}.
local answer = {}
redis.call('HLEN', KEYS[4])
local incarnation, ends = redis.call('HGET', KEYS[2], '') or '', lease_until(ARGV[1])
for position = 2, #ARGV, 2 do
  local oldest = redis.call('LINDEX', KEYS[1], -1)
  if not oldest or redis.sha1hex(oldest) ~= ARGV[position + 1] then
    break
  end
  local id, taken = ARGV[position], {}
  local stored = id ~= '' and redis.call('HGET', KEYS[2], id)
  redis.call('RPOP', KEYS[1])
  if id ~= '' then
    local name, attempt, urn = name_of(oldest), 1, nil
    if stored then
      urn, attempt = name_and_attempt(stored)
    end
    if not stored or urn == name then
      mark(id, 'L ' .. name .. ' ' .. attempt .. ' ' .. ends)
      taken = {attempt, name, stored and incarnation or '', ends}
    end
  end
  answer[#answer + 1] = taken
end
return answer
