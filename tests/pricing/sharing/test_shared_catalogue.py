"""A catalogue shared through a real server: what each counter sees, and what can go wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest

from pricing.catalogue.exchange import read_catalogue_file
from pricing.catalogue.outbox import new_act_id, observation_id, waiting_acts
from pricing.catalogue.price_changes import ChangeQuery, find_changes
from pricing.catalogue.price_conflicts import find_price_conflicts
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.progress import SILENT_PROGRESS
from pricing.quantities.dates import today
from pricing.sharing.schema import schema_text
from pricing.sharing.server import Counter, open_log
from pricing.sharing.shared_catalogue import SharedCatalogue
from pricing.sharing.shared_catalogue import test_server as ask_server
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.integrity import seal_path
from tests.catalogue_digest import content_digest
from tests.generated_products import generate_rows
from tests.postgresql import PASSWORD
from tests.pricing.sharing.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pricing.catalogue.catalogue import Catalogue
    from tests.postgresql import PostgresServer

    Open = Callable[[str], SharedCatalogue]

DAY = date(2026, 6, 26)
NEXT_DAY = DAY + timedelta(days=1)


def import_list(
    counter: SharedCatalogue, rows: list[dict[str, Any]], source: str = "List", day: date = DAY
) -> None:
    counter.catalogue.import_rows([RowBatch.from_rows(rows)], source, day)


def priced_row(price: int | None, **values: object) -> dict[str, Any]:
    row = {
        "product": "Magnesium Citrate", "element": "Mg", "form": "citrate", "unit_kind": "capsule",
        "serving_units": 1_000, "elemental_mg": 100_000, "pack_units": 120_000, "currency": "USD",
        "price": price, "source": "Shop", "priced_on": DAY, **values,
    }  # fmt: skip
    return {key: value for key, value in row.items() if value is not None}


def prices_of(catalogue: Catalogue, name: str = "Magnesium Citrate") -> list[int]:
    """Return all prices of a product, oldest first."""
    rows = catalogue.database.fetch_rows(
        "SELECT c.price FROM price c JOIN product p ON p.id = product_id WHERE p.product = ? "
        "ORDER BY c.last_on, c.id",
        (name,),
    )
    return [int(str(price)) for (price,) in rows]


def are_equal(*counters: SharedCatalogue) -> bool:
    return len({content_digest(counter.catalogue) for counter in counters}) == 1


@contextmanager
def refused(kind: ProblemKind) -> Iterator[None]:
    with pytest.raises(UserError) as error:
        yield
    assert error.value.kind is kind
    assert PASSWORD not in str(error.value)


# -- what counters see ---------------------------------------------------------------------------


def test_a_list_and_a_price_reach_another_counter(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, south = pair
    assert south.catalogue.count() == north.catalogue.count() > 0
    import_list(south, [priced_row(12_490_000)])
    assert prices_of(south.catalogue) == [12_490_000]  # at once, without the server
    south.sync()
    assert north.sync().has_changed
    assert prices_of(north.catalogue) == [12_490_000]
    assert are_equal(north, south)


def is_behind(counter: SharedCatalogue) -> bool:
    """Return whether the only other counter is behind, as a counter knows."""
    (other,) = counter.state().others  # type: ignore[union-attr]
    return other.is_behind


def test_the_state_counts_what_waits_and_who_shares(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])
    north.sync()
    import_list(north, [priced_row(13_970_000, priced_on=NEXT_DAY)])
    state = north.state()
    assert state is not None
    assert (state.counter, state.waiting, state.refused) == ("north", 1, 0)
    assert [other.name for other in state.others] == ["south"]
    (price,) = north.waiting_prices()
    assert (price.product, price.source) == ("Magnesium Citrate", "Shop")
    assert (price.old_price, price.price) == (12_490_000, 13_970_000)
    north.sync()
    assert not is_behind(north)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("UPDATE elemental.log SET recorded_at = now() - interval '2 minutes'")
    north.sync()
    assert is_behind(north)
    south.sync()
    north.sync()
    state = north.state()
    assert state is not None
    assert not state.others[0].is_behind
    assert state.waiting == 0
    assert state.answered_at is not None
    assert datetime.now(UTC) - state.answered_at < timedelta(minutes=5)


def test_of_two_prices_on_one_day_the_later_in_the_log_counts_and_both_stay(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, south = pair
    import_list(north, [priced_row(31_900_000)])
    import_list(south, [priced_row(31_500_000)])
    south.sync()
    north.sync()
    south.sync()
    for counter in pair:
        assert prices_of(counter.catalogue) == [31_500_000, 31_900_000]
    assert are_equal(north, south)


def test_prices_have_the_name_of_the_other_counter_that_stated_them(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, south = pair
    import_list(north, [priced_row(31_900_000, priced_on=today())])
    north.sync()
    import_list(south, [priced_row(31_500_000, priced_on=today())])
    for counter in (south, north, south):
        counter.sync()
    assert counters_of(north) == ["", "south"]
    assert counters_of(south) == ["north", ""]
    (conflict,) = find_price_conflicts(south.catalogue)
    assert (conflict.earlier_counter, conflict.counter) == ("north", "")
    (change,) = (each for each in find_changes(north.catalogue, ChangeQuery(today()))
                 if each.now.price == 31_500_000)  # fmt: skip
    assert change.now.counter == "south"
    south.rebuild()
    assert counters_of(south) == ["north", ""]
    south.leave()
    assert counters_of(south) == ["", ""]


def counters_of(counter: SharedCatalogue) -> list[str]:
    """Return who stated each price of the product, oldest first."""
    ((product_id,),) = counter.catalogue.database.fetch_rows(
        "SELECT id FROM product WHERE product = 'Magnesium Citrate'"
    )
    return [offer.counter for offer in counter.catalogue.price_history(int(str(product_id)))]


def test_a_catalogue_that_was_shared_before_counters_were_noted_notes_them_from_then_on(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, south = pair
    with south.catalogue.database.transaction():
        south.catalogue.database.execute("DROP TABLE stated_by")
    import_list(north, [priced_row(31_900_000)])
    import_list(south, [priced_row(12_490_000, product="Other")])
    assert south.catalogue.price_history(1)[0].counter == ""
    for counter in (south, north, south):
        counter.sync()
    assert counters_of(south) == ["north"]
    south.rebuild()
    assert are_equal(north, south)


def test_two_counters_that_import_one_list_have_it_once(
    pair: tuple[SharedCatalogue, SharedCatalogue], open_counter: Open, address: str
) -> None:
    north, south = pair
    rows = list(generate_rows(60, seed=2))
    with SharedCatalogue(north.catalogue.database.path.parent / "alone") as alone:
        import_list(alone, list(generate_rows(20)))
        import_list(alone, rows)
        expected = alone.catalogue.count()
    for counter in pair:
        import_list(counter, rows)
    for counter in (*pair, *pair):
        counter.sync()
    assert north.catalogue.count() == south.catalogue.count() == expected
    assert are_equal(north, south)


def test_a_code_that_a_product_adopts_without_any_news_reaches_the_others(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, south = pair
    row = priced_row(2_000_000, upc="036000291452")
    row_with_ndc = {**row, "ndc": "0904-4251-59"}
    import_list(north, [row, row_with_ndc])
    north.sync()
    south.sync()
    import_list(south, [row_with_ndc])  # says nothing new, but its product is now known by the NDC
    for counter in (south, north):
        counter.sync()
    assert are_equal(north, south)


def test_a_new_counter_and_a_rebuilt_one_equal_the_others(
    pair: tuple[SharedCatalogue, SharedCatalogue], open_counter: Open, address: str
) -> None:
    north, south = pair
    import_list(south, [priced_row(12_490_000)])
    south.sync()
    north.sync()
    new = open_counter("new")
    new.join(address)
    new.sync()
    assert are_equal(north, south, new)
    import_list(new, [priced_row(9_990_000, priced_on=NEXT_DAY)])
    with_waiting = content_digest(new.catalogue)
    new.rebuild()
    north.sync()
    assert content_digest(new.catalogue) == with_waiting
    assert are_equal(north, new)


def test_what_a_catalogue_held_before_is_shared_with_its_histories(
    open_counter: Open, address: str
) -> None:
    old, new = open_counter("old"), open_counter("new")
    import_list(old, [priced_row(12_490_000)])
    import_list(old, [priced_row(13_970_000, priced_on=NEXT_DAY)])
    import_list(old, [priced_row(None, product="Only a label")])
    offers = old.catalogue.price_history(1)
    for counter in (old, new):
        counter.join(address)
        counter.sync()
    assert old.catalogue.price_history(1) == new.catalogue.price_history(1) == offers
    assert new.catalogue.count() == 2
    assert are_equal(old, new)


def test_a_counter_that_joins_another_log_takes_its_catalogue_along(
    pair: tuple[SharedCatalogue, SharedCatalogue],
    open_counter: Open,
    address: str,
    postgresql: PostgresServer,
) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])  # waits, and goes to the other log
    name = f"other_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    north.join(postgresql.address(name))
    new = open_counter("new")
    new.join(postgresql.address(name))
    for counter in (north, new):
        counter.sync()
    assert prices_of(new.catalogue) == [12_490_000]
    assert new.catalogue.count() == south.catalogue.count() + 1
    assert are_equal(north, new)


def test_leaving_keeps_the_catalogue_and_opens_nothing(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, _ = pair
    count = north.catalogue.count()
    north.leave()
    assert north.state() is None
    assert north.catalogue.count() == count
    with refused(ProblemKind.NOT_SHARED):
        north.sync()


def test_a_window_goes_on_writing_after_another_program_has_left_and_joined_again(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str, tmp_path: Path
) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])
    with SharedCatalogue(tmp_path / "north") as other:
        other.leave()
        import_list(north, [priced_row(13_490_000)])
        assert prices_of(north.catalogue) == [12_490_000, 13_490_000]
        other.join(address, "north")
    import_list(north, [priced_row(14_490_000)])
    for counter in (north, south, north):
        counter.sync()
    assert prices_of(south.catalogue) == [12_490_000, 13_490_000, 14_490_000]
    assert are_equal(north, south)


def test_a_catalogue_restored_to_an_earlier_state_catches_up(
    pair: tuple[SharedCatalogue, SharedCatalogue], tmp_path: Path
) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])
    earlier = tmp_path / "earlier.elemental"
    north.catalogue.database.copy_to(earlier)  # while the price waits
    north.sync()
    import_list(north, [priced_row(13_970_000, priced_on=NEXT_DAY)])
    north.sync()
    north.catalogue.database.restore(earlier)
    assert prices_of(north.catalogue) == [12_490_000]
    assert north.sync().sent == 0  # the log has what waits in the earlier state
    south.sync()
    assert prices_of(north.catalogue) == [12_490_000, 13_970_000]
    assert are_equal(north, south)


def test_an_exported_catalogue_names_no_server(
    pair: tuple[SharedCatalogue, SharedCatalogue], tmp_path: Path
) -> None:
    north, _ = pair
    import_list(north, [priced_row(12_490_000)])
    target = tmp_path / "whole.elemental"
    north.catalogue.export(target)
    batches = list(read_catalogue_file(target, [], SILENT_PROGRESS))
    assert sum(map(len, batches)) >= north.catalogue.count()
    assert b"127.0.0.1" not in target.read_bytes()


def test_a_watching_counter_shows_a_price_of_another_within_a_second(
    pair: tuple[SharedCatalogue, SharedCatalogue], tmp_path: Path
) -> None:
    north, _ = pair
    arrived, stop, started = threading.Event(), threading.Event(), threading.Event()

    def watch() -> None:
        with SharedCatalogue(tmp_path / "south") as south:

            def on_change(_: object) -> None:
                started.set()
                if prices_of(south.catalogue) == [12_490_000]:
                    arrived.set()

            south.watch(on_change, lambda: not stop.is_set())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        assert started.wait(30)
        import_list(north, [priced_row(12_490_000)])
        north.sync()
        assert arrived.wait(30)  # the bench has the second; a loaded machine takes longer
    finally:
        stop.set()
        thread.join()


def test_a_watching_counter_sends_nothing_to_a_log_of_a_newer_version(
    pair: tuple[SharedCatalogue, SharedCatalogue], tmp_path: Path, address: str
) -> None:
    started, told, stop = threading.Event(), threading.Event(), threading.Event()

    def watch() -> None:
        with SharedCatalogue(tmp_path / "south") as south:
            south.watch(
                lambda result: (told if result is None else started).set(),
                lambda: not stop.is_set(),
            )

    _, south = pair
    thread = threading.Thread(target=watch)
    thread.start()
    try:
        assert started.wait(30)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("UPDATE elemental.about SET version = 99")
            import_list(south, [priced_row(12_490_000)])
            assert told.wait(30)
            count = connection.execute("SELECT count(*) FROM elemental.log").fetchone()
    finally:
        stop.set()
        thread.join()
    assert count == (20,)
    assert south.state().waiting == 1  # type: ignore[union-attr]


def test_without_a_server_no_socket_is_opened(tmp_path: Path) -> None:
    script = f"""
