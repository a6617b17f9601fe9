-- Finds the epoch and the end of the log; the scripts below it go on from there.
-- KEYS: the epoch, the log. ARGV: a new epoch in case one is needed, the epoch and id this process has last seen.
-- A log that ends before what was seen has lost events (Redis restarted from an old snapshot): it starts anew, so
-- that every cursor given by it is answered with the gap.
local time = redis.call('TIME')
local clock = time[1] * 1000 + math.floor(time[2] / 1000)
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local function older(a, b)
  local ams, aseq = parts(a)
  local bms, bseq = parts(b)
  return ams < bms or (ams == bms and aseq < bseq)
end
-- A key of another kind in the place of ours is deleted: as long as it stood there, nothing could be announced.
local function unlessForeign(answer, ...)
  if type(answer) == 'table' and answer.err then
    if not string.find(answer.err, 'WRONGTYPE', 1, true) then error(answer.err, 0) end
    redis.call('DEL', ...)
    return false
  end
  return answer
end
local info = {}
if redis.call('EXISTS', KEYS[2]) == 1 then
  local flat = unlessForeign(redis.pcall('XINFO', 'STREAM', KEYS[2]), KEYS[2]) or {}
  for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
end
local last = info['last-generated-id'] or '0-0'
-- No event of ours can have an id from so far ahead, and after one every id is: the servers would keep to it for ever.
local AHEAD_AT_MOST_MS = 3600000
local isAhead = parts(last) > clock + AHEAD_AT_MOST_MS
local epoch = unlessForeign(redis.pcall('GET', KEYS[1]), KEYS[1])
local isEpoch = epoch and string.find(epoch, '^[a-z0-9]+$')
if not isEpoch or isAhead or (epoch == ARGV[2] and older(last, ARGV[3])) then
  epoch = ARGV[1]
  redis.call('SET', KEYS[1], epoch)
  redis.call('DEL', KEYS[2])
  info = {}
  last = '0-0'
end
