-- Three roles, none of which can log in itself. Give a login one of them, such as:
--   CREATE ROLE counter_1 LOGIN PASSWORD '...' IN ROLE elemental_counter;
-- A reader reads the log. A counter also adds what is stated there. A manager owns the log, and
-- takes it to a new version. All databases of a server have the same roles, so a login with one may
-- use the shared catalogue of each database that it may connect to.
DO $$
DECLARE role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['elemental_reader', 'elemental_counter', 'elemental_manager'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        END IF;
    END LOOP;
END $$;
GRANT elemental_reader TO elemental_counter;
GRANT elemental_counter TO elemental_manager;

GRANT USAGE ON SCHEMA elemental TO elemental_reader;
GRANT SELECT ON elemental.about, elemental.log, elemental.counter TO elemental_reader;
GRANT INSERT (id, counter, said_at, utc_offset, kind, source, day, version, body)
    ON elemental.log TO elemental_counter;
GRANT INSERT (id, name, applied), UPDATE (name, applied)
    ON elemental.counter TO elemental_counter;

ALTER SCHEMA elemental OWNER TO elemental_manager;
ALTER TABLE elemental.about OWNER TO elemental_manager;
ALTER TABLE elemental.log OWNER TO elemental_manager;
ALTER TABLE elemental.counter OWNER TO elemental_manager;
ALTER FUNCTION elemental.take_turn() OWNER TO elemental_manager;
ALTER FUNCTION elemental.is_owner() OWNER TO elemental_manager;
ALTER FUNCTION elemental.keep_login() OWNER TO elemental_manager;
ALTER FUNCTION elemental.check_counter() OWNER TO elemental_manager;
