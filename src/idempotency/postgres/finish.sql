-- Stores the answer of a claim, also if the key is absent or expired. Returns one row.
--
-- $1 text: the key
-- $2 bytea: the fingerprint
-- $3 bytea: the token
-- $4 smallint: the status
-- $5 text: the headers as JSON, [["location","/1"]]
-- $6 bytea: the body
-- $7 text: how long to wait for a row that another transaction has changed; NULL: as long as the session waits
--
-- stored: true if the key now has this answer or had it already, false if another request has the key.
WITH wait AS MATERIALIZED (
  SELECT set_config('lock_timeout', coalesce($7, current_setting('lock_timeout')), true) <> '' AS is_set
), stored AS (
  INSERT INTO unanimous_idempotency_keys AS k
    (key, fingerprint, token, status, headers, body, lease_until, expires_at)
  SELECT $1, $2, $3, $4, $5, $6, t.now, t.now + interval '24 hours'
  FROM (SELECT clock_timestamp() AS now) AS t, wait WHERE wait.is_set
  ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, token = excluded.token,
    status = excluded.status, headers = excluded.headers, body = excluded.body,
    lease_until = excluded.lease_until, expires_at = excluded.expires_at
  WHERE k.expires_at <= clock_timestamp() OR k.token = excluded.token AND k.status IS NULL
  RETURNING true
)
SELECT EXISTS (SELECT FROM stored)
  OR EXISTS (SELECT FROM unanimous_idempotency_keys WHERE key = $1 AND token = $3 AND status IS NOT NULL) AS stored
