-- Stores the ends of builds. ARGV: teller, lease on the reports in milliseconds, then (task id, urn, attempt, incarnation of the claims that had its claim
-- ('' for none), end of the lease so far, report) of each build.
-- Answers for each {} when the worker has the task no more, when another one tells its report, or when the report is lost and was left to its teller for no
-- longer than until now; else {urn, attempt, incarnation, end of the lease on the report}.
local answer = {}
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[5])
local ends = lease_until(ARGV[2])
for position = 3, #ARGV, 6 do
  local id = ARGV[position]
  local urn, attempt, incarnation, kind = hold(id, ARGV[position + 1], ARGV[position + 2], ARGV[position + 3], tonumber(ARGV[position + 4]))
  local report = kind == 'E' and redis.call('HGET', KEYS[5], id)
  local is_told = kind == 'E' and (report and teller_of(report) ~= ARGV[1] or not report and tonumber(ARGV[position + 4]) <= now())
  if urn and not is_told then
    mark(id, 'E ' .. urn .. ' ' .. attempt .. ' ' .. FOR_EVER)
    redis.call('HDEL', KEYS[5], id)
    redis.call('HSET', KEYS[5], id, urn .. ' ' .. attempt .. ' ' .. ends .. ' ' .. ARGV[1] .. '\n' .. ARGV[position + 5])
    answer[#answer + 1] = {urn, tonumber(attempt), incarnation, ends}
  else
    answer[#answer + 1] = {}
  end
end
return answer
