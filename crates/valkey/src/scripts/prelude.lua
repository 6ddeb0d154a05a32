-- What every script knows. ARGV[1] is the handle of a visit, ARGV[2] the present moment of the node that asks, in
-- microseconds. Answers begin with one of these numbers.
local DONE, GONE, CONFLICT, FULL = 0, 1, 2, 3
local AGENDA, SIZES, TOTAL, EPOCH, ENDED = 'mn:agenda', 'mn:sizes', 'mn:total', 'mn:epoch', 'mn:ended'
-- Counted for each visit beside its bytes.
local OVERHEAD = 1024
-- What is left of a visit whose share has expired stays so many milliseconds, to be swept and counted.
local LINGER = 60000

-- The share is a key of its own: it expires at the very end of the visit, whether or not a node lives to see it.
local function keys(handle)
  return 'mn:k:' .. handle, 'mn:v:' .. handle, 'mn:s:' .. handle, 'mn:d:' .. handle, 'mn:t:' .. handle
end

local function whole(number)
  return string.format('%.0f', number)
end

-- The end of a visit by its idle deadline and hold, in microseconds; nothing where there is no visit.
local function last_moment(handle)
  local share, visit = keys(handle)
  if redis.call('EXISTS', share) == 0 then return nil end
  local life = redis.call('HMGET', visit, 'ends', 'held')
  if not life[1] then return nil end
  return math.max(tonumber(life[1]), tonumber(life[2]) or 0)
end

local function lives(handle, now)
  local last = last_moment(handle)
  return last ~= nil and tonumber(now) < last
end

-- Lets a visit expire when it ends. To be called after every change of its life, and of its keys.
local function expire(handle)
  local share, visit, slots, deposits = keys(handle)
  local last = last_moment(handle)
  local at = math.floor(last / 1000)
  redis.call('PEXPIREAT', share, whole(at))
  for _, key in ipairs({ visit, slots, deposits }) do
    redis.call('PEXPIREAT', key, whole(at + LINGER))
  end
  redis.call('ZADD', AGENDA, whole(last), handle)
end

-- Takes in that a visit's sealed bytes are now so many.
local function resize(handle, before, after)
  local _, visit = keys(handle)
  redis.call('HSET', visit, 'bytes', whole(after))
  redis.call('HSET', SIZES, handle, whole(after + OVERHEAD))
  redis.call('INCRBY', TOTAL, whole(after - before))
end

-- Removes everything of a visit, the share first, and tells it. Leaves a mark that keeps the handle from being
-- used again for as long as any copy of the visit could claim to live.
local function finish(handle)
  local share, visit, slots, deposits, tomb = keys(handle)
  redis.call('DEL', share)
  local known = redis.call('HMGET', visit, 'pseudonym', 'last', 'gone_by')
  local labels = {}
  for _, field in ipairs(redis.call('HKEYS', slots)) do
    if string.sub(field, 1, 1) == 'x' then table.insert(labels, string.sub(field, 2)) end
  end
  for _, field in ipairs(redis.call('HKEYS', deposits)) do
    table.insert(labels, string.sub(field, string.find(field, ':', 1, true) + 1))
  end
  redis.call('DEL', visit, slots, deposits)
  redis.call('ZREM', AGENDA, handle)
  local size = redis.call('HGET', SIZES, handle)
  if size then
    redis.call('HDEL', SIZES, handle)
    redis.call('DECRBY', TOTAL, size)
  end
  redis.call('PUBLISH', ENDED, handle)
  if not known[1] then return nil end
  redis.call('SET', tomb, '', 'PXAT', known[3])
  return { handle, known[1], known[2], labels }
end

local function epoch()
  local present = redis.call('GET', EPOCH)
  if present then return present end
  -- Begins at the present time, so that a store that lost everything does not begin at an older one.
  local time = redis.call('TIME')
  local first = whole(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
  redis.call('SET', EPOCH, first)
  return first
end

