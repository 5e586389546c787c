-- Three roles, none of which can log in itself. Give a login one of them, such as:
--   CREATE ROLE counter_1 LOGIN PASSWORD '...' IN ROLE elemental_counter;
CREATE ROLE elemental_reader NOLOGIN;   -- reads the log
CREATE ROLE elemental_counter NOLOGIN;  -- also adds what is stated at a counter
CREATE ROLE elemental_manager NOLOGIN;  -- owns the log, and takes it to a new version
GRANT elemental_reader TO elemental_counter;
GRANT elemental_counter TO elemental_manager;

GRANT USAGE ON SCHEMA elemental TO elemental_reader;
GRANT SELECT ON elemental.about, elemental.log, elemental.counter TO elemental_reader;
GRANT INSERT (id, counter, said_at, utc_offset, kind, source, day, version, body)
    ON elemental.log TO elemental_counter;
GRANT INSERT (id, name, applied), UPDATE (name, seen_at, applied)
    ON elemental.counter TO elemental_counter;

ALTER SCHEMA elemental OWNER TO elemental_manager;
ALTER TABLE elemental.about OWNER TO elemental_manager;
ALTER TABLE elemental.log OWNER TO elemental_manager;
ALTER TABLE elemental.counter OWNER TO elemental_manager;
ALTER FUNCTION elemental.take_turn() OWNER TO elemental_manager;
