-- Deletes expired rows, at most 1,000 at once. Rows that another transaction has locked are left for the next time.
DELETE FROM unanimous_idempotency_keys WHERE key IN (
  SELECT key FROM unanimous_idempotency_keys WHERE expires_at <= clock_timestamp()
  ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
)
