-- Appends events and publishes each. ARGV besides those of the preamble: greatest length, how long doubles are known
-- in milliseconds, then event_id, channel and JSON of each event.
redis.call('SET', KEYS[1], epoch)
local cursors = {}
for i = 6, #ARGV, 3 do
  local seen = 'andon:seen:' .. ARGV[i]
  local cursor = unlessForeign(redis.pcall('GET', seen), seen)
  if not cursor or string.sub(cursor, 1, #epoch + 1) ~= epoch .. '-' then
    last = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', 'event', ARGV[i + 2])
    cursor = epoch .. '-' .. last
    redis.call('SET', seen, cursor, 'PX', ARGV[5])
    redis.call('PUBLISH', ARGV[i + 1], string.sub(ARGV[i + 2], 1, -2) .. ',"id":"' .. cursor .. '"}')
  end
  cursors[#cursors + 1] = cursor
end
return { epoch .. '-' .. last, cursors, clock }
