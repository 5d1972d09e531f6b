-- Forgets a group that is not configured any more and has nothing left. ARGV: those of leader.lua. Answers: a refusal, or 1 and 1 when it is forgotten, else 0.
local refused = refusal()
if refused then
  return refused
end
if redis.call('LLEN', KEYS[1]) > 0 or redis.call('HLEN', KEYS[2]) > 1 or redis.call('HLEN', KEYS[4]) > 0 then
  return {1, 0}
end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
return {1, 1}
