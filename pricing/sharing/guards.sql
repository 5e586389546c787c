-- What the server makes sure of. A counter writes under its own id alone, which belongs to the login
-- that first used it. The owner of the log may write under any id.

-- What people read of an observation agrees with what the program reads: its body.
ALTER TABLE elemental.log
    ADD CONSTRAINT log_offset CHECK (utc_offset BETWEEN -720 AND 840) NOT VALID,
    ADD CONSTRAINT log_columns CHECK (
        version <> 1 OR (
            source = coalesce(body ->> 'source', '')
            AND coalesce(to_char(day, 'YYYY-MM-DD'), '') = coalesce(body ->> 'priced_on', '')
            AND kind = CASE WHEN body ? 'withdrawn_from' THEN 'withdrawal'
                WHEN body ->> 'price' IS NULL THEN 'label' ELSE 'price' END
        )
    ) NOT VALID;

CREATE FUNCTION elemental.is_owner() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class
    WHERE oid = 'elemental.log'::regclass
$$;

CREATE FUNCTION elemental.keep_login() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.seen_at := now();
    IF elemental.is_owner() THEN
        NEW.login := coalesce(NEW.login, session_user);
    ELSIF TG_OP = 'UPDATE' AND OLD.login <> session_user THEN
        RAISE EXCEPTION 'this counter belongs to the login %', OLD.login
            USING ERRCODE = 'insufficient_privilege';
    ELSE
        NEW.login := session_user;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keep_login BEFORE INSERT OR UPDATE ON elemental.counter
    FOR EACH ROW EXECUTE FUNCTION elemental.keep_login();

CREATE FUNCTION elemental.check_counter() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT elemental.is_owner() AND EXISTS (
        SELECT counter FROM added
        EXCEPT SELECT id FROM elemental.counter WHERE login = session_user
    ) THEN
        RAISE EXCEPTION 'this counter belongs to another login'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER check_counter AFTER INSERT ON elemental.log
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION elemental.check_counter();
