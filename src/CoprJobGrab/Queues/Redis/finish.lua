-- ARGV: (task id, urn, attempt, teller of its report or '', reason, pause in milliseconds or '', words) of each build.
-- Answers for each 1, or 0 when another worker has the task by now, or another teller its report.
local answer = {}
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[3])
redis.call('HLEN', KEYS[4])
redis.call('HLEN', KEYS[5])
for position = 1, #ARGV, 7 do
  local id, urn, attempt = ARGV[position], ARGV[position + 1], tonumber(ARGV[position + 2])
  local stored, report = redis.call('HGET', KEYS[2], id), redis.call('HGET', KEYS[5], id)
  local is_others = report and teller_of(report) ~= ARGV[position + 3]
  local mine = not is_others and (not stored or is_claim(stored, urn, attempt))
  if not mine and not is_others then
    urn, attempt = name_and_attempt(stored)
    mine = urn and take_out(urn)
  end
  if mine then
    local pause, words = ARGV[position + 5], ARGV[position + 6]
    local more = pause == '' and '' or ' ' .. (pause == '0' and '0' or lease_until(pause)) .. (words == '' and '' or ' ' .. words)
    redis.call('HDEL', KEYS[5], id)
    redis.call('HDEL', KEYS[4], id)
    mark(id, 'R ' .. urn .. ' ' .. attempt .. ' ' .. string.format('%.0f', advance('revision')) .. ' ' .. ARGV[position + 4] .. more)
  end
  answer[#answer + 1] = mine and 1 or 0
end
return answer
