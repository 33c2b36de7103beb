-- Deletes the key if its value is the claim. Returns 1.
--
-- KEYS[1]: the key
-- ARGV[1]: the claim
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