import sys
def refuse(event, arguments):
    assert not event.startswith("socket."), event
sys.addaudithook(refuse)
from datetime import date
from pathlib import Path
from pricing.catalogue.catalogue import Catalogue
from pricing.model.row_batch import RowBatch
from pricing.sharing.shared_catalogue import SharedCatalogue
from tests.generated_products import generate_rows
with SharedCatalogue(Path({str(tmp_path)!r})) as shared:
    rows = RowBatch.from_rows(generate_rows(20))
    shared.catalogue.import_rows([rows], "List", date(2026, 6, 26))
    assert shared.state() is None
    assert shared.waiting_prices() == ()
assert "psycopg" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


# -- addresses and logins --------------------------------------------------------------------------


def test_a_password_in_the_address_is_refused_and_kept_nowhere(
    open_counter: Open, postgresql: PostgresServer, tmp_path: Path
) -> None:
    counter = open_counter("north")
    for text in (
        f"postgresql://owner:pass%20word@127.0.0.1:{postgresql.port}/postgres",
        "host=127.0.0.1 password=secret",
        "postgresql://owner@127.0.0.1/postgres?sslpassword=secret",
    ):
        with refused(ProblemKind.PASSWORD_IN_ADDRESS):
            counter.join(text)
    with refused(ProblemKind.NOT_A_SERVER_ADDRESS):
        counter.join("postgresql://owner:secret@[127.0.0.1/postgres")
    assert counter.state() is None


