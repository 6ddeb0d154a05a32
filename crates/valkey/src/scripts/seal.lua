-- Raises the epoch and removes every share: from here on nothing can be opened, whatever else is still there.
local last = tonumber(epoch())
local time = redis.call('TIME')
local present = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('SET', EPOCH, whole(math.max(last + 1, present)))
local handles = redis.call('ZRANGE', AGENDA, '0', '-1')
for _, handle in ipairs(handles) do
  redis.call('DEL', (keys(handle)))
end
redis.call('PUBLISH', ENDED, '')
return { DONE, handles }
