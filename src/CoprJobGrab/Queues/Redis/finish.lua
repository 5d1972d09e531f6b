-- ARGV: (task id, urn, attempt, reason, pause in milliseconds or '', words) of each build. Answers for each 1, or 0 when another worker has the task by now.
local answer, ended, marks = {}, {}, {}
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[4])
redis.call('HLEN', KEYS[5])
local claims, revision = in_parts('HMGET', KEYS[2], arguments(1, 6)), number_of(KEYS[3], 'revision')
for position = 1, #ARGV, 6 do
  local id, urn, attempt, stored = ARGV[position], ARGV[position + 1], tonumber(ARGV[position + 2]), claims[#answer + 1]
  local mine = not stored or is_claim(stored, urn, attempt)
  if not mine then
    urn, attempt = name_and_attempt(stored)
    mine = urn and take_out(urn)
  end
  if mine then
    local pause, words = ARGV[position + 4], ARGV[position + 5]
    local more = pause == '' and '' or ' ' .. (pause == '0' and '0' or lease_until(pause)) .. (words == '' and '' or ' ' .. words)
    revision = revision + 1
    ended[#ended + 1] = id
    add(marks, id, 'R ' .. urn .. ' ' .. attempt .. ' ' .. string.format('%.0f', revision) .. ' ' .. ARGV[position + 3] .. more)
  end
  answer[#answer + 1] = mine and 1 or 0
end
in_parts('HDEL', KEYS[5], ended)
if #ended > 0 then
  write_all(KEYS[4], marks)
  redis.call('HSET', KEYS[3], 'revision', string.format('%.0f', revision))
end
return answer
