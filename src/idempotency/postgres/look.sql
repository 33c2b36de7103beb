-- Returns the state of a key without writing, so that a database that takes no writes still gives stored answers.
--
-- $1 text: the key
-- $2 bytea: the fingerprint
--
-- Returns one row as begin.sql does, with the verdict replay, in_progress or conflict; no row if the key can be claimed.
SELECT CASE WHEN fingerprint <> $2 THEN 'conflict' WHEN status IS NULL THEN 'in_progress' ELSE 'replay' END AS verdict,
  token, status, headers, body
FROM unanimous_idempotency_keys
WHERE key = $1 AND expires_at > clock_timestamp()
  AND (fingerprint <> $2 OR status IS NOT NULL OR lease_until > clock_timestamp())