def test_wrong_missing_and_right_passwords(
    open_counter: Open, address: str, password_file: Path
) -> None:
    counter = open_counter("north")
    right = password_file.read_text()
    password_file.write_text("127.0.0.1:*:*:*:wrong\n")
    with refused(ProblemKind.SERVER_REFUSES_LOGIN):
        counter.join(address)
    password_file.write_text("")
    with refused(ProblemKind.SERVER_PASSWORD_MISSING):
        counter.join(address)
    password_file.write_text(right)
    with refused(ProblemKind.SERVER_DATABASE_UNKNOWN):
        counter.join(address + "_absent")
    counter.join(address)
    stored = counter.catalogue.database.path.read_bytes()
    assert PASSWORD.encode() not in stored


def test_a_service_name_is_an_address(
    open_counter: Open, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host_and_port, database = address.partition("@")[2].split("/")
    host, port = host_and_port.split(":")
    service = tmp_path / "services"
    service.write_text(f"[pharmacy]\nhost={host}\nport={port}\ndbname={database}\nuser=owner\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    state = open_counter("north").join("pharmacy")
    assert state.server == "pharmacy"
    with refused(ProblemKind.SERVICE_UNKNOWN):
        ask_server("nowhere")


def test_unknown_hosts_and_closed_ports_say_so(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    for text, kind in (
        ("postgresql://owner@host.invalid/db", ProblemKind.NEW_SERVER_HOST_UNKNOWN),
        ("postgresql://owner@127.0.0.1:1/db", ProblemKind.NEW_SERVER_CLOSED),
    ):
        with refused(kind):
            ask_server(text)


def test_a_server_that_hangs_up_is_told_in_one_sentence(postgresql: PostgresServer) -> None:
    gate = Gate(postgresql.port)
    gate.shut()
    with pytest.raises(UserError) as error:
        ask_server(f"postgresql://owner@127.0.0.1:{gate.port}/db")
    gate.close()
    words = "unexpectedly; this probably means the server terminated abnormally before or while "
    assert words in str(error.value)


# -- faults of the server --------------------------------------------------------------------


def test_a_server_that_is_killed_loses_nothing(
    pair: tuple[SharedCatalogue, SharedCatalogue], postgresql: PostgresServer
) -> None:
    north, south = pair
    postgresql.stop("immediate")
    try:
        import_list(north, [priced_row(12_490_000)])
        with refused(ProblemKind.SERVER_UNREACHABLE):
            north.sync()
        state = north.state()
        assert state is not None
        assert state.waiting == 1
        assert state.problem is not None
        assert prices_of(north.catalogue) == [12_490_000]
    finally:
        postgresql.start()
    north.sync()
    south.sync()
    assert prices_of(south.catalogue) == [12_490_000]
    assert are_equal(north, south)


def test_a_connection_that_ends_while_rows_are_sent_is_told_by_no_log(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str, caplog: pytest.LogCaptureFixture
) -> None:
    class EndingBodies(tuple[str, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[str]:
            yield '{"product": "Oxide"}'
            with psycopg.connect(address) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            yield from repeat(json.dumps({"product": "Oxide", "form": "x" * 10_000}), 5_000)

    north, _ = pair
    import_list(north, [priced_row(12_490_000)])
    (act,) = waiting_acts(north.catalogue.database)
    with refused(ProblemKind.SERVER_UNREACHABLE), open_log(address) as log:
        log.append([replace(act, bodies=EndingBodies())], Counter(str(uuid4()), "north"), (0, ""))
    assert caplog.text == ""


def test_an_edit_waits_for_no_server_that_stopped_in_the_middle(
    open_counter: Open, tmp_path: Path, address: str, postgresql: PostgresServer
) -> None:
    gate = Gate(postgresql.port)
    through_gate = address.replace(f":{postgresql.port}/", f":{gate.port}/")
    counter = open_counter("north")
    counter.join(through_gate)
    counter.sync()
    errors: list[UserError] = []

    def sync() -> None:
        with SharedCatalogue(tmp_path / "north") as other_thread:
            try:
                other_thread.sync()
            except UserError as error:
                errors.append(error)

    gate.hold()
    thread = threading.Thread(target=sync)
    thread.start()
    import_list(counter, [priced_row(12_490_000)])
    assert thread.is_alive()
    assert prices_of(counter.catalogue) == [12_490_000]
    gate.shut()
    thread.join()
    assert [error.kind for error in errors] == [ProblemKind.SERVER_UNREACHABLE]
    gate.open()
    assert counter.sync().sent == 1
    gate.close()


def test_a_full_disk_of_the_server_is_told_and_others_are_still_read(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str
) -> None:
    north, south = pair
    import_list(south, [priced_row(12_490_000)])
    south.sync()
    import_list(north, [priced_row(9_990_000, product="Other")])
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("""
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON elemental.log
                FOR EACH ROW EXECUTE FUNCTION full_disk()
        """)
        with refused(ProblemKind.SERVER_FULL):
            north.sync()
        assert prices_of(north.catalogue) == [12_490_000]
        assert prices_of(north.catalogue, "Other") == [9_990_000]
        connection.execute("DROP TRIGGER full_disk ON elemental.log")
    assert north.sync().sent == 1


@pytest.mark.parametrize("has_gap", [False, True])
def test_numbers_that_go_back_lose_no_price_in_silence(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str, *, has_gap: bool
) -> None:
    north, south = pair
    set_number = "SELECT setval(pg_get_serial_sequence('elemental.log', 'seq'), {})"
    with psycopg.connect(address, autocommit=True) as connection:
        if has_gap:  # which a list leaves that was cut off
            connection.execute(set_number.format("max(seq) + 5").encode() + b" FROM elemental.log")
        import_list(south, [priced_row(12_490_000)])
        south.sync()
        north.sync()
        number = "max(seq) - 3" if has_gap else "1"
        connection.execute(set_number.format(number).encode() + b" FROM elemental.log")
        import_list(north, [priced_row(9_990_000, product="Other")])
        with refused(ProblemKind.SHARED_LOG_NUMBERS):
            north.sync()
        assert prices_of(north.catalogue, "Other") == [9_990_000]
        connection.execute(set_number.format("max(seq)").encode() + b" FROM elemental.log")
    assert north.sync().sent == 1
    south.sync()
    assert are_equal(north, south)


def test_a_log_that_keeps_no_new_rows_is_told(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str
) -> None:
    north, _ = pair
    import_list(north, [priced_row(12_490_000)])
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NULL; END $$; CREATE TRIGGER drop_row BEFORE INSERT "
            "ON elemental.log FOR EACH ROW EXECUTE FUNCTION drop_row()"
        )
        with pytest.raises(UserError, match="they keep no new rows"):
            north.sync()
        connection.execute("DROP TRIGGER drop_row ON elemental.log")
    assert north.sync().sent == 1


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE elemental.about SET version = 99", ProblemKind.SHARED_LOG_NEWER),
        ("UPDATE elemental.about SET version = 0", ProblemKind.SHARED_LOG_DAMAGED),
        ("UPDATE elemental.about SET version = -3", ProblemKind.SHARED_LOG_DAMAGED),
        ("UPDATE elemental.about SET version = 1", ProblemKind.SHARED_LOG_OLDER),
        ("DELETE FROM elemental.about", ProblemKind.SHARED_LOG_DAMAGED),
        ("DROP TABLE elemental.about", ProblemKind.SHARED_LOG_DAMAGED),
        ("ALTER TABLE elemental.log DROP COLUMN body", ProblemKind.SHARED_LOG_DAMAGED),
        ("ALTER TABLE elemental.log ALTER id TYPE text; UPDATE elemental.log SET id = 'x' || seq",
         ProblemKind.SHARED_LOG_REPLACED),
        ("DROP SCHEMA elemental CASCADE", ProblemKind.NO_SHARED_LOG),
        ("UPDATE elemental.about SET log = gen_random_uuid()", ProblemKind.SHARED_LOG_REPLACED),
        ("DELETE FROM elemental.log WHERE seq > 5", ProblemKind.SHARED_LOG_REPLACED),
    ],
)  # fmt: skip
def test_a_log_of_another_version_or_shape_is_refused(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str, statement: str, kind: ProblemKind
) -> None:
    north, _ = pair
    import_list(north, [priced_row(12_490_000)])
    before = content_digest(north.catalogue)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
    with refused(kind):
        north.sync()
    assert content_digest(north.catalogue) == before
    assert north.state().waiting == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE elemental.counter SET seen_at = 'infinity'", None),
        ("UPDATE elemental.counter SET seen_at = '-infinity'", None),
        ("UPDATE elemental.counter SET seen_at = '20000-01-01'", None),
        ("UPDATE elemental.counter SET seen_at = '4000-01-01 BC'", None),
        ("ALTER TABLE elemental.counter DROP COLUMN name", ProblemKind.SHARED_LOG_DAMAGED),
        ("DROP TABLE elemental.counter", ProblemKind.SHARED_LOG_DAMAGED),
    ],
)
def test_what_a_counter_says_of_itself_keeps_no_price_from_the_others(
    pair: tuple[SharedCatalogue, SharedCatalogue],
    address: str,
    statement: str,
    kind: ProblemKind | None,
) -> None:
    _, south = pair
    import_list(south, [priced_row(12_490_000)])
    south.sync()
    with psycopg.connect(address) as connection:
        connection.execute("ALTER TABLE elemental.counter DISABLE TRIGGER USER")
        connection.execute(statement.encode())
    for counter in pair:
        counter.sync()
        assert prices_of(counter.catalogue) == [12_490_000]
        problem = counter.state().problem  # type: ignore[union-attr]
        assert (problem and problem.kind) is kind


