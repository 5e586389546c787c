-- The shared log of one catalogue. Rows are only added: nobody may change or delete them, except
-- the owner.
CREATE SCHEMA elemental;

-- The version of these tables, and the id of this log, by which a counter knows it again.
CREATE TABLE elemental.about (
    id integer PRIMARY KEY CHECK (id = 1),
    version integer NOT NULL,
    log uuid NOT NULL
);

-- What the counters have stated, in the order in which every counter applies it. An id is made at
-- the counter, so that what is sent twice is kept once. Its last 8 digits count the observations of
-- one act, such as a list, which are applied together.
CREATE TABLE elemental.log (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    counter uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    recorded_by text NOT NULL DEFAULT session_user,
    said_at timestamptz NOT NULL,                    -- by the clock of the counter
    utc_offset smallint NOT NULL CHECK (utc_offset BETWEEN -840 AND 840),  -- of it, in minutes
    kind text NOT NULL CHECK (kind IN ('label', 'price', 'withdrawal')),
    source text NOT NULL,
    day date,
    version smallint NOT NULL,                       -- of the body's columns
    body jsonb NOT NULL CHECK (octet_length(body::text) <= 65536)
);

-- The counters, and how far each has applied the log.
CREATE TABLE elemental.counter (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) <= 100),
    seen_at timestamptz NOT NULL DEFAULT now(),
    applied bigint NOT NULL,
    login text DEFAULT session_user                  -- whose the counter is
);

-- One writer at a time: so the numbers `seq` become visible in their order, and a reader that has
-- read one of them has missed none before it. The writer's end lets the others know.
CREATE FUNCTION elemental.take_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM elemental.about FOR UPDATE;
    PERFORM pg_notify('elemental_log', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER take_turn BEFORE INSERT ON elemental.log
    FOR EACH STATEMENT EXECUTE FUNCTION elemental.take_turn();
