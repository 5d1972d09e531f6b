-- Put before the scripts that write, after names.lua. KEYS are always: list, claims, meta, marks.

local function advance(field)
  local value = number_of(KEYS[3], field) + 1
  redis.call('HSET', KEYS[3], field, string.format('%.0f', value))
  return value
end

local function attempt_of(attempt)
  return type(attempt) == 'number' and attempt >= 0 and attempt <= 2147483647 and attempt == math.floor(attempt) and attempt or 1
end

-- The urn and the attempt of a stored claim; nothing when they cannot be read.
local function name_and_attempt(stored)
  local decoded, claim = pcall(cjson.decode, stored)
  if decoded and type(claim) == 'table' and type(claim.urn) == 'string' and string.match(claim.urn, '^' .. UUID .. '$') then
    return string.lower(claim.urn), attempt_of(claim.attempt)
  end
end

-- The attempt of a stored claim, or nothing when the claim has another urn than this one.
local function attempt_in(stored, urn)
  -- As ClaimText writes a claim, which is read without cjson in a small part of the time.
  local written = string.sub(stored, 1, 44) == '{"urn":"' .. urn and string.match(stored, '^","attempt":(%d+)[,}]', 45)
  if written then
    return attempt_of(tonumber(written))
  end
  local name, attempt = name_and_attempt(stored)
  return name == urn and attempt or nil
end

-- Whether the stored claim is the one with this urn and attempt; urn '-' is none at all, and '' one whose urn could not be read, whatever it is:
-- the grabber and this script need not read what neither has written in the same way, and no other claim of the task can have come since.
local function is_claim(stored, urn, attempt)
  if urn == '-' or not stored then
    return urn == '-' and not stored
  end
  if urn == '' then
    return true
  end
  return attempt_in(stored, urn) == attempt
end
