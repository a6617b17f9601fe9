-- Tries each step of appending and leaves everything as it is: for whoever has nothing to append, and must know whether
-- Redis would take it.
redis.call('SET', KEYS[1], epoch)
redis.call('SET', 'andon:seen:none', '', 'XX', 'PX', 1)
if last ~= '0-0' then
  -- An id that is taken: refused for its number, unless it is refused for a better reason.
  local refused = redis.pcall('XADD', KEYS[2], last, 'event', '')
  if not string.find(refused.err, 'ID specified in XADD', 1, true) then return refused end
end
return {}
