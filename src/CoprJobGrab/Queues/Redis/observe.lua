-- KEYS: list, claims, meta. Answers: incarnation or nil, version, length, name of the newest element, name of the element that is popped next.
local newest = redis.call('LINDEX', KEYS[1], 0)
local oldest = redis.call('LINDEX', KEYS[1], -1)
return {
  redis.call('HGET', KEYS[2], ''),
  version_of(KEYS[3]),
  redis.call('LLEN', KEYS[1]),
  newest and name_of(newest),
  oldest and name_of(oldest),
}
