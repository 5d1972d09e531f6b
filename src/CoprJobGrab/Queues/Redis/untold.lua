-- Gives reports whose tellers have let their leases run out to another teller. ARGV: teller, lease on the reports in milliseconds, how many at most.
-- Answers (task id, urn, attempt, incarnation of the claims that have its claim ('' for none), report, end of the lease on it) of each.
-- A report of a claim that has ended is removed.
-- An ended build whose report is lost becomes a lease again that runs out, unless its teller stores the end again.
local answer = {}
redis.call('LLEN', KEYS[1])
local reports, left = redis.call('HGETALL', KEYS[5]), tonumber(ARGV[3])
local time, ends = now(), lease_until(ARGV[2])
local marks, has_report = redis.call('HGETALL', KEYS[4]), {}
for position = 1, #reports, 2 do
  has_report[reports[position]] = true
end
for position = 1, #marks, 2 do
  local named = string.match(marks[position + 1], '^E (%S+ %d+) ')
  if named and not has_report[marks[position]] then
    write_all(KEYS[4], {marks[position], 'L ' .. named .. ' ' .. ends})
  end
end
for position = 1, #reports, 2 do
  local id, report = reports[position], reports[position + 1]
  local urn, attempt, leased, from = string.match(report, '^(%S+) (%d+) (%d+) %S+\n()')
  if left > 0 and (not urn or tonumber(leased) <= time) then
    local incarnation
    if urn then
      urn, attempt, incarnation = hold(known_of({id}), 1, urn, attempt, '', tonumber(FOR_EVER))
    end
    redis.call('HDEL', KEYS[5], id)
    if urn then
      local told = string.sub(report, from)
      write_all(KEYS[4], {id, 'E ' .. urn .. ' ' .. attempt .. ' ' .. FOR_EVER})
      redis.call('HSET', KEYS[5], id, urn .. ' ' .. attempt .. ' ' .. ends .. ' ' .. ARGV[1] .. '\n' .. told)
      answer[#answer + 1] = {id, urn, tonumber(attempt), incarnation, told, ends}
      left = left - 1
    end
  end
end
return answer
