-- Put before the scripts of workers, after claims.lua. KEYS are: list, claims, meta, marks, reports. Redis's own clock counts.
local FOR_EVER = '253402300799999'

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function lease_until(milliseconds)
  return string.format('%.0f', now() + tonumber(milliseconds))
end

-- Calls for parts of a long list, because a call takes no more arguments than Lua's stack has room for.
local PART = 1000

local function in_parts(command, key, values)
  local answers = {}
  for from = 1, #values, PART do
    local answer = redis.call(command, key, unpack(values, from, math.min(from + PART - 1, #values)))
    for position = 1, type(answer) == 'table' and #answer or 0 do
      answers[from + position - 1] = answer[position]
    end
  end
  return answers
end

-- Every step-th argument, from the first one of these.
local function arguments(first, step)
  local values = {}
  for position = first, #ARGV, step do
    values[#values + 1] = ARGV[position]
  end
  return values
end

-- Writes fields, given as field, value, field, value, …
-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something, and workers must be able to go on.
local function write_all(key, values)
  local fields = {}
  for position = 1, #values, 2 do
    fields[#fields + 1] = values[position]
  end
  in_parts('HDEL', key, fields)
  in_parts('HSET', key, values)
end

local function add(values, field, value)
  values[#values + 1] = field
  values[#values + 1] = value
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

-- What is stored of these tasks: claims and marks in their order, and the incarnation ('' for none).
local function known_of(ids)
  return {claims = in_parts('HMGET', KEYS[2], ids), marks = in_parts('HMGET', KEYS[4], ids), incarnation = redis.call('HGET', KEYS[2], '') or ''}
end

-- Who tells a stored report: `urn attempt until teller`, a line feed, and what is to be told.
local function teller_of(report)
  return string.match(report, '^%S+ %d+ %d+ (%S+)\n')
end

-- Whether the worker that had this claim has its task still. Takes: what known_of gives and the task's place there, the claim, the incarnation of the claims
-- that had it ('' for none), the end of its lease so far. Answers nothing when it has the task no more, else the urn and the attempt that it has from now on,
-- the incarnation that has the claim ('' for none), and the kind of the mark that it has: L, C when the user has cancelled, E when the end is stored, or
-- nil when the store has lost it.
local function hold(known, at, urn, attempt, begun, leased)
  local stored, current, incarnation = known.claims[at], known.marks[at], known.incarnation
  local mine = ' ' .. urn .. ' ' .. attempt .. ' '
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
