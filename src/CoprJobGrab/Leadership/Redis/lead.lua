-- Renews the lead, or takes it when it is free. All times are of this server's clock.
-- KEYS: leader. ARGV: holder, epoch of its lead (0 for none), lease in ms, time limit of actions in ms, epoch to go above, 1 when the lead may be taken and 0 when it may only be renewed,
-- epoch and number of renewals as this holder has last seen them (0 for never), 1 when a lead that was lost may be taken.
-- Answers: {'newer', format}, and writes nothing, when a later version has stored what this one cannot read;
-- {'held', epoch, lease in ms, renewals} when another leads, or the lead could not be renewed; {'renewed', epoch, renewals}; {'taken', epoch, renewals, ms until actions
-- may start, 1 when it was lost}; {'lost'} when the key is gone, or older than it was seen, and may not be taken: the store has lost what was in it, or went back.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local holder, clean = unpack(redis.call('HMGET', KEYS[1], 'holder', 'clean'))

local function whole(number)
  return string.format('%.0f', number)
end

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

-- The form of everything that grabbers store on this Redis. Without the field it is 1.
local FORMAT, format = 1, number_of(KEYS[1], 'format')
if format > FORMAT then
  return {'newer', whole(format)}
end

-- A lease that would last longer than it was taken for was written before the clock was set back; by so much at least all times lie ahead.
local ahead = math.max(0, ends - now - (lease > 0 and lease or ends))
if ahead > 0 then
  ends, actions = ends - ahead, math.max(0, actions - ahead)
  set('until', whole(ends), 'actions', whole(actions))
end

local is_ours = holder == ARGV[1]
local lease_end = whole(now + tonumber(ARGV[3]))
if is_ours and not is_lost and ends > now and epoch == tonumber(ARGV[2]) then
  set('until', lease_end, 'lease', ARGV[3], 'limit', ARGV[4], 'renewals', whole(renewals + 1))
  return {'renewed', whole(epoch), whole(renewals + 1)}
end
if is_lost then
  if ARGV[9] == '0' then
    return {'lost'}
  end
elseif ARGV[6] == '0' or not is_ours and ends > now then
  return {'held', whole(epoch < HIGHEST_EPOCH and epoch or 0), whole(lease), whole(renewals)}
end

-- What this holder has begun itself is known to it. After a crash of another, what that one has begun may run until its time limit; and a hand-over does not end what a
-- crash before it has left.
if holder and not is_ours then
  actions = math.max(actions, clean == '1' and 0 or ends + limit)
end
epoch = math.max(above(epoch), now, above(tonumber(ARGV[5])))
set('holder', ARGV[1], 'epoch', whole(epoch), 'until', lease_end, 'lease', ARGV[3], 'limit', ARGV[4], 'clean', '0', 'actions', whole(actions),
  'renewals', whole(renewals + 1), 'format', whole(FORMAT))
return {'taken', whole(epoch), whole(renewals + 1), whole(math.max(0, actions - now)), is_lost and '1' or '0'}
