-- Takes or keeps the Redis for a database. Answers who has it, when that is another database's server.
local database = redis.call('hget', KEYS[1], 'database')
if database and database ~= ARGV[1] then return redis.call('hget', KEYS[1], 'about') or 'unknown' end
redis.call('hset', KEYS[1], 'database', ARGV[1], 'about', ARGV[2], 'server', ARGV[3])
redis.call('pexpire', KEYS[1], ARGV[4])
return false
