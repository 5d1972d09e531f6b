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
  if #values > 0 then
    redis.call('HDEL', key, values[1])
    in_parts('HSET', key, values)
  end
end

local function add(values, field, value)
  values[#values + 1] = field
  values[#values + 1] = value
end

-- Takes the elements of these claims, as stored and by their positions, out of the list; calls taken(position, urn, attempt) for each that stood in it.
local function take_out(claims, taken)
  local sought = {}
  for at, stored in pairs(claims) do
    local urn, attempt = name_and_attempt(stored)
    if urn then
      sought[urn] = {at, urn, attempt}
    end
  end
  local indexes = indexes_of(KEYS[1], sought, function(one)
    taken(unpack(one))
  end)
  if #indexes > 0 then
    -- This changes nothing, but a Redis that is out of memory refuses a script that begins with LSET.
    redis.call('LTRIM', KEYS[1], 0, -1)
    remove(KEYS[1], indexes)
  end
end

-- Whether the workers that had these builds have them still. Takes the tasks, and named(position), which gives of each its claim's urn and attempt, the
-- incarnation of the claims that had it ('' for none) and the end of its lease so far.
-- Answers for each false when its worker has it no more, else {urn and attempt that it has from now on, incarnation that has the claim ('' for none), kind
-- of its mark}: L, C when the user has cancelled, E when the end is stored, or nil when the store has lost it.
local function hold_all(ids, named)
  local claims, marks, incarnation = in_parts('HMGET', KEYS[2], ids), in_parts('HMGET', KEYS[4], ids), redis.call('HGET', KEYS[2], '') or ''
  local held, again, time = {}, {}, now()
  for at = 1, #ids do
    local stored, current, urn, attempt, begun, leased = claims[at], marks[at], named(at)
    local mine = ' ' .. urn .. ' ' .. attempt .. ' '
    -- The claims were not lost since, so that the leader ended this one: its worker was cancelled, or stood still for longer than its lease.
    -- Or they were lost, and the task may have been handed out again before that, after the end of the lease, to a worker that gives no sign.
    local is_gone = not stored and not current and (incarnation ~= '' and incarnation == begun or leased <= time)
    held[at] = false
    if stored and not is_claim(stored, urn, tonumber(attempt)) then
      again[at] = stored
    elseif not is_gone then
      local kind = current and string.match(current, '^[LCE]')
      kind = kind and string.sub(current, 2, 1 + #mine) == mine and kind or nil
      if kind or not current or stored and string.sub(current, 1, 1) ~= 'R' then
        held[at] = {urn, attempt, stored and incarnation or '', kind}
      end
    end
  end

  -- They were handed out again. The worker that has the build takes it back, if nobody else has taken it.
  take_out(again, function(at, urn, attempt)
    held[at] = {urn, attempt, incarnation}
  end)
  return held
end

-- Who tells a stored report.
local function teller_of(report)
  return string.match(report, '^%S+ %d+ %d+ (%S+)\n')
end

-- The mark of a build that has ended, and its report: `urn attempt until teller`, a line feed, and what is to be told.
local function add_end(marks, reports, id, urn, attempt, ends, teller, told)
  add(marks, id, 'E ' .. urn .. ' ' .. attempt .. ' ' .. FOR_EVER)
  add(reports, id, urn .. ' ' .. attempt .. ' ' .. ends .. ' ' .. teller .. '\n' .. told)
end
