-- ARGV: lease in milliseconds, then (task id, urn, attempt, incarnation of the claims that had its claim ('' for none), end of the lease so far) of each build.
-- Answers for each {} when the worker has the task no more or has ended it, else {urn, attempt, incarnation, end of the lease, told} that it has from now on;
-- told is 1 when the task's user has cancelled it.
local answer, marks = {}, {}
redis.call('LLEN', KEYS[1])
local ends, known = lease_until(ARGV[1]), known_of(arguments(2, 5))
for position = 2, #ARGV, 5 do
  local urn, attempt, incarnation, kind = hold(known, #answer + 1, ARGV[position + 1], ARGV[position + 2], ARGV[position + 3], tonumber(ARGV[position + 4]))
  if urn and kind ~= 'E' then
    add(marks, ARGV[position], (kind == 'C' and 'C' or 'L') .. ' ' .. urn .. ' ' .. attempt .. ' ' .. ends)
    answer[#answer + 1] = {urn, tonumber(attempt), incarnation, ends, kind == 'C' and 1 or 0}
  else
    answer[#answer + 1] = {}
  end
end
write_all(KEYS[4], marks)
return answer
