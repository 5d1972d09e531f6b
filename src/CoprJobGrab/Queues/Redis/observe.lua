-- Answers: incarnation or nil, version, length, name of the newest element, name of the element that is popped next, epoch, Unix milliseconds, marks (id, mark,
-- …).
local newest = redis.call('LINDEX', KEYS[1], 0)
local oldest = redis.call('LINDEX', KEYS[1], -1)
local time = redis.call('TIME')
return {
  redis.call('HGET', KEYS[2], ''),
  number_of(KEYS[3], 'version'),
  redis.call('LLEN', KEYS[1]),
  newest and name_of(newest),
  oldest and name_of(oldest),
  number_of(KEYS[3], 'epoch'),
  time[1] * 1000 + math.floor(time[2] / 1000),
  redis.call('HGETALL', KEYS[4]),
}
