-- ARGV: lease in milliseconds, then (task id, urn, attempt, incarnation of the claims that had its claim ('' for none), end of the lease so far) of each build.
-- Answers for each {} when the worker has the task no more or has ended it, else {urn, attempt, incarnation, end of the lease, told} that it has from now on;
-- told is 1 when the task's user has cancelled it.
local answer, marks = {}, {}
redis.call('LLEN', KEYS[1])
local ends, ids = lease_until(ARGV[1]), arguments(2, 5)
local held = hold_all(ids, function(at)
  return ARGV[5 * at - 2], ARGV[5 * at - 1], ARGV[5 * at], tonumber(ARGV[5 * at + 1])
end)
for at = 1, #ids do
  answer[at] = {}
  if held[at] and held[at][4] ~= 'E' then
    local urn, attempt, incarnation, kind = unpack(held[at], 1, 4)
    add(marks, ids[at], (kind == 'C' and 'C' or 'L') .. ' ' .. urn .. ' ' .. attempt .. ' ' .. ends)
    answer[at] = {urn, tonumber(attempt), incarnation, ends, kind == 'C' and 1 or 0}
  end
end
write_all(KEYS[4], marks)
return answer
