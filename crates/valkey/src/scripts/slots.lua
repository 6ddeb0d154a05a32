local handle = ARGV[1]
local _, _, slots = keys(handle)
if not lives(handle, ARGV[2]) then return { GONE } end
local labels = {}
for _, field in ipairs(redis.call('HKEYS', slots)) do
  if string.sub(field, 1, 1) == 'x' then table.insert(labels, string.sub(field, 2)) end
end
return { DONE, labels }
