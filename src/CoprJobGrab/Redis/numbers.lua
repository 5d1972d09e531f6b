-- Put before every script.

-- No epoch is as high; one that is was never given, and none above it can be counted.
local HIGHEST_EPOCH = 10 ^ 14

-- A whole number that Lua can count on, or 0: a value which somebody else wrote fails no script after its first write, and keeps nobody from leading.
local function number_of(key, field)
  local value = redis.call('HGET', key, field)
  if value and #value <= 15 and string.match(value, '^%d+$') then
    return tonumber(value)
  end
  return 0
end