def test_a_log_that_another_program_keeps_locked_is_told_in_plain_words(
    pair: tuple[SharedCatalogue, SharedCatalogue],
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    north, _ = pair
    monkeypatch.setattr("pricing.sharing.connection._LIMITS", "SET lock_timeout = '100ms'")
    import_list(north, [priced_row(12_490_000)])
    with psycopg.connect(address) as connection:
        connection.execute("SELECT 1 FROM elemental.about FOR UPDATE")
        with pytest.raises(UserError, match="Another program writes") as error:
            north.sync()
    assert "timeout" not in str(error.value)
    assert north.sync().sent == 1


# -- rows of the log that nobody should believe ----------------------------------------------------

# It names no price that it takes back.
WITHDRAWAL = (
    '{"product": "X", "element": "Mg", "elemental_mg": 100000, "pack_units": 60000, '
    '"serving_units": 1000, "smallest_dose": 1000, "unit_kind": "tablet", "currency": "USD", '
    '"discount_percent": 0, "tax_percent": 0, "delivery": 0, '
    '"source": "Shop", "withdrawn_from": "2026-06-01"}'
)
PRICE = WITHDRAWAL.replace(
    '"withdrawn_from": "2026-06-01"', '"price": 1, "priced_on": "2026-06-26"'
)


@pytest.mark.parametrize(
    "body",
    [
        "7", "[]", "{}", '{"product": {"a": 1}}',
        '{"product": "X", "price": true}', '{"product": "X", "price": 1e300}',
        '{"product": "X", "price": -5}', '{"product": "X", "unknown": 1}',
        WITHDRAWAL, WITHDRAWAL.replace("2026-06-01", "soon"),
        PRICE.replace(', "currency": "USD"', ""), PRICE.replace(', "source": "Shop"', ""),
        PRICE.replace(', "priced_on": "2026-06-26"', ""), PRICE.replace('"Shop"', '""'),
        WITHDRAWAL.replace("}", ', "price": 5000000, "priced_on": "2026-05-01"}'),
        WITHDRAWAL.replace("}", ', "price": 5000000, "priced_on": 5}'),
        PRICE.replace('"element": "Mg", ', ""), PRICE.replace(', "unit_kind": "tablet"', ""),
        PRICE.replace('"serving_units": 1000, ', ""), PRICE.replace('"smallest_dose": 1000, ', ""),
        PRICE.replace('"X"', '"\\u200b"'), PRICE.replace('"X"', '" \\u2060\\u3164"'),
        PRICE.replace('"discount_percent": 0, ', ""), PRICE.replace('"tax_percent": 0, ', ""),
        PRICE.replace('"delivery": 0, ', ""), PRICE.replace('"delivery": 0', '"delivery": ""'),
        PRICE.replace('"tax_percent": 0', '"tax_percent": null'),
        *(PRICE.replace("2026-06-26", day) for day in ("0001-01-01", "1899-12-30", "1970-01-01")),
        PRICE.replace("}", ', "withdrawn_from": "1899-12-31"}'),
        PRICE.replace("}", ', "withdrawn_from": "2026-06-26"}').replace('"delivery": 0, ', ""),
    ],
)  # fmt: skip
def test_impossible_rows_are_refused_and_the_rest_goes_on(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str, body: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])
    append_row(address, body)
    north.sync()
    result = south.sync()
    assert (result.refused, prices_of(south.catalogue)) == (1, [12_490_000])
    (refusal,) = south.refused_observations()
    assert refusal.reason
    assert are_equal(north, south)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("5000000", "99999999999999999999"), ("5000000", "-1"), ("5000000", "true"),
        ("5000000", "5.5"), ("5000000", "null"), ("5000000", '"5000000"'), ("60000", "0"),
        ('"Good"', "7"), ('"Good"', f'"{"x" * 501}"'), ('"Good"', '["Good"]'), ('"Mg"', '"Zz"'),
        ('"tablet"', '"barrel"'), ('"USD"', '"dollars"'), ("2026-06-26", "2026-06-31"),
        ('"source"', '"unknown"'),
        ('"element": "Mg", ', ""), ('"serving_units": 1000, ', ""), ('"Good"', '"\\ufeff"'),
        ('"smallest_dose": 1000, ', ""), ('"unit_kind": "tablet", ', ""), ('"Mg"', '""'),
        ('{"product": "Good", ', "{"), ('"discount_percent": 0, ', ""), ('"tax_percent": 0, ', ""),
        ('"delivery": 0, ', ""), ('"delivery": 0', '"delivery": null'),
        ("2026-06-26", "0001-01-01"), ("2026-06-26", "1899-12-31"), ("2026-06-26", "1904-01-01"),
    ],
)  # fmt: skip
def test_a_row_with_impossible_values_beside_a_good_one_in_an_act(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str, right: str, wrong: str
) -> None:
    north, south = pair
    good = PRICE.replace('"X"', '"Good"').replace('"price": 1,', '"price": 5000000,')
    assert right in good
    append_row(address, good.replace(right, wrong), good)
    for counter in pair:
        assert counter.sync().refused == 1
        assert prices_of(counter.catalogue, "Good") == [5_000_000]
    assert are_equal(north, south)


