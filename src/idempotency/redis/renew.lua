-- Extends the time to live of a claim, and sets the claim if the key has no value.
--
-- KEYS[1]: the key
-- ARGV[1]: the claim
-- ARGV[2]: its time to live in milliseconds: 24 hours and the lease
--
-- Returns 1, or 0 if the key has another value.
local seen = redis.call('GET', KEYS[1])
if seen and seen ~= ARGV[1] then return 0 end
if seen then redis.call('PEXPIRE', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 1
