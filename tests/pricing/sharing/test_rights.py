"""What the server lets a login do, by the SQL that an administrator runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from pricing.catalogue.outbox import new_act_id
from pricing.problems.errors import ProblemKind
from pricing.sharing.schema import schema_text
from tests.postgresql import PASSWORD
from tests.pricing.sharing.test_shared_catalogue import (
    NEXT_DAY,
    are_equal,
    import_list,
    priced_row,
    prices_of,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.sharing.shared_catalogue import SharedCatalogue
    from tests.postgresql import PostgresServer

    Open = Callable[[str], SharedCatalogue]

DOWNGRADE = (
    "ALTER TABLE elemental.log DROP CONSTRAINT log_offset, DROP CONSTRAINT log_columns; "
    "DROP TRIGGER keep_login ON elemental.counter; DROP TRIGGER check_counter ON elemental.log; "
    "DROP FUNCTION elemental.keep_login; DROP FUNCTION elemental.check_counter; "
    "DROP FUNCTION elemental.is_owner; ALTER TABLE elemental.counter DROP COLUMN login; "
    "UPDATE elemental.about SET version = 2"
)
# What a counter adds to the log, by its id, the offset, the kind, the source, the day and the body.
INSERT = (
    "INSERT INTO elemental.log (id, counter, said_at, utc_offset, kind, source, day, version, body)"
    " VALUES (%s, %s, now(), %s, %s, %s, %s, 1, %s::jsonb)"
)
BODY = '{"product": "X", "price": 5000000, "source": "Shop", "priced_on": "2026-06-26"}'


@pytest.fixture
def log_in(address: str, postgresql: PostgresServer) -> Callable[[str], str]:
    """Return a function that makes a login with a role, and returns its address."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(schema_text().encode())

    def make(role: str) -> str:
        user = f"{role}_{uuid4().hex[:8]}"
        with psycopg.connect(address, autocommit=True) as connection:
            statement = f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}' IN ROLE elemental_{role}"
            connection.execute(statement.encode())
        return postgresql.address(address.rpartition("/")[2], user)

    return make


def own_id(counter: SharedCatalogue) -> str:
    ((counter_id,),) = counter.catalogue.database.fetch_rows("SELECT counter FROM sharing")
    return str(counter_id)


def share_price(counter: SharedCatalogue, address: str, price: int) -> None:
    counter.join(address, "a counter")
    import_list(counter, [priced_row(price)])
    counter.sync()


def test_a_login_that_may_only_read_receives_and_rebuilds_while_its_prices_wait(
    open_counter: Open, log_in: Callable[[str], str]
) -> None:
    counter, reader = open_counter("counter"), open_counter("reader")
    share_price(counter, log_in("counter"), 12_490_000)
    reader.join(log_in("reader"), "reader")
    import_list(reader, [priced_row(9_990_000)])
    reader.sync()
    import_list(counter, [priced_row(8_990_000, priced_on=NEXT_DAY)])
    counter.sync()
    for call in (reader.sync, reader.rebuild):
        assert call().sent == 0
        assert prices_of(reader.catalogue) == [12_490_000, 9_990_000, 8_990_000]
        state = reader.state()
        assert state is not None
        assert state.waiting == 1
        assert state.problem is not None
        assert state.problem.kind is ProblemKind.SERVER_READ_ONLY


