-- The table of PostgresStore. Run it once, or make it a migration. Running it again changes nothing.
CREATE TABLE IF NOT EXISTS unanimous_idempotency_keys (
  -- The prefix of the store and the key. If they have more than 1,024 bytes, or the key has a NUL: the prefix, `sha256:` and the
  -- key's SHA-256.
  key text COLLATE "C" PRIMARY KEY,
  -- The SHA-256 of the request's body: 32 bytes.
  fingerprint bytea NOT NULL,
  -- Tells claims of one key apart: 16 random bytes.
  token bytea NOT NULL,
  -- The answer's status, headers and body. All are NULL while the request runs.
  status smallint,
  -- JSON: [["location","/1"]]
  headers text,
  body bytea,
  -- Until then the request may run. After that a request with the same body may claim the key.
  lease_until timestamptz NOT NULL,
  -- From then on the row counts as absent, and sweep.sql deletes it.
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS unanimous_idempotency_keys_expires_at ON unanimous_idempotency_keys (expires_at);
