-- Notes an action before it begins.
-- KEYS: leader. ARGV: holder, epoch of its lead, id, ms that the action may run, the rest of its note.
-- Answers: 1; or 0 when the lead is over, or a run of the action that another has begun may still last: it must not begin.
local now = clock()
local holder, epoch, run = unpack(redis.call('HMGET', KEYS[1], 'holder', 'epoch', NOTE .. ARGV[3]))
local ends = number_of(KEYS[1], 'until')
if holder ~= ARGV[1] or epoch ~= ARGV[2] or ends <= now then
  return 0
end
local run_ends, runner = read_note(run or '')
if runner ~= ARGV[1] and run_ends > now then
  return 0
end
-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something.
redis.call('HDEL', KEYS[1], 'until')
redis.call('HSET', KEYS[1], 'until', whole(ends), NOTE .. ARGV[3], note_text(now + tonumber(ARGV[4]), ARGV[5]))
return 1
