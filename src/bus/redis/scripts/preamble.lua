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
local info = {}
if redis.call('EXISTS', KEYS[2]) == 1 then
  local flat = redis.call('XINFO', 'STREAM', KEYS[2])
  for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
end
local last = info['last-generated-id'] or '0-0'
local epoch = redis.call('GET', KEYS[1])
if not epoch or (epoch == ARGV[2] and older(last, ARGV[3])) then
  epoch = ARGV[1]
  redis.call('SET', KEYS[1], epoch)
  redis.call('DEL', KEYS[2])
  info = {}
  last = '0-0'
end
