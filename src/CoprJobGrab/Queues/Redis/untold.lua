-- Gives reports whose tellers have let their leases run out to another teller. ARGV: teller, lease on the reports in milliseconds, how many at most.
-- Answers (task id, urn, attempt, incarnation of the claims that have its claim ('' for none), report, end of the lease on it) of each.
-- A report of a claim that has ended is removed.
-- An ended build whose report is lost becomes a lease again that runs out, unless its teller stores the end again.
local answer, lost, ids, due, marks, reports, unreadable = {}, {}, {}, {}, {}, {}, {}
redis.call('LLEN', KEYS[1])
local stored, current, has_report = redis.call('HGETALL', KEYS[5]), redis.call('HGETALL', KEYS[4]), {}
local time, ends = now(), lease_until(ARGV[2])
for position = 1, #stored, 2 do
  local id, report = stored[position], stored[position + 1]
  local urn, attempt, leased, from = string.match(report, '^(%S+) (%d+) (%d+) %S+\n()')
  has_report[id] = true
  if not urn then
    unreadable[#unreadable + 1] = id
  elseif #ids < tonumber(ARGV[3]) and tonumber(leased) <= time then
    ids[#ids + 1] = id
    due[#ids] = {urn, attempt, string.sub(report, from)}
  end
end
for position = 1, #current, 2 do
  local named = string.match(current[position + 1], '^E (%S+ %d+) ')
  if named and not has_report[current[position]] then
    add(lost, current[position], 'L ' .. named .. ' ' .. ends)
  end
end
write_all(KEYS[4], lost)
local held = hold_all(ids, function(at)
  return due[at][1], due[at][2], '', tonumber(FOR_EVER)
end)
for at = 1, #ids do
  if held[at] then
    local urn, attempt, incarnation = unpack(held[at], 1, 3)
    add_end(marks, reports, ids[at], urn, attempt, ends, ARGV[1], due[at][3])
    answer[#answer + 1] = {ids[at], urn, tonumber(attempt), incarnation, due[at][3], ends}
  end
end
in_parts('HDEL', KEYS[5], unreadable)
in_parts('HDEL', KEYS[5], ids)
write_all(KEYS[4], marks)
write_all(KEYS[5], reports)
return answer
