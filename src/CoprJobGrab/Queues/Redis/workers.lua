-- Put before the scripts of workers, after claims.lua. Redis's own clock counts.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function lease_until(milliseconds)
  return string.format('%.0f', now() + tonumber(milliseconds))
end

-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something, and workers must be able to go on.
local function mark(id, text)
  redis.call('HDEL', KEYS[4], id)
  redis.call('HSET', KEYS[4], id, text)
end

-- Takes the element with this name out of the list; false when it does not stand in it. LREM, which a full Redis does not refuse.
local function take_out(name)
  local taken = false
  walk(KEYS[1], function(other, _, element)
    taken = other == name and redis.call('LREM', KEYS[1], 1, element) > 0
    return taken
  end)
  return taken
end

-- The urn and the attempt of a stored claim; nothing when they cannot be read.
local function name_and_attempt(stored)
  local decoded, claim = pcall(cjson.decode, stored)
  if decoded and type(claim) == 'table' and type(claim.urn) == 'string' and string.match(claim.urn, '^' .. UUID .. '$') then
    return string.lower(claim.urn), attempt_of(claim)
  end
end
