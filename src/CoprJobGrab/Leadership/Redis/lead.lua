-- Renews the lead, or takes it when it is free. All times are of this server's clock.
-- KEYS: leader.
-- ARGV: holder, epoch of its lead (0 for none), lease in ms, time limit of actions in ms, epoch to go above, 1 when the lead may be taken and 0 when it may
-- only be renewed, epoch and number of renewals as this holder has last seen them (0 for never), 1 when a lead that was lost may be taken,
-- holder and epoch of a lead whose process is known to be gone ('' for none), how many ms ago a lead lasted when this holder asked ('' for never);
-- then for each action that the holder runs: id, ms that it may still run, the rest of its note.
-- Answers: {'newer', format}, and writes nothing, when a later version has stored what this one cannot read;
-- {'held', epoch, lease in ms, renewals, holder} when another leads, or the lead could not be renewed; {'renewed', epoch, renewals} or {'taken', epoch,
-- renewals, ms until actions may start, 1 when it was lost}, and behind it what others have begun and may still run: id, ms, note;
-- {'lost'} when the key is gone, or older than it was seen, or tells one that has seen no lead of one that has ended, and may not be taken:
-- the store has lost what was in it, or went back, or may have gone back.
local OWN = 13
-- Answers take their time, and clocks are adjusted a little.
local TOLERANCE = 60000
local now = clock()
local holder, clean = unpack(redis.call('HMGET', KEYS[1], 'holder', 'clean'))

-- Deletes first: a Redis that is out of memory refuses a script whose first write adds something, and what frees memory needs a leader.
local function set(...)
  redis.call('HDEL', KEYS[1], 'until')
  redis.call('HSET', KEYS[1], ...)
end

local function above(number)
  return number < HIGHEST_EPOCH and number + 1 or 0
end

local epoch, ends, limit, actions = number_of(KEYS[1], 'epoch'), number_of(KEYS[1], 'until'), number_of(KEYS[1], 'limit'), number_of(KEYS[1], 'actions')
local lease, renewals = number_of(KEYS[1], 'lease'), number_of(KEYS[1], 'renewals')
local seen, seen_renewals = tonumber(ARGV[7]), tonumber(ARGV[8])
local is_lost = not holder or epoch < seen or epoch == seen and renewals < seen_renewals
-- The leader notes what it begins, and says so by its epoch: a grabber of a version that notes nothing leaves the field as it was.
-- Such a one waits for everything, until 'actions'; one that reads notes waits until 'unnoted' for what nobody has noted.
local is_noted, unnoted = number_of(KEYS[1], 'notes') == epoch, number_of(KEYS[1], 'unnoted')
local notes = notes_in(KEYS[1])

-- The form of everything that grabbers store on this Redis. Without the field it is 1.
local FORMAT, format = 1, number_of(KEYS[1], 'format')
if format > FORMAT then
  return {'newer', whole(format)}
end

local function shift(by)
  ends, actions, unnoted = ends + by, math.max(0, actions + by), math.max(0, unnoted + by)
  set('until', whole(ends), 'actions', whole(actions), 'unnoted', whole(unnoted))
  for index = 1, #notes do
    local note = notes[index]
    note.ends = math.max(0, note.ends + by)
    note.value = string.gsub(note.value, '^{"until":%d+', '{"until":' .. whole(note.ends))
    redis.call('HSET', KEYS[1], note.field, note.value)
  end
end

-- A lease that would last longer than it was taken for was written before the clock was set back; by so much at least all times lie ahead.
-- One that ended before this holder saw that a lead lasted was written before the clock was set forward; by so much at least all times lie behind.
local ahead = math.max(0, ends - now - (lease > 0 and lease or ends))
local behind = not is_lost and ARGV[12] ~= '' and now - ends - tonumber(ARGV[12]) or 0
if ahead > 0 then
  shift(-ahead)
elseif behind > TOLERANCE then
  shift(behind)
end

-- After a write that deletes. The note of an action that must have ended goes.
-- An action that this holder runs, but that a store that was lost does not know, is noted again.
local function with_notes(answer)
  for index = 1, #notes do
    if notes[index].ends <= now then
      redis.call('HDEL', KEYS[1], notes[index].field)
    elseif notes[index].holder ~= ARGV[1] then
      tell_note(answer, notes[index], now)
    end
  end
  for index = OWN, #ARGV, 3 do
    local field = NOTE .. ARGV[index]
    if redis.call('HEXISTS', KEYS[1], field) == 0 then
      redis.call('HSET', KEYS[1], field, note_text(now + tonumber(ARGV[index + 1]), ARGV[index + 2]))
    end
  end
  return answer
end

local is_ours = holder == ARGV[1]
local lease_end = whole(now + tonumber(ARGV[3]))
if is_ours and not is_lost and ends > now and epoch == tonumber(ARGV[2]) then
  set('until', lease_end, 'lease', ARGV[3], 'limit', ARGV[4], 'renewals', whole(renewals + 1))
  return with_notes({'renewed', whole(epoch), whole(renewals + 1)})
end
-- By now another may have taken the lead of the process that is gone.
local is_gone = holder == ARGV[10] and whole(epoch) == ARGV[11]
-- In an older picture the lead of a grabber that lives has ended too. One that was given up within its own length is no such picture.
local is_unknown = seen == 0 and ends <= now and not (clean ~= '0' and now - ends < lease)
if is_lost or is_unknown then
  if ARGV[9] == '0' then
    return {'lost'}
  end
elseif ARGV[6] == '0' or not is_ours and not is_gone and ends > now then
  return {'held', whole(epoch < HIGHEST_EPOCH and epoch or 0), whole(lease), whole(renewals), holder}
end

-- This holder knows what it has begun itself.
-- After a crash of another, what that one has begun and not noted may run until its time limit; and a hand-over does not end what a crash before it has left.
local wait = is_noted and unnoted or actions
if holder and not is_ours and not is_noted and clean ~= '1' then
  wait = math.max(wait, ends + limit)
end
actions = math.max(actions, wait)
for index = 1, #notes do
  actions = math.max(actions, notes[index].ends)
end
epoch = math.max(above(epoch), now, above(tonumber(ARGV[5])))
set('holder', ARGV[1], 'epoch', whole(epoch), 'until', lease_end, 'lease', ARGV[3], 'limit', ARGV[4], 'clean', '0', 'actions', whole(actions),
  'renewals', whole(renewals + 1), 'notes', whole(epoch), 'unnoted', whole(wait), 'format', whole(FORMAT),
  'since', whole(epoch) .. ' ' .. whole(now))
return with_notes({'taken', whole(epoch), whole(renewals + 1), whole(math.max(0, wait - now)), is_lost and '1' or '0'})
