-- Tells who led last, and what it told others. Writes nothing.
-- KEYS: leader. Answers: Unix milliseconds, and the fields; one that is missing is nil.
local time = redis.call('TIME')
return {time[1] * 1000 + math.floor(time[2] / 1000), redis.call('HMGET', KEYS[1], 'epoch', 'until', 'rules', 'holder', 'since', 'status', 'format')}
