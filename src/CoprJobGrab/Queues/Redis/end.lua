-- Stores the ends of builds. ARGV: teller, lease on the reports in milliseconds, then (task id, urn, attempt, incarnation of the claims that had its claim
-- ('' for none), end of the lease so far, report) of each build.
-- Answers for each {} when the worker has the task no more, when another one tells its report, or when the report is lost and the lease of its teller is
-- over; else {urn, attempt, incarnation, end of the lease on the report}.
local answer, marks, reports = {}, {}, {}
redis.call('LLEN', KEYS[1])
local ends, ids = lease_until(ARGV[2]), arguments(3, 6)
local stored = in_parts('HMGET', KEYS[5], ids)
local held = hold_all(ids, function(at)
  return ARGV[6 * at - 2], ARGV[6 * at - 1], ARGV[6 * at], tonumber(ARGV[6 * at + 1])
end)
for at = 1, #ids do
  answer[at] = {}
  if held[at] then
    local urn, attempt, incarnation, kind = unpack(held[at], 1, 4)
    local report = stored[at]
    if kind ~= 'E' or report and teller_of(report) == ARGV[1] or not report and tonumber(ARGV[6 * at + 1]) > now() then
      add_end(marks, reports, ids[at], urn, attempt, ends, ARGV[1], ARGV[6 * at + 2])
      answer[at] = {urn, tonumber(attempt), incarnation, ends}
    end
  end
end
write_all(KEYS[4], marks)
write_all(KEYS[5], reports)
return answer
