-- Claims a key, or returns the state of the first request with it. Returns one row: verdict, token, status, headers, body.
--
-- $1 text: the key
-- $2 bytea: the fingerprint
-- $3 bytea: the token of the new claim
-- $4 bigint: the lease in milliseconds
-- $5 bytea: the token of a claim that nobody runs, which may be replaced; mostly NULL
--
-- verdict: run          the claim is stored
--          replay       answer with status, headers and body
--          in_progress  another request has the key; token is that of its claim if it is committed
--          conflict     the key was used with another body; token likewise
--          again        another process changed the key meanwhile: run this statement again
--
-- It may run twice with the same token: the second time it finds its own claim.
--
-- Whoever claims a key holds its advisory lock until the end of the transaction. So a claim that is not yet committed
-- makes no other request wait: the lock is tried, and a request that does not get it finds the key in progress.
WITH seen AS MATERIALIZED (
  SELECT token, status, headers, body,
    CASE WHEN status IS NULL AND (token = $3 OR token = $5) THEN 'free'
         WHEN fingerprint <> $2 THEN 'conflict'
         WHEN status IS NOT NULL THEN 'replay'
         WHEN lease_until > clock_timestamp() THEN 'in_progress'
         ELSE 'free' END AS verdict
  FROM unanimous_idempotency_keys WHERE key = $1 AND expires_at > clock_timestamp()
), lock AS MATERIALIZED (
  -- CASE keeps the order: the lock of a key that cannot be claimed is left alone.
  SELECT CASE WHEN EXISTS (SELECT FROM seen WHERE verdict <> 'free') THEN NULL
    ELSE pg_try_advisory_xact_lock(hashtextextended('unanimous:' || $1, 0)) END AS taken
), claimed AS (
  INSERT INTO unanimous_idempotency_keys AS k (key, fingerprint, token, lease_until, expires_at)
  SELECT $1, $2, $3, t.now + $4::bigint * interval '1 ms', t.now + $4::bigint * interval '1 ms' + interval '24 hours'
  FROM lock, (SELECT clock_timestamp() AS now) AS t WHERE lock.taken
  ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, token = excluded.token,
    status = NULL, headers = NULL, body = NULL, lease_until = excluded.lease_until, expires_at = excluded.expires_at
  WHERE k.expires_at <= clock_timestamp()
    OR k.status IS NULL AND (k.token = excluded.token OR k.token = $5
      OR k.fingerprint = excluded.fingerprint AND k.lease_until <= clock_timestamp())
  RETURNING true
)
SELECT CASE WHEN EXISTS (SELECT FROM claimed) THEN 'run'
    WHEN lock.taken THEN 'again'
    WHEN NOT lock.taken THEN 'in_progress'
    ELSE seen.verdict END AS verdict,
  seen.token, seen.status, seen.headers, seen.body
FROM lock LEFT JOIN seen ON true