def append_row(address: str, *bodies: str) -> None:
    """Append rows to the log as its owner could."""
    act, counter = new_act_id(0), uuid4()
    with psycopg.connect(address) as connection:
        connection.execute("ALTER TABLE elemental.log DROP CONSTRAINT IF EXISTS log_columns")
        for place, body in enumerate(bodies):
            connection.execute(
                "INSERT INTO elemental.log (id, counter, said_at, utc_offset, kind, source, day, "
                "version, body) VALUES (%s, %s, now(), 0, 'price', '', NULL, 1, %s::text::jsonb)",
                (observation_id(act, place), counter, body),
            )


@pytest.mark.parametrize("is_own", [True, False])
def test_rows_that_another_counter_adds_to_an_act_are_an_act_of_their_own(
    pair: tuple[SharedCatalogue, SharedCatalogue], open_counter: Open, address: str, *, is_own: bool
) -> None:
    north, south = pair
    import_list(north, [priced_row(31_900_000)])
    (act,) = waiting_acts(north.catalogue.database)
    north.sync()
    if is_own:
        south.sync()  # before the other rows are there
    added = (
        "INSERT INTO elemental.log (id, counter, said_at, utc_offset, kind, source, day, version, "
        "body) SELECT %s, coalesce(%s, counter), said_at, utc_offset, kind, source, day, version, "
        "body || '{\"price\": 31500000}' FROM elemental.log WHERE id = %s"
    )
    with psycopg.connect(address) as connection:
        other = connection.execute(
            "SELECT id FROM elemental.counter WHERE name = 'south'"
        ).fetchone()
        assert other is not None
        counter = None if is_own else other[0]
        connection.execute(added.encode(), (observation_id(act.id, 1), counter, act.id))
    new = open_counter("new")
    new.join(address, "new")
    for each in (north, south, new):
        each.sync()
        assert prices_of(each.catalogue) == [31_900_000, 31_500_000]
    assert are_equal(north, south, new)
    assert counters_of(new) == ["north", "north" if is_own else "south"]


