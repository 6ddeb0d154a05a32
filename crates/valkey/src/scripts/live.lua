-- ARGV: ..., 'touch', ends, last  or  ..., 'hold', held ('' for none)
local handle = ARGV[1]
local _, visit = keys(handle)
if not lives(handle, ARGV[2]) then return { GONE } end
if ARGV[3] == 'touch' then
  redis.call('HSET', visit, 'ends', ARGV[4], 'last', ARGV[5])
else
  redis.call('HSET', visit, 'held', ARGV[4])
end
expire(handle)
local life = redis.call('HMGET', visit, 'ends', 'last', 'held')
return { DONE, life[1], life[2], life[3] or '' }
