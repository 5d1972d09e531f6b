-- Put before the scripts of workers, after claims.lua. KEYS are: list, claims, meta, marks, reports. Redis's own clock counts.
local FOR_EVER = '253402300799999'

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

-- Who tells a stored report: `urn attempt until teller`, a line feed, and what is to be told.
local function teller_of(report)
  return string.match(report, '^%S+ %d+ %d+ (%S+)\n')
end

-- Whether the worker that had this claim has its task still.
-- Takes: the task, the claim, the incarnation of the claims that had it ('' for none), the end of its lease so far. Answers nothing when it has the task no more, else the urn and the attempt that it has from now on, the incarnation that has the claim ('' for
-- none), and the kind of the mark that it has: L, C when the user has cancelled, E when the end is stored, or nil when the store has lost it.
local function hold(id, urn, attempt, begun, leased)
  local stored = redis.call('HGET', KEYS[2], id)
  local current = redis.call('HGET', KEYS[4], id)
  local mine = ' ' .. urn .. ' ' .. attempt .. ' '
  local incarnation = redis.call('HGET', KEYS[2], '') or ''
  if not stored and not current and (incarnation ~= '' and incarnation == begun or leased <= now()) then
    -- The claims were not lost since, so that the leader ended this one: its worker was cancelled, or stood still for longer than its lease.
    -- Or they were lost, and the task may have been handed out again before that, after the end of the lease, to a worker that gives no sign.
    return
  end
  if not stored or is_claim(stored, urn, tonumber(attempt)) then
    local kind = current and string.match(current, '^[LCE]')
    local held = kind and string.sub(current, 2, 1 + #mine) == mine
    if current and (string.sub(current, 1, 1) == 'R' or not stored) and not held then
      return
    end
    return urn, attempt, stored and incarnation or '', held and kind
  end

  -- It was handed out again. The worker that has the build takes it back, if nobody else has taken it.
  urn, attempt = name_and_attempt(stored)
  if urn and take_out(urn) then
    return urn, attempt, incarnation
  end
end
