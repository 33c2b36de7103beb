#!lua flags=allow-oom
-- Replaces a claim by its answer, and sets the answer if the key has no value.
--
-- KEYS[1]: the key
-- ARGV[1]: the claim
-- ARGV[2]: the claim with its answer
-- ARGV[3]: its time to live in milliseconds: 24 hours
--
-- Returns 1, also if the key has an answer of this claim already, or 0 if the key has another value.
--
-- `allow-oom`: the operation has run, so its answer is stored even above `maxmemory`. New claims are not, so the excess is
-- at most one answer for each running request.
local seen = redis.call('GET', KEYS[1])
if seen and seen ~= ARGV[1] then
  if string.sub(seen, 1, string.len(ARGV[1])) == ARGV[1] then return 1 end
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
