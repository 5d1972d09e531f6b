-- Writes claims for tasks that stand in the list without one, and takes doubled elements out.
-- ARGV: those of leader.lua, n, then n times (task id, claim, name of its element when the claim replaces a stored one,
-- '-' and the name of an element that leaves the list because its task is taken, else ''), then for each element that stands in the list too often: its SHA-1,
-- how many of them to remove, and 1 when they are copies of one that stays, else 0.
-- Answers: a refusal, or 1, version, and how many claims were left as they are.
-- A task that was popped meanwhile is adopted all the same: a worker has it; but where a stored claim is replaced, its worker is the one that is known.
-- An element that was pushed meanwhile is found by the next observation.
local refused = refusal()
if refused then
  return refused
end
if number_of(KEYS[3], 'version') ~= tonumber(ARGV[4]) or (redis.call('HGET', KEYS[2], '') or '') ~= ARGV[2] then
  return {0}
end

local count = tonumber(ARGV[FIRST])
local first_claim = FIRST + 1
local WIDTH = 3
local first_doubled = first_claim + WIDTH * count
local surplus, are_copies, held, left, indexes = {}, {}, {}, 0, {}
for at = first_doubled, #ARGV, 3 do
  surplus[ARGV[at]] = tonumber(ARGV[at + 1])
  are_copies[ARGV[at]] = ARGV[at + 2] == '1'
  left = left + surplus[ARGV[at]]
end
if left > 0 then
  walk(KEYS[1], function(_, index, element)
    local digest = redis.sha1hex(element)
    if (surplus[digest] or 0) > 0 then
      local doubled = index
      if are_copies[digest] then
        -- The list is read in parts, and who pushes in between shows an element twice: one goes only when another follows, and the last one stays.
        doubled, held[digest] = held[digest], index
      end
      if doubled then
        surplus[digest] = surplus[digest] - 1
        indexes[#indexes + 1] = doubled
        left = left - 1
      end
    end
    return left == 0
  end)
end

local sought, returned, stands = {}, {}, {}
for at = first_claim, first_doubled - 1, WIDTH do
  local name = ARGV[at + 2]
  if string.sub(name, 1, 1) == '-' then
    returned[string.sub(name, 2)] = true
  elseif name ~= '' then
    sought[name] = name
  end
end
indexes_of(KEYS[1], sought, function(name)
  stands[name] = true
end)
for _, index in ipairs(indexes_of(KEYS[1], returned, function() end)) do
  indexes[#indexes + 1] = index
end

begin()
local fields, kept = {}, 0
local function write()
  if #fields > 0 then
    redis.call('HSET', KEYS[2], unpack(fields))
    fields = {}
  end
end
for at = first_claim, first_doubled - 1, WIDTH do
  if ARGV[at + 2] == '' or string.sub(ARGV[at + 2], 1, 1) == '-' or stands[ARGV[at + 2]] then
    fields[#fields + 1] = ARGV[at]
    fields[#fields + 1] = ARGV[at + 1]
  else
    kept = kept + 1
  end
  if #fields == 2 * CHUNK then
    write()
  end
end
write()
remove(KEYS[1], indexes)
return {1, advance('version'), kept}
