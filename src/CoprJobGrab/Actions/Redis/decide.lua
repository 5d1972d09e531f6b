-- Writes a result that is given up, if nobody has written it since it was read.
-- KEYS: outcomes. ARGV: id, the text as it was read ('' for none), the new text.
-- Answers: 1; 0 when the text is another by now.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
