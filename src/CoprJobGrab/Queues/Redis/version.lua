-- Put before the scripts that read or advance the version of the claims. What is no whole number that Lua can count on counts as 0, so that a value which somebody
-- else wrote fails no script after its first write.
local function version_of(meta)
  local version = redis.call('HGET', meta, 'version')
  if version and #version <= 15 and string.match(version, '^%d+$') then
    return tonumber(version)
  end
  return 0
end

local function advance(meta)
  local version = version_of(meta) + 1
  redis.call('HSET', meta, 'version', string.format('%.0f', version))
  return version
end
