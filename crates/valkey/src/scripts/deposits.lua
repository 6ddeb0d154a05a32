local handle = ARGV[1]
local _, _, _, deposits = keys(handle)
if not lives(handle, ARGV[2]) then return { GONE } end
return { DONE, redis.call('HGETALL', deposits) }
