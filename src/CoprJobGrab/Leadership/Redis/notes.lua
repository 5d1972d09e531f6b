-- Put before the scripts that know which actions were begun. A begun action is a field of the leader's key, action:<id>, with the value
-- {"until":<ms of this server's clock, when it must have ended>,"holder":"<who has begun it>","projects":[…]}.
local NOTE = 'action:'

local function whole(number)
  return string.format('%.0f', number)
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function note_text(ends, rest)
  return '{"until":' .. whole(ends) .. ',' .. rest
end

-- The end and the holder of a note; of what is none, an end that is past.
local function read_note(value)
  local ok, note = pcall(cjson.decode, value)
  if ok and type(note) == 'table' and type(note.holder) == 'string' and type(note['until']) == 'number' and note['until'] >= 0 and note['until'] < 10 ^ 15 then
    return note['until'], note.holder
  end
  return 0, ''
end

local function notes_in(key)
  local fields, notes = redis.call('HGETALL', key), {}
  for index = 1, #fields, 2 do
    if string.sub(fields[index], 1, #NOTE) == NOTE then
      local ends, holder = read_note(fields[index + 1])
      notes[#notes + 1] = {field = fields[index], value = fields[index + 1], ends = ends, holder = holder}
    end
  end
  return notes
end

-- Adds a note to an answer: its action's id, how many ms it still counts, and its value.
local function tell_note(answer, note, now)
  answer[#answer + 1] = string.sub(note.field, #NOTE + 1)
  answer[#answer + 1] = whole(note.ends - now)
  answer[#answer + 1] = note.value
end
