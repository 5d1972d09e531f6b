-- Put before the scripts that must know elements apart.
-- An element's name is the uuid of its urn: at the tail, where Python and this library write it, else wherever the envelope has it.
-- An element without a uuid is named by its content, in the same form.
local UUID = '%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x'
local AT_TAIL = '"urn": "urn:uuid:(' .. UUID .. ')"}$'
local AS_VALUE = '^urn:uuid:(' .. UUID .. ')$'
local TAIL_LENGTH = 64

local function name_of(element)
  local name = string.match(string.sub(element, -TAIL_LENGTH), AT_TAIL)
  if name then
    return string.lower(name)
  end
  local decoded, envelope = pcall(cjson.decode, element)
  if decoded and type(envelope) == 'table' and type(envelope.urn) == 'string' then
    name = string.match(envelope.urn, AS_VALUE)
    if name then
      return string.lower(name)
    end
  end
  local digest = redis.sha1hex(element)
  return string.sub(digest, 1, 8) .. '-' .. string.sub(digest, 9, 12) .. '-' .. string.sub(digest, 13, 16) .. '-'
    .. string.sub(digest, 17, 20) .. '-' .. string.sub(digest, 21, 32)
end

local CHUNK = 500
local TOMBSTONE = 'cjg:removed'

-- Calls visit(name, index, element) for each element, head first, until it answers true.
local function walk(list, visit)
  local from = 0
  while true do
    local elements = redis.call('LRANGE', list, from, from + CHUNK - 1)
    for offset = 1, #elements do
      if visit(name_of(elements[offset]), from + offset - 1, elements[offset]) then
        return
      end
    end
    if #elements < CHUNK then
      return
    end
    from = from + CHUNK
  end
end

local function remove(list, indexes)
  for position = 1, #indexes do
    redis.call('LSET', list, indexes[position], TOMBSTONE)
  end
  if #indexes > 0 then
    -- From the end that is nearer, and no further than to the last one.
    redis.call('LREM', list, indexes[1] < redis.call('LLEN', list) / 2 and #indexes or -#indexes, TOMBSTONE)
  end
end

-- The indexes of the elements whose names are keys of sought; calls found(value) for each. The one nearest the head counts.
local function indexes_of(list, sought, found)
  local indexes, left = {}, 0
  for _ in pairs(sought) do
    left = left + 1
  end
  if left > 0 then
    walk(list, function(name, index)
      local value = sought[name]
      if value then
        sought[name] = nil
        indexes[#indexes + 1] = index
        left = left - 1
        found(value)
      end
      return left == 0
    end)
  end
  return indexes
end

-- How many of the elements from the one of this name to the tail were popped, when there were so many of them; nil when that cannot be told.
local function popped_of(list, name, length)
  for _, last in ipairs({0, CHUNK - 1}) do
    local elements = redis.call('LRANGE', list, 0, last)
    for index = 1, #elements do
      if name_of(elements[index]) == name then
        local popped = length - (redis.call('LLEN', list) - index + 1)
        return popped >= 0 and popped or nil
      end
    end
  end
end

-- The same as indexes_of, where a process has seen the list: place is the place of each sought name, counted from the tail, and known and length are as for
-- popped_of. An element that was popped since is not searched for. One that does not stand where it should is searched for, and so is one without a place (0).
local function indexes_at(list, sought, place, known, length, found)
  local indexes, popped, count, oldest = {}, next(sought) and popped_of(list, known, length), redis.call('LLEN', list), nil
  for name, value in pairs(popped and sought or {}) do
    local index = count - place[name] + popped
    if place[name] > 0 and index >= count then
      -- Where another script has taken elements out of the middle, fewer were popped, and it is among the oldest.
      if not oldest and popped < CHUNK then
        oldest = {}
        for _, element in ipairs(redis.call('LRANGE', list, -CHUNK, -1)) do
          oldest[name_of(element)] = true
        end
      end
      if oldest and not oldest[name] then
        sought[name] = nil
      end
    elseif place[name] > 0 and name_of(redis.call('LINDEX', list, index) or '') == name then
      sought[name] = nil
      indexes[#indexes + 1] = index
      found(value)
    end
  end
  for _, index in ipairs(indexes_of(list, sought, found)) do
    indexes[#indexes + 1] = index
  end
  return indexes
end
