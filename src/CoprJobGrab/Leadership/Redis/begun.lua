-- Tells what was begun and may still run. Writes nothing.
-- KEYS: leader.
-- Answers: {ms until actions may start that nobody has noted}, and then for each: id, ms, note.
local now = clock()
local is_noted = number_of(KEYS[1], 'notes') == number_of(KEYS[1], 'epoch')
local told, notes = {whole(math.max(0, number_of(KEYS[1], is_noted and 'unnoted' or 'actions') - now))}, notes_in(KEYS[1])
for index = 1, #notes do
  if notes[index].ends > now then
    tell_note(told, notes[index], now)
  end
end
return told
