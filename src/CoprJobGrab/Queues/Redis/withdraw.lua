-- Ends claims, each only if it is still the one that was observed, and takes the elements of the waiting ones out of the list.
-- KEYS: list, claims, meta. ARGV: current incarnation, n, then n times (task id, urn of its claim or '' when that could not be read, attempt, name of its
-- element or '' when it was not waiting).
-- Answers: 0 when the claims are others, else 1, version, and for each claim 0 withdrawn, 1 popped meanwhile, 2 another claim by now.
if redis.call('HGET', KEYS[2], '') ~= ARGV[1] then
  return {0}
end
redis.call('HLEN', KEYS[3])

-- Whether the stored claim is the one with this urn and attempt. What has no urn that could be read is one claim, whatever it is.
local function is_claim(stored, urn, attempt)
  if not stored then
    return false
  end
  local decoded, claim = pcall(cjson.decode, stored)
  local found = decoded and type(claim) == 'table' and type(claim.urn) == 'string' and string.match(claim.urn, '^' .. UUID .. '$')
  if urn == '' or not found then
    return urn == '' and not found
  end
  return string.lower(found) == urn and (tonumber(claim.attempt) or 1) == attempt
end

local FIRST, WIDTH = 3, 4
local count = tonumber(ARGV[2])
local outcomes, sought, left = {}, {}, 0
for position = 1, count do
  local at = FIRST + WIDTH * (position - 1)
  local element = ARGV[at + 3]
  if not is_claim(redis.call('HGET', KEYS[2], ARGV[at]), ARGV[at + 1], tonumber(ARGV[at + 2])) then
    outcomes[position] = 2
  elseif element == '' then
    outcomes[position] = 0
  else
    outcomes[position] = 1
    sought[element] = position
    left = left + 1
  end
end

local indexes = {}
if left > 0 then
  walk(KEYS[1], function(name, index)
    local position = sought[name]
    if position then
      sought[name] = nil
      outcomes[position] = 0
      indexes[#indexes + 1] = index
      left = left - 1
    end
    return left == 0
  end)
end

-- Deletes come first: a Redis that is out of memory refuses a script whose first write adds something.
local ended = false
for position = 1, count do
  if outcomes[position] == 0 then
    redis.call('HDEL', KEYS[2], ARGV[FIRST + WIDTH * (position - 1)])
    ended = true
  end
end
if not ended then
  return {1, version_of(KEYS[3]), unpack(outcomes)}
end
remove(KEYS[1], indexes)
return {1, advance(KEYS[3]), unpack(outcomes)}
