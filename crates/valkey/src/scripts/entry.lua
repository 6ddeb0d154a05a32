local handle = ARGV[1]
local share, visit, _, deposits, tomb = keys(handle)
if redis.call('EXISTS', tomb) == 1 then return { GONE } end
local secret = redis.call('GET', share)
local known = redis.call('HMGET', visit, 'header', 'ends', 'last', 'held')
if not secret or not known[1] then return { GONE } end
return { DONE, epoch(), secret, known[1], known[2], known[3], known[4] or '', redis.call('HLEN', deposits) }
