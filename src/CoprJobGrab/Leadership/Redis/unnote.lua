-- Removes the notes of actions that run no more.
-- KEYS: leader.
-- ARGV: holder, epoch of its lead to remove whoever's (nothing is removed when that lead is over), or 0 to remove this holder's own, led it or not; then ids.
-- Answers: how many there were.
local holder, epoch = unpack(redis.call('HMGET', KEYS[1], 'holder', 'epoch'))
local leads = holder == ARGV[1] and epoch == ARGV[2]
local removed = 0
for index = 3, #ARGV do
  local field = NOTE .. ARGV[index]
  local value = redis.call('HGET', KEYS[1], field)
  local _, runner = read_note(value or '')
  if value and (leads or ARGV[2] == '0' and runner == ARGV[1]) then
    removed = removed + redis.call('HDEL', KEYS[1], field)
  end
end
return removed
