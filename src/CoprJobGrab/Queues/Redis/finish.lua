-- ARGV: (task id, urn, attempt, teller of its report or '', reason, pause in milliseconds or '', words) of each build.
-- Answers for each 1, or 0 when another worker has the task by now, or another teller its report, or when it was given back before.
local answer, done, again, ended, marks = {}, {}, {}, {}, {}
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[4])
local ids = arguments(1, 7)
local claims, reports, revision = in_parts('HMGET', KEYS[2], ids), in_parts('HMGET', KEYS[5], ids), number_of(KEYS[3], 'revision')
for at = 1, #ids do
  local urn, attempt, teller, reason = ARGV[7 * at - 5], ARGV[7 * at - 4], ARGV[7 * at - 3], ARGV[7 * at - 2]
  local stored, report = claims[at], reports[at]
  local is_own = not stored or is_claim(stored, urn, tonumber(attempt))
  local is_told = true
  if report then
    local of = urn .. ' ' .. attempt .. ' '
    if string.sub(report, 1, #of) == of then
      is_told = teller_of(report) == teller
    else
      -- One of an earlier claim is removed; a later one has its teller.
      is_told = stored and is_own
    end
  end
  if is_told and is_own then
    done[at] = {urn, attempt}
  elseif is_told and reason ~= 'Rescheduled' and reason ~= 'Interrupted' then
    -- It was handed out again, and has ended all the same. One that is given back waits already; and this may be said again after a lost answer.
    again[at] = stored
  end
end
take_out(again, function(at, urn, attempt)
  done[at] = {urn, attempt}
end)
for at = 1, #ids do
  answer[at] = done[at] and 1 or 0
  if done[at] then
    local reason, pause, words = ARGV[7 * at - 2], ARGV[7 * at - 1], ARGV[7 * at]
    local more = pause == '' and '' or ' ' .. (pause == '0' and '0' or lease_until(pause)) .. (words == '' and '' or ' ' .. words)
    revision = revision + 1
    ended[#ended + 1] = reports[at] and ids[at] or nil
    add(marks, ids[at], 'R ' .. done[at][1] .. ' ' .. done[at][2] .. ' ' .. string.format('%.0f', revision) .. ' ' .. reason .. more)
  end
end
in_parts('HDEL', KEYS[5], ended)
write_all(KEYS[4], marks)
if #marks > 0 then
  redis.call('HSET', KEYS[3], 'revision', string.format('%.0f', revision))
end
return answer
