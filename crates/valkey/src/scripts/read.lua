-- ARGV: ..., label, or nothing for the index alone
local handle, label = ARGV[1], ARGV[3]
local _, visit, slots = keys(handle)
if not lives(handle, ARGV[2]) then return { GONE } end
local index = redis.call('HMGET', visit, 'index_at', 'index')
if not label then return { DONE, index[1], index[2] } end
local slot = redis.call('HMGET', slots, 'r' .. label, 'x' .. label)
return { DONE, index[1], index[2], slot[1], slot[2] }