def test_what_waits_in_a_copied_folder_has_one_counter_at_every_replica(
    pair: tuple[SharedCatalogue, SharedCatalogue], tmp_path: Path
) -> None:
    north, south = pair
    import_list(north, [priced_row(31_900_000)])
    shutil.copytree(tmp_path / "north", tmp_path / "copied")
    with SharedCatalogue(tmp_path / "copied") as copied:
        database = copied.catalogue.database
        with database.transaction():
            database.execute("UPDATE sharing SET computer = 'another'")
        for each in (copied, north, south, copied):
            each.sync()
        assert are_equal(north, south, copied)


def test_a_day_after_the_servers_counts_as_the_day_of_the_server(
    pair: tuple[SharedCatalogue, SharedCatalogue], address: str
) -> None:
    north, south = pair
    append_row(address, PRICE.replace('"X"', '"Late"').replace("2026-06-26", "2999-01-01"))
    for counter in pair:
        assert counter.sync().later_days == 1
    ((day,),) = north.catalogue.database.fetch_rows(
        "SELECT last_on FROM price JOIN product p ON p.id = product_id WHERE product = 'Late'"
    )
    assert abs(date.fromisoformat(str(day)) - datetime.now(UTC).date()) <= timedelta(days=1)
    assert are_equal(north, south)


