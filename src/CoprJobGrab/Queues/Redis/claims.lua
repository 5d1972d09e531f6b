-- Put before the scripts that write, after names.lua. KEYS are always: list, claims, meta, marks.

-- A whole number that Lua can count on, or 0: a value which somebody else wrote fails no script after its first write.
local function number_of(key, field)
  local value = redis.call('HGET', key, field)
  if value and #value <= 15 and string.match(value, '^%d+$') then
    return tonumber(value)
  end
  return 0
end

local function advance(field)
  local value = number_of(KEYS[3], field) + 1
  redis.call('HSET', KEYS[3], field, string.format('%.0f', value))
  return value
end

-- Whether the stored claim is the one with this urn and attempt; urn '-' is none at all, and '' one whose urn cannot be read, whatever it is.
local function is_claim(stored, urn, attempt)
  if urn == '-' or not stored then
    return urn == '-' and not stored
  end
  local decoded, claim = pcall(cjson.decode, stored)
  local found = decoded and type(claim) == 'table' and type(claim.urn) == 'string' and string.match(claim.urn, '^' .. UUID .. '$')
  if urn == '' or not found then
    return urn == '' and not found
  end
  return string.lower(found) == urn and (tonumber(claim.attempt) or 1) == attempt
end
