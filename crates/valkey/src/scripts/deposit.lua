-- ARGV: ..., label, sealed, bytes a visit may hold
local handle, label, sealed, most = ARGV[1], ARGV[3], ARGV[4], tonumber(ARGV[5])
local _, visit, _, deposits = keys(handle)
if not lives(handle, ARGV[2]) then return { GONE } end
local before = tonumber(redis.call('HGET', visit, 'bytes'))
local after = before + string.len(sealed)
if after > most then return { FULL } end
local number = redis.call('HINCRBY', visit, 'deposited', 1)
redis.call('HSET', deposits, whole(number) .. ':' .. label, sealed)
resize(handle, before, after)
expire(handle)
return { DONE }