# -- roles ---------------------------------------------------------------------------------


def test_the_printed_sql_gives_each_role_what_it_needs(
    open_counter: Open, address: str, postgresql: PostgresServer
) -> None:
    database = address.rpartition("/")[2]
    users = {role: f"{role}_{uuid4().hex[:8]}" for role in ("reader", "counter", "manager")}
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(schema_text().encode())
        for role, user in users.items():
            connection.execute(
                f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}' IN ROLE elemental_{role}".encode()
            )
    counter, reader = open_counter("counter"), open_counter("reader")
    counter.join(postgresql.address(database, users["counter"]), "counter")
    import_list(counter, [priced_row(12_490_000)])
    assert counter.sync().sent == 1
    with refused(ProblemKind.SERVER_READ_ONLY):
        ask_server(postgresql.address(database, users["reader"]))
    state = reader.join(postgresql.address(database, users["reader"]), "reader")
    assert state.problem is not None
    assert state.problem.kind is ProblemKind.SERVER_READ_ONLY
    reader.sync()
    assert prices_of(reader.catalogue) == [12_490_000]
    for role in ("reader", "counter"):
        with psycopg.connect(postgresql.address(database, users[role])) as connection:
            for statement in (
                "DELETE FROM elemental.log",
                "UPDATE elemental.log SET body = '{}'",
                "UPDATE elemental.about SET version = 2",
                "INSERT INTO elemental.log (id, recorded_at) VALUES (gen_random_uuid(), now())",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
                connection.rollback()


def test_counters_that_set_the_log_up_at_once_make_one(address: str) -> None:
    ids: list[str] = []

    def set_up() -> None:
        with open_log(address) as log:
            ids.append(log.set_up())

    threads = [threading.Thread(target=set_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1


def test_the_file_of_a_shared_catalogue_is_of_the_same_version(
    pair: tuple[SharedCatalogue, SharedCatalogue],
) -> None:
    north, _ = pair
    ((version,),) = north.catalogue.database.fetch_rows("PRAGMA user_version")
    assert version == CATALOGUE_FILE.version


def test_a_power_cut_that_takes_back_what_was_applied_damages_nothing(
    pair: tuple[SharedCatalogue, SharedCatalogue], tmp_path: Path
) -> None:
    north, south = pair
    import_list(south, [priced_row(4_000_000, source="South")])
    south.sync()
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path / "south", copy)
    for number in range(3):
        import_list(north, [priced_row(3_000_000 + number, source="North")])
        north.sync()
        south.sync()
    # The seal beside the file reached the disk, and the last transactions did not.
    seal = seal_path(tmp_path / "south" / CATALOGUE_FILE.name)
    shutil.copy(seal, copy)
    with SharedCatalogue(copy) as after:
        assert after.catalogue.database.notice is None
        after.sync()
        assert content_digest(after.catalogue) == content_digest(north.catalogue)
