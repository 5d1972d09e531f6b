-- ARGV: task id, urn, attempt, lease in milliseconds, incarnation of the claims that had its claim ('' for none), end of the lease so far (Unix milliseconds).
-- Answers {0} when the worker has the task no more, else {1, urn, attempt, incarnation, end of the lease, told} that it has from now on;
-- told is 1 when the task's user has cancelled it.
local stored = redis.call('HGET', KEYS[2], ARGV[1])
local current = redis.call('HGET', KEYS[4], ARGV[1])
local mine = ' ' .. ARGV[2] .. ' ' .. ARGV[3] .. ' '
redis.call('LLEN', KEYS[1])
local incarnation = redis.call('HGET', KEYS[2], '') or ''
if not stored and not current and (incarnation ~= '' and incarnation == ARGV[5] or tonumber(ARGV[6]) <= now()) then
  -- The claims were not lost since, so that the leader ended this one: its worker was cancelled, or stood still for longer than its lease.
  -- Or they were lost, and the task may have been handed out again before that, after the end of the lease, to a worker that gives no sign.
  return {0}
end
local ends = lease_until(ARGV[4])
if is_claim(stored, ARGV[2], tonumber(ARGV[3])) or not stored then
  local kind = current and string.match(current, '^[LC]')
  local held = kind and string.sub(current, 2, 1 + #mine) == mine
  if current and (string.sub(current, 1, 1) == 'R' or not stored) and not held then
    return {0}
  end
  local told = held and kind == 'C'
  mark(ARGV[1], (told and 'C' or 'L') .. mine .. ends)
  return {1, ARGV[2], tonumber(ARGV[3]), stored and incarnation or '', ends, told and 1 or 0}
end

-- It was handed out again. The worker that has the build takes it back, if nobody else has taken it.
local urn, attempt = name_and_attempt(stored)
if not urn or not take_out(urn) then
  return {0}
end
mark(ARGV[1], 'L ' .. urn .. ' ' .. attempt .. ' ' .. ends)
return {1, urn, attempt, incarnation, ends, 0}
