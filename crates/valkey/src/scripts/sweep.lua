-- ARGV: how many at most, the present moment
local ended, seen = {}, 0
for _, handle in ipairs(redis.call('ZRANGEBYSCORE', AGENDA, '-inf', ARGV[2], 'LIMIT', '0', ARGV[1])) do
  seen = seen + 1
  local what = finish(handle)
  if what then table.insert(ended, what) end
end
return { DONE, ended, seen }
