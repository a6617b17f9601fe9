-- Reads on from a cursor. ARGV besides those of the preamble: epoch and id to read after (empty: nothing), how many
-- events at most. Answers also with the event at the cursor itself, which proves it: a cursor that names none is of
-- another course of this log.
if ARGV[4] == '' then return { epoch .. '-' .. last, 0, {}, '', clock } end
local from = ARGV[5]
local gap = ARGV[4] ~= epoch or older(last, from)
local first = info['first-entry']
if not gap and from ~= last and info['entries-added'] ~= info['length'] then
  gap = not first or older(from, first[1])
end
local own = ''
if not gap and from ~= '0-0' then
  local at = redis.call('XRANGE', KEYS[2], from, from)
  if at[1] then own = at[1][2][2] else gap = from ~= last end
end
if gap then from = '0-0' end
local entries = redis.call('XRANGE', KEYS[2], '(' .. from, '+', 'COUNT', ARGV[6])
local flat = {}
for _, entry in ipairs(entries) do
  flat[#flat + 1] = epoch .. '-' .. entry[1]
  flat[#flat + 1] = entry[2][2]
end
return { epoch .. '-' .. last, gap and 1 or 0, flat, own, clock }
