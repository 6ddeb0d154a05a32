local handle = ARGV[1]
local share, visit, _, _, tomb = keys(handle)
if redis.call('EXISTS', share, visit, tomb) > 0 then return { CONFLICT } end
local total = tonumber(redis.call('GET', TOTAL) or '0')
if redis.call('ZCARD', AGENDA) >= tonumber(ARGV[11]) or total >= tonumber(ARGV[12]) then return { FULL } end
redis.call('SET', share, ARGV[3])
redis.call('HSET', visit, 'pseudonym', ARGV[4], 'header', ARGV[5], 'ends', ARGV[6], 'last', ARGV[7],
  'gone_by', ARGV[8], 'index_at', ARGV[9], 'index', ARGV[10])
resize(handle, 0, string.len(ARGV[5]) + string.len(ARGV[10]))
redis.call('INCRBY', TOTAL, OVERHEAD)
expire(handle)
return { DONE }
