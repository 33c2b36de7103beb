-- Takes the advisory lock of a key until the end of the transaction. Run it before finish.sql in a transaction of your own,
-- so that a request with the same key need not wait for the commit.
--
-- $1 text: the key
SELECT pg_advisory_xact_lock(hashtextextended('unanimous:' || $1, 0))
