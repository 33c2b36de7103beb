-- Deletes expired rows, at most 1,000 at once, and returns how many. Rows that another transaction has locked are left for
-- the next time.
WITH gone AS (
  DELETE FROM unanimous_idempotency_keys WHERE key IN (
    SELECT key FROM unanimous_idempotency_keys WHERE expires_at <= clock_timestamp()
    ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
  ) RETURNING true
)
SELECT count(*) AS count FROM gone
