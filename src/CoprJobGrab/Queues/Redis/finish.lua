-- ARGV: task id, urn, attempt, reason. Answers 1, or 0 when another worker has the task by now.
local stored = redis.call('HGET', KEYS[2], ARGV[1])
local urn, attempt = ARGV[2], tonumber(ARGV[3])
redis.call('LLEN', KEYS[1])
redis.call('HLEN', KEYS[3])
redis.call('HLEN', KEYS[4])
if stored and not is_claim(stored, urn, attempt) then
  urn, attempt = name_and_attempt(stored)
  if not urn or not take_out(urn) then
    return 0
  end
end
redis.call('HDEL', KEYS[4], ARGV[1])
mark(ARGV[1], 'R ' .. urn .. ' ' .. attempt .. ' ' .. string.format('%.0f', advance('revision')) .. ' ' .. ARGV[4])
return 1
