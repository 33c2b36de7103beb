-- Deletes a claim that has no answer. Returns one row.
--
-- $1 text: the key
-- $2 bytea: the token
--
-- settled: false if the claim may still be on its way. Whoever claims a key holds its advisory lock until the end of the
-- transaction, and a commit may wait long, for replicas. Until then nobody sees the claim, so nobody can delete it.
WITH gone AS (
  DELETE FROM unanimous_idempotency_keys
  WHERE key = $1 AND token = $2 AND status IS NULL AND set_config('lock_timeout', '1s', true) <> ''
  RETURNING true
)
SELECT EXISTS (SELECT FROM gone)
  OR pg_try_advisory_xact_lock(hashtextextended('unanimous:' || $1, 0)) AS settled
