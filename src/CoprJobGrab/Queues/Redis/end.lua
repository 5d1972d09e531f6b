-- Stores the ends of builds. ARGV: teller, lease on the reports in milliseconds, then (task id, urn, attempt, incarnation of the claims that had its claim
-- ('' for none), end of the lease so far, report) of each build. A stored report is `urn attempt until teller`, a line feed, and what is to be told.
-- Answers for each {} when the worker has the task no more or another one tells its report, else {urn, attempt, incarnation} of its claim.
local answer, marks, reports = {}, {}, {}
redis.call('LLEN', KEYS[1])
local ids = arguments(3, 6)
local ends, known, stored = lease_until(ARGV[2]), known_of(ids), in_parts('HMGET', KEYS[5], ids)
for position = 3, #ARGV, 6 do
  local id, at = ARGV[position], #answer + 1
  local urn, attempt, incarnation, kind = hold(known, at, ARGV[position + 1], ARGV[position + 2], ARGV[position + 3], tonumber(ARGV[position + 4]))
  local report = kind == 'E' and stored[at]
  local teller = report and string.match(report, '^%S+ %S+ %d+ (%S+)\n')
  if urn and (not teller or teller == ARGV[1]) then
    add(marks, id, 'E ' .. urn .. ' ' .. attempt .. ' ' .. FOR_EVER)
    add(reports, id, urn .. ' ' .. attempt .. ' ' .. ends .. ' ' .. ARGV[1] .. '\n' .. ARGV[position + 5])
    answer[at] = {urn, tonumber(attempt), incarnation}
  else
    answer[at] = {}
  end
end
write_all(KEYS[4], marks)
write_all(KEYS[5], reports)
return answer
