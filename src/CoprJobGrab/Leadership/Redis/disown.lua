-- Removes a note because an operator knows that the action runs no more.
-- KEYS: leader. ARGV: id.
-- Answers: 1; 0 when there is none; -1 when whoever leads now has begun the action and knows better.
local value, holder = unpack(redis.call('HMGET', KEYS[1], NOTE .. ARGV[1], 'holder'))
if not value then
  return 0
end
local _, runner = read_note(value)
if runner == holder and number_of(KEYS[1], 'until') > clock() then
  return -1
end
return redis.call('HDEL', KEYS[1], NOTE .. ARGV[1])
