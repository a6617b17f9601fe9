-- Reads on from a cursor. ARGV besides those of the preamble: epoch and id to read after (empty: nothing), how many
-- events at most.
if ARGV[4] == '' then return { epoch .. '-' .. last, 0, {} } end
local from = ARGV[5]
local gap = ARGV[4] ~= epoch or older(last, from)
local first = info['first-entry']
if not gap and from ~= last and info['entries-added'] ~= info['length'] then
  gap = not first or older(from, first[1])
end
if gap then from = '0-0' end
local entries = redis.call('XRANGE', KEYS[2], '(' .. from, '+', 'COUNT', ARGV[6])
local flat = {}
for _, entry in ipairs(entries) do
  flat[#flat + 1] = epoch .. '-' .. entry[1]
  flat[#flat + 1] = entry[2][2]
end
return { epoch .. '-' .. last, gap and 1 or 0, flat }
