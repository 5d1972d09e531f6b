-- Stores the ends of builds. ARGV: teller, lease on the reports in milliseconds, then (task id, urn, attempt, incarnation of the claims that had its claim
-- ('' for none), end of the lease so far, report) of each build.
-- Answers for each {} when the worker has the task no more, when another one tells its report, or when the report is lost and was left to its teller for no
-- longer than until now; else {urn, attempt, incarnation, end of the lease on the report}.
local answer, marks, reports = {}, {}, {}
redis.call('LLEN', KEYS[1])
local ids = arguments(3, 6)
local ends, known, stored = lease_until(ARGV[2]), known_of(ids), in_parts('HMGET', KEYS[5], ids)
for position = 3, #ARGV, 6 do
  local id, at, leased = ARGV[position], #answer + 1, tonumber(ARGV[position + 4])
  local urn, attempt, incarnation, kind = hold(known, at, ARGV[position + 1], ARGV[position + 2], ARGV[position + 3], leased)
  local report = stored[at]
  local is_told = kind == 'E' and (report and teller_of(report) ~= ARGV[1] or not report and leased <= now())
  if urn and not is_told then
    add(marks, id, 'E ' .. urn .. ' ' .. attempt .. ' ' .. FOR_EVER)
    add(reports, id, urn .. ' ' .. attempt .. ' ' .. ends .. ' ' .. ARGV[1] .. '\n' .. ARGV[position + 5])
    answer[at] = {urn, tonumber(attempt), incarnation, ends}
  else
    answer[at] = {}
  end
end
write_all(KEYS[4], marks)
write_all(KEYS[5], reports)
return answer