def test_a_counter_writes_under_its_own_id_alone(
    open_counter: Open, log_in: Callable[[str], str]
) -> None:
    north, address = open_counter("north"), log_in("counter")
    share_price(north, address, 12_490_000)
    fields = (0, "price", "Shop", "2026-06-26", BODY)
    with psycopg.connect(log_in("counter"), autocommit=True) as other:
        for statement, values in (
            (INSERT, (new_act_id(1), own_id(north), *fields)),
            (INSERT, (new_act_id(1), uuid4(), *fields)),
            ("UPDATE elemental.counter SET name = 'x' WHERE id = %s", (own_id(north),)),
            ("UPDATE elemental.counter SET seen_at = now()", ()),
            ("UPDATE elemental.counter SET login = session_user", ()),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute(statement.encode(), values)
        own = uuid4()
        other.execute(
            "INSERT INTO elemental.counter (id, name, applied) VALUES (%s, 'y', 0)", (own,)
        )
        other.execute(INSERT.encode(), (new_act_id(1), own, *fields))
    with psycopg.connect(log_in("manager"), autocommit=True) as manager:
        manager.execute("UPDATE elemental.counter SET name = 'renamed'")


@pytest.mark.parametrize(
    "fields",
    [
        (0, "label", "Shop", "2026-06-26", BODY),
        (0, "withdrawal", "Shop", "2026-06-26", BODY),
        (0, "price", "Other", "2026-06-26", BODY),
        (0, "price", "", "2026-06-26", BODY),
        (0, "price", "Shop", "2026-06-27", BODY),
        (0, "price", "Shop", None, BODY),
        (0, "label", "Shop", "2026-06-26", "[7]"),
        (-840, "price", "Shop", "2026-06-26", BODY),
        (841, "price", "Shop", "2026-06-26", BODY),
    ],
)
def test_columns_that_do_not_agree_with_the_body_are_refused_by_the_server(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str, fields: tuple[object, ...]
) -> None:
    with psycopg.connect(address) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(INSERT.encode(), (new_act_id(1), uuid4(), *fields))


def test_a_counter_with_another_login_shares_again_as_a_counter_of_its_own(
    open_counter: Open, log_in: Callable[[str], str]
) -> None:
    north, address = open_counter("north"), log_in("counter")
    share_price(north, log_in("counter"), 12_490_000)
    with north.catalogue.database.transaction():  # such as by the service file
        north.catalogue.database.execute("UPDATE sharing SET server = ?", (address,))
    import_list(north, [priced_row(13_490_000)])
    with refused(ProblemKind.SERVER_REFUSES):
        north.sync()
    before = own_id(north)
    north.join(address, "a counter")
    assert own_id(north) != before
    assert north.sync().sent == 1
    assert prices_of(north.catalogue) == [12_490_000, 13_490_000]
    new = open_counter("new")
    new.join(log_in("counter"), "new")
    new.sync()
    assert are_equal(north, new)


def test_a_log_of_the_second_version_keeps_whose_each_counter_is(
    open_counter: Open, log_in: Callable[[str], str], address: str
) -> None:
    north, south = open_counter("north"), open_counter("south")
    share_price(north, log_in("counter"), 12_490_000)
    south.join(log_in("counter"), "south")
    south.sync()  # it has written nothing, so nobody knows whose it is
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(DOWNGRADE.encode())
        for counter in (north, south):
            with refused(ProblemKind.SHARED_LOG_OLDER):
                counter.sync()
        open_counter("manager").join(log_in("manager"), "manager")
        import_list(south, [priced_row(13_490_000)])
        for counter in (north, south, north):
            counter.sync()
        query = "SELECT count(DISTINCT login) FROM elemental.counter WHERE login LIKE 'counter_%'"
        assert connection.execute(query).fetchone() == (2,)
    assert prices_of(north.catalogue) == [12_490_000, 13_490_000]
    assert are_equal(north, south)


def test_a_counter_that_shares_a_log_of_an_earlier_version_hears_that_its_owner_has_to(
    open_counter: Open, address: str, log_in: Callable[[str], str]
) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(DOWNGRADE.encode())
    with refused(ProblemKind.SHARED_LOG_OLDER):
        open_counter("north").join(log_in("counter"), "north")


def test_the_printed_sql_serves_a_second_database_and_refuses_a_second_time_in_a_sentence(
    log_in: Callable[[str], str], address: str, postgresql: PostgresServer
) -> None:
    second = f"second_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {second}".encode())
        with pytest.raises(psycopg.errors.RaiseException, match="so nothing is changed"):
            connection.execute(schema_text().encode())
        connection.execute("ROLLBACK")
    with psycopg.connect(postgresql.address(second), autocommit=True) as connection:
        connection.execute(schema_text().encode())
        assert connection.execute("SELECT version FROM elemental.about").fetchone() == (3,)


def test_a_counter_that_leaves_is_counted_no_longer_and_returns_as_itself(
    open_counter: Open, log_in: Callable[[str], str]
) -> None:
    north, south = open_counter("north"), open_counter("south")
    north.join(log_in("counter"), "north")
    address = log_in("counter")
    south.join(address, "south")
    import_list(south, [priced_row(12_490_000)])
    south.sync()
    counter_id = own_id(south)
    south.leave()
    north.sync()
    assert north.state().others == ()  # type: ignore[union-attr]
    (offer,) = north.catalogue.price_history(1)
    assert offer.counter == "south"
    other = open_counter("other")
    other.join(log_in("counter"), "south")  # another login has that name too
    south.join(address, "south")
    assert own_id(south) == counter_id != own_id(other)
    for counter in (south, other, north):
        counter.sync()
    assert len(north.state().others) == 2  # type: ignore[union-attr]
    assert are_equal(north, south, other)
