-- Claims a key, or returns its value.
--
-- KEYS[1]: the key
-- ARGV[1]: the value that may be replaced; any text if none may
-- ARGV[2]: the most milliseconds that value may have left to live. 86400000 (24 hours): its lease has ended
-- ARGV[3]: the new claim
-- ARGV[4]: its time to live in milliseconds: 24 hours and the lease
--
-- Returns {false, 0} if it set the claim, else the value and its time to live.
--
-- It has no flags, so that Redis runs it in every state, and answers are replayed even when nothing can be written.
local seen = redis.call('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if seen and (seen ~= ARGV[1] or left > tonumber(ARGV[2])) then return {seen, left} end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return {false, 0}
