-- Takes or keeps the Redis for a database. Answers who has it, when that is another database's server.
local database = redis.pcall('hget', KEYS[1], 'database')
if type(database) == 'table' then
  -- A key of another kind in its place would let any server in.
  if not string.find(database.err, 'WRONGTYPE', 1, true) then error(database.err, 0) end
  redis.call('del', KEYS[1])
  database = false
end
if database and database ~= ARGV[1] then return redis.call('hget', KEYS[1], 'about') or 'unknown' end
redis.call('hset', KEYS[1], 'database', ARGV[1], 'about', ARGV[2], 'server', ARGV[3])
redis.call('pexpire', KEYS[1], ARGV[4])
return false
