-- Deletes a claim that has no answer.
--
-- $1 text: the key
-- $2 bytea: the token
DELETE FROM unanimous_idempotency_keys
WHERE key = $1 AND token = $2 AND status IS NULL AND set_config('lock_timeout', '1s', true) <> ''
