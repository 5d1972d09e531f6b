-- Keeps what an operator has decided about a result, if nobody has written it since it was read.
-- KEYS: outcomes. ARGV: id, the text as it was read, the text with the decision.
-- Answers: 1; 0 when the text is another by now.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
