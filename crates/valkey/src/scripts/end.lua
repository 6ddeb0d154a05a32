-- ARGV: handle, then more of them. With several, only those are removed whose share is gone already.
local ended = {}
for _, handle in ipairs(ARGV) do
  if #ARGV == 1 or redis.call('EXISTS', (keys(handle))) == 0 then
    local what = finish(handle)
    if what then table.insert(ended, what) end
  end
end
if #ARGV == 1 and #ended == 0 then return { GONE } end
return { DONE, ended }
