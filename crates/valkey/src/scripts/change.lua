-- Makes a change of a slot and its index, and removes the deposit that it came from: all or nothing.
-- ARGV: ..., deposit ('' for none), bytes a visit may hold, and for a change: label, revision of the slot that is
-- replaced, its next, '1' where it holds something, what it holds, revision of the index that is replaced, its
-- next, the index. Revisions are eight bytes each.
local NEVER = string.rep('\0', 8)
local handle, deposit, most = ARGV[1], ARGV[3], tonumber(ARGV[4])
local label, old, new, filled, sealed = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local index_old, index_new, index = ARGV[10], ARGV[11], ARGV[12]
local _, visit, slots, deposits = keys(handle)
if not lives(handle, ARGV[2]) then return { GONE } end
local add, remove = 0, 0
if deposit ~= '' then
  if redis.call('HEXISTS', deposits, deposit) == 0 then return { CONFLICT } end
  remove = redis.call('HSTRLEN', deposits, deposit)
end
if label then
  if (redis.call('HGET', slots, 'r' .. label) or NEVER) ~= old then return { CONFLICT } end
  if redis.call('HGET', visit, 'index_at') ~= index_old then return { CONFLICT } end
  add = string.len(sealed) + string.len(index)
  remove = remove + redis.call('HSTRLEN', slots, 'x' .. label) + redis.call('HSTRLEN', visit, 'index')
end
local before = tonumber(redis.call('HGET', visit, 'bytes'))
local after = before + add - remove
if add > remove and after > most then return { FULL } end
if label then
  redis.call('HSET', slots, 'r' .. label, new)
  if filled == '1' then
    redis.call('HSET', slots, 'x' .. label, sealed)
  else
    redis.call('HDEL', slots, 'x' .. label)
  end
  redis.call('HSET', visit, 'index_at', index_new, 'index', index)
end
if deposit ~= '' then redis.call('HDEL', deposits, deposit) end
resize(handle, before, after)
expire(handle)
return { DONE }
