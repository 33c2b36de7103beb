-- Extends the lease of a claim, and stores the claim if the key is absent or expired.
--
-- $1 text: the key
-- $2 bytea: the fingerprint
-- $3 bytea: the token
-- $4 bigint: the lease in milliseconds
--
-- Returns a row if the claim holds, and none if another request has the key or the answer is stored.
--
-- A row that a transaction has changed and not committed makes it wait for at most a second, and then fail.
INSERT INTO unanimous_idempotency_keys AS k (key, fingerprint, token, lease_until, expires_at)
SELECT $1, $2, $3, t.now + $4::bigint * interval '1 ms', t.now + $4::bigint * interval '1 ms' + interval '24 hours'
FROM (SELECT clock_timestamp() AS now) AS t WHERE set_config('lock_timeout', '1s', true) <> ''
ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, token = excluded.token,
  status = NULL, headers = NULL, body = NULL, lease_until = excluded.lease_until, expires_at = excluded.expires_at
WHERE k.expires_at <= clock_timestamp() OR k.token = excluded.token AND k.status IS NULL
RETURNING true AS holds
