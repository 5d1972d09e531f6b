-- ARGV: (task id, urn, attempt, teller of its report or '', reason, pause in milliseconds or '', words) of each build.
-- Answers for each 1, or 0 when another worker has the task by now, or another teller its report.
local answer, ended, marks = {}, {}, {}
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[4])
local ids = arguments(1, 7)
local claims, reports, revision = in_parts('HMGET', KEYS[2], ids), in_parts('HMGET', KEYS[5], ids), number_of(KEYS[3], 'revision')
for position = 1, #ARGV, 7 do
  local id, urn, attempt, at = ARGV[position], ARGV[position + 1], tonumber(ARGV[position + 2]), #answer + 1
  local stored, report = claims[at], reports[at]
  local is_others = report and teller_of(report) ~= ARGV[position + 3]
  local mine = not is_others and (not stored or is_claim(stored, urn, attempt))
  if not mine and not is_others then
    urn, attempt = name_and_attempt(stored)
    mine = urn and take_out(urn)
  end
  if mine then
    local pause, words = ARGV[position + 5], ARGV[position + 6]
    local more = pause == '' and '' or ' ' .. (pause == '0' and '0' or lease_until(pause)) .. (words == '' and '' or ' ' .. words)
    revision = revision + 1
    ended[#ended + 1] = id
    add(marks, id, 'R ' .. urn .. ' ' .. attempt .. ' ' .. string.format('%.0f', revision) .. ' ' .. ARGV[position + 4] .. more)
  end
  answer[at] = mine and 1 or 0
end
in_parts('HDEL', KEYS[5], ended)
if #ended > 0 then
  write_all(KEYS[4], marks)
  redis.call('HSET', KEYS[3], 'revision', string.format('%.0f', revision))
end
return answer
