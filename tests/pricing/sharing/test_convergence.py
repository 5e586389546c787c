"""Counters that share a catalogue, with any sequence of edits, lists, cuts, kills and restarts.

At the end of each sequence all replicas are equal, and equal to one that is new. The log has each
act that a counter has recorded once and whole. `CONVERGENCE_STEPS` sets the number of steps. More
than 10,000 take over ten minutes, which pytest's option `-o faulthandler_timeout=0` allows.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import threading
from collections import Counter as Counts
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pricing.catalogue.outbox import waiting_acts
from pricing.catalogue.price_updates import update_known_prices
from pricing.catalogue.wrong_prices import state_price_again, take_back_price
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.progress import Cancelled
from pricing.sharing.shared_catalogue import SharedCatalogue
from pricing.sharing.state import Missing
from tests.catalogue_digest import content_digest
from tests.generated_products import StoppingProgress
from tests.postgresql import SUPERUSER
from tests.pricing.sharing.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.catalogue.withdrawals import Withdrawal
    from tests.postgresql import PostgresServer

STEPS_PER_SEQUENCE = 50
STEPS = int(os.environ.get("CONVERGENCE_STEPS", "2000"))
COUNTERS = ("north", "south", "harbour")
CODES = ("036000291452", "4006381333931")
SOURCES = ("Shop A", "Shop B")
# Each column of a row, with the values that it may have. A row without a price states a label.
CHOICES: dict[str, tuple[Any, ...]] = {
    "product": ("Magnesium plain", "Magnesium simple", "Magnesium coated"),
    "element": ("Mg",),
    "form": ("glycinate",),
    "upc": (None, None, *CODES, "; ".join(CODES)),
    "ndc": (None, None, "0904-4251-59"),
    "unit_kind": ("tablet",),
    "serving_units": (1_000,),
    "brand": (None, "Maker", "Another"),
    "elemental_mg": (100_000, 200_000),
    "pack_units": (60_000, 120_000, 120_000, None),
    "source": SOURCES,
    "price": (None, 1_000_000, 2_000_000, 3_000_000),
    "currency": ("USD", "USD", "EUR"),
    "priced_on": tuple(date(2026, 5, day) for day in range(1, 6)),
}


def _row(number: int) -> dict[str, Any]:
    """Return a row by its number: a row of one draw lets Hypothesis draw long sequences."""
    choose = random.Random(number).choice  # noqa: S311
    row = {key: choose(values) for key, values in CHOICES.items()}
    if row["price"] is None:
        del row["currency"], row["priced_on"]
    return {key: value for key, value in row.items() if value is not None}


ROWS = st.integers(0, 9_999).map(_row)
LISTS = st.lists(ROWS, min_size=1, max_size=5)
WHO = st.sampled_from(COUNTERS)


class Counters(RuleBasedStateMachine):
    """Some counters, each behind a gate of its own, with one server."""

    server: PostgresServer

    @initialize()
    def start(self) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        self._gates = {name: Gate(self.server.port) for name in COUNTERS}
        with self._connect() as connection:
            connection.execute("DROP SCHEMA IF EXISTS elemental CASCADE")
            connection.execute("DROP TABLE IF EXISTS backup")
        self._shared = {name: self._open(name) for name in COUNTERS}
        self._abandoned: list[SharedCatalogue] = []
        self._recorded: dict[str, int] = {}
        self._withdrawals: dict[str, set[tuple[object, ...]]] = {}
        self._taken_back: dict[str, Withdrawal] = {}
        self._unexpected: list[UserError] = []
        self._has_backup = self._was_restored = self._has_left = False
        self._held: set[tuple[object, ...]] = set()
        self._without_pack: set[tuple[object, ...]] = set()
        # The products whose prices one counter alone states, and what it left of them.
        self._own: dict[str, list[tuple[str, list[int]]]] = {name: [] for name in COUNTERS}
        for name in COUNTERS:
            self._shared[name].join(self._address(name), name)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self.server.address("postgres"), autocommit=True)

    def _address(self, name: str) -> str:
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self._gates[name].port}/postgres"

    def _open(self, name: str) -> SharedCatalogue:
        return SharedCatalogue(Path(self._scratch.name) / name)

    def _note_recorded(self, name: str) -> None:
        acts = waiting_acts(self._shared[name].catalogue.database)
        for act in acts:
            self._recorded.setdefault(act.id, len(act.bodies))
            if act.takes_back:
                self._withdrawals.setdefault(act.id, _last_days(act.bodies))

    # -- what happens at a counter ---------------------------------------------------------------

    @rule(name=WHO, rows=LISTS, source=st.sampled_from(SOURCES))
    def import_list(self, name: str, rows: list[dict[str, Any]], source: str) -> None:
        batch = RowBatch.from_rows(rows)
        self._shared[name].catalogue.import_rows([batch], source, date(2026, 5, 6))
        self._without_pack |= {
            (row["currency"], row["source"], row["price"], row["priced_on"].isoformat())
            for row in rows
            if "price" in row and "pack_units" not in row
        }
        self._note_recorded(name)

    @rule(name=WHO, row=ROWS.filter(lambda row: "price" in row and "pack_units" in row))
    def type_price(self, name: str, row: dict[str, Any]) -> None:
        batch = RowBatch.from_rows([row])
        update_known_prices(self._shared[name].catalogue, batch, "typed", date(2026, 5, 7))
        self._note_recorded(name)

    @rule(name=WHO)
    def state_own_price(self, name: str) -> None:
        """State the first price of a product that no other counter has."""
        product = f"Product {len(self._own[name])} of {name}"
        self._own[name].append((product, []))
        self._correct(name, product, 4_000_000)

    @rule(name=WHO, number=st.integers(0, 99), price=st.sampled_from((4_000_000, 5_000_000)))
    def change_own_price(self, name: str, number: int, price: int) -> None:
        """Correct a price on its day, or take back the one that was stated last."""
        if self._own[name]:
            product, prices = self._own[name][-1 - number % len(self._own[name])]
            if prices and number < 50:
                self._take_back_last(name, product, prices)
            else:
                self._correct(name, product, price)

    def _correct(self, name: str, product: str, price: int) -> None:
        day = date(2026, 5, 3)
        row = {**_row(0), "product": product, "upc": None, "ndc": None, "pack_units": 60_000,
               "source": "Shop A", "price": price, "currency": "USD", "priced_on": day}  # fmt: skip
        batch = RowBatch.from_rows([{k: v for k, v in row.items() if v is not None}])
        self._shared[name].catalogue.import_rows([batch], "Shop A", day)
        (prices,) = (prices for known, prices in self._own[name] if known == product)
        if price in prices:
            prices.remove(price)  # it counts again
        prices.append(price)
        self._note_recorded(name)

    def _take_back_last(self, name: str, product: str, prices: list[int]) -> None:
        catalogue = self._shared[name].catalogue
        ((product_id,),) = catalogue.database.fetch_rows(_ID_OF_PRODUCT, (product,))
        history = catalogue.price_history(int(str(product_id)))
        (offer,) = (each for each in history if each.price == prices[-1])
        take_back_price(catalogue, int(str(product_id)), offer)
        prices.pop()
        self._note_recorded(name)

    @rule(name=WHO, number=st.integers(0, 99))
    def take_back(self, name: str, number: int) -> None:
        """Take back a price, also one that others have, or take back, or state again meanwhile."""
        catalogue = self._shared[name].catalogue
        product_ids = [int(str(each)) for (each,) in catalogue.database.fetch_rows(_SHARED_IDS)]
        offers = [(each, offer) for each in product_ids for offer in catalogue.price_history(each)]
        if offers:
            product_id, offer = offers[number % len(offers)]
            withdrawal = take_back_price(catalogue, product_id, offer)
            assert offer not in catalogue.price_history(product_id)
            self._taken_back[name] = withdrawal
            self._note_recorded(name)

    @rule(name=WHO, whose=WHO)
    def state_again(self, name: str, whose: str) -> None:
        """State a price that this counter or another one took back."""
        if whose in self._taken_back:
            state_price_again(self._shared[name].catalogue, self._taken_back[whose])
            self._note_recorded(name)

    @rule(name=WHO, whose=WHO, number=st.integers(0, 4))
    def state_a_day_again(self, name: str, whose: str, number: int) -> None:
        """State on one day a price that was taken back on several."""
        if whose in self._taken_back:
            withdrawal = self._taken_back[whose]
            days = (withdrawal.last_on - withdrawal.first_on).days + 1
            day = withdrawal.first_on + timedelta(number % days)
            batch = RowBatch.from_rows([{**withdrawal.values, "priced_on": day}])
            source = str(withdrawal.values["source"])
            self._shared[name].catalogue.import_rows([batch], source, day)
            self._note_recorded(name)

    @rule(name=WHO, rows=LISTS, reading=st.booleans())
    def cancel_list(self, name: str, rows: list[dict[str, Any]], *, reading: bool) -> None:
        catalogue = self._shared[name].catalogue
        before = content_digest(catalogue)
        try:
            batches = [RowBatch.from_rows(rows)]
            catalogue.import_rows(batches, "A", date(2026, 5, 6), StoppingProgress(reading=reading))
        except Cancelled:
            assert content_digest(catalogue) == before
        self._note_recorded(name)

    # -- what happens on the way ---------------------------------------------------------------

    @rule(name=WHO)
    def sync(self, name: str) -> None:
        self._try_sync(name, self._shared[name])

    def _try_sync(self, name: str, shared: SharedCatalogue) -> None:
        try:
            shared.sync()
        except UserError as error:
            if self._was_restored and error.kind is ProblemKind.SHARED_LOG_REPLACED:
                return
            if error.kind is not ProblemKind.SERVER_UNREACHABLE or not self._gates[name].is_shut:
                self._unexpected.append(error)

    @rule(name=WHO)
    def sync_again(self, name: str) -> None:
        self.sync(name)

    @rule(name=WHO)
    def sync_in_two_windows(self, name: str) -> None:
        """Sync twice at once, as a window and the command line can."""
        with self._open(name) as other:
            threads = [
                threading.Thread(target=self._try_sync, args=(name, each))
                for each in (other, self._shared[name])
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    @rule(name=WHO, count=st.integers(1, 12_000))
    def sync_over_breaking_line(self, name: str, count: int) -> None:
        self._gates[name].break_after(count)
        self.sync(name)
        self._gates[name].open()

    @rule(name=WHO)
    def part(self, name: str) -> None:
        self._gates[name].shut()

    @rule(name=WHO)
    def mend(self, name: str) -> None:
        self._gates[name].open()

    @rule(name=WHO)
    def kill_and_restart(self, name: str) -> None:
        """Start again without closing what was open, as after a kill."""
        self._abandoned.append(self._shared[name])
        self._shared[name] = self._open(name)

    @rule(name=WHO, number=st.integers(0, 9), is_away=st.booleans())
    def leave_and_share_again(self, name: str, number: int, *, is_away: bool) -> None:
        """Leave, also while the server is away, and share again. Few sequences do so."""
        if number == 0:
            self._has_left = True
            self._held |= set().union(*map(_held_prices, self._shared.values()))
            if is_away:
                self._gates[name].shut()
            self._shared[name].leave()
            self._gates[name].open()
            self._shared[name].join(self._address(name), name)

    @rule(name=WHO)
    def rebuild(self, name: str) -> None:
        if not self._gates[name].is_shut:
            self._shared[name].rebuild(Missing.SEND if self._was_restored else Missing.ASK)

    # -- what happens at the server --------------------------------------------------------------

    @rule()
    def back_up(self) -> None:
        with self._connect() as connection:
            connection.execute("DROP TABLE IF EXISTS backup")
            connection.execute("CREATE TABLE backup AS SELECT * FROM elemental.log")
        self._has_backup = True

    @precondition(lambda self: self._has_backup)
    @rule(is_seldom=st.integers(0, 3).map(bool))
    def restore_backup(self, *, is_seldom: bool) -> None:
        """Restore the log, with the numbers that came next then. Counters hold more than it."""
        if not is_seldom:
            self._restore()

    @rule(name=WHO, rows=LISTS)
    def lose_list(self, name: str, rows: list[dict[str, Any]]) -> None:
        """Restore a backup from just before a list arrived. Half of the sequences do so."""
        if len(rows) == 5 and not self._was_restored and not self._gates[name].is_shut:
            self.back_up()
            self.import_list(name, rows, "Shop A")
            self.sync(name)
            self._restore()

    @rule(name=WHO, number=st.integers(0, 199))
    def empty_log(self, name: str, number: int) -> None:
        """Empty the log while a change waits of what it had. A third of the sequences do so."""
        if number % 10 == 0 and not self._gates[name].is_shut:
            self.state_own_price(name)
            self.sync(name)
            self.change_own_price(name, number // 2, 5_000_000)
            self._note_held()
            with self._connect() as connection:
                connection.execute("TRUNCATE elemental.log")

    def _note_held(self) -> None:
        self._was_restored = True
        self._held |= set().union(*map(_held_prices, self._shared.values()))

    def _restore(self) -> None:
        self._note_held()
        self._has_backup = False
        with self._connect() as connection:
            connection.execute("DELETE FROM elemental.log")
            connection.execute(
                "INSERT INTO elemental.log OVERRIDING SYSTEM VALUE SELECT * FROM backup"
            )
            connection.execute(
                "SELECT setval(pg_get_serial_sequence('elemental.log', 'seq'), "
                "coalesce(max(seq), 0) + 1, false) FROM backup"
            )

    # -- the end -------------------------------------------------------------------------------

    def teardown(self) -> None:
        if not hasattr(self, "_abandoned"):
            return
        try:
            self._check_convergence()
        finally:
            for shared in (*self._abandoned, *self._shared.values()):
                shared.close()
            for gate in self._gates.values():
                gate.close()
            self._scratch.cleanup()

    def _check_convergence(self) -> None:
        for gate in self._gates.values():
            gate.open()
        if self._was_restored:
            for shared in self._shared.values():
                shared.rebuild(Missing.SEND)
        for _ in range(2):  # what the last one sends reaches the first one the second time
            for name in COUNTERS:
                self.sync(name)
        with self._open("new") as new:
            new.join(self.server.address("postgres"), "new")
            new.sync()
            known = _stated_or_taken_back(new)
            own = _own_prices(new)
            digests = {
                name: content_digest(shared.catalogue)
                for name, shared in {**self._shared, "new": new}.items()
            }
        assert self._unexpected == []
        assert len(set(digests.values())) == 1, digests
        assert own == {
            product: prices
            for products in self._own.values()
            for product, prices in products
            if prices
        }
        for shared in self._shared.values():
            state = shared.state()
            assert state is not None
            assert (state.waiting, state.refused) == (0, 0)
        with self._connect() as connection:
            rows = connection.execute("SELECT left(id::text, 28) FROM elemental.log").fetchall()
            names = connection.execute("SELECT name FROM elemental.counter ORDER BY 1").fetchall()
        assert [name for (name,) in names] == sorted((*COUNTERS, "new"))
        logged = Counts(f"{start}00000000" for (start,) in rows)
        if self._was_restored or self._has_left:  # what the log lacks is sent as a new act
            self._check_known(self._held, known)
        else:
            # Of a withdrawal, days may be missing on which others stated the price later.
            assert logged.keys() <= self._recorded.keys()
            missing = {act for act in self._recorded if logged[act] != self._recorded[act]}
            assert missing <= self._withdrawals.keys()
            spared = missing - logged.keys()
            self._check_known({price for act in spared for price in self._withdrawals[act]}, known)

    def _check_known(self, prices: set[tuple[object, ...]], known: set[tuple[object, ...]]) -> None:
        assert {one for one in prices - known if not self._has_other_pack(one, known)} == set()

    def _has_other_pack(self, price: tuple[object, ...], known: set[tuple[object, ...]]) -> bool:
        """Return whether a price that was stated or held without a pack is known at another pack.

        Such a price belongs to the first pack of its product that the log states. A log that was
        restored may state another one first.
        """
        currency, pack, *others = price
        has_no_pack = pack is None or (currency, *others) in self._without_pack
        return has_no_pack and any((one[0], *one[2:]) == (currency, *others) for one in known)


_SHARED_IDS = "SELECT id FROM product WHERE product NOT LIKE 'Product %' ORDER BY id"
_ID_OF_PRODUCT = "SELECT id FROM product WHERE product = ?"


def _own_prices(shared: SharedCatalogue) -> dict[str, list[int]]:
    """Return the prices of products that one counter alone states, the last stated one last."""
    own: dict[str, list[int]] = {}
    for product, price in shared.catalogue.database.fetch_rows(
        "SELECT p.product, c.price FROM price c JOIN product p ON p.id = c.product_id "
        "WHERE p.product LIKE 'Product %' ORDER BY c.last_on, c.id"
    ):
        own.setdefault(str(product), []).append(int(str(price)))
    return own


_DAYS = [date(2026, 5, day).isoformat() for day in range(1, 8)]


def _held_prices(shared: SharedCatalogue) -> set[tuple[object, ...]]:
    """Return each price of a pack at a source with the days on which it is known to be asked.

    Only the ends of a period are, and a withdrawal of one end keeps the other.
    """
    rows = _periods(shared, "p.currency", "price")
    return {(*price, day) for *price, first, last in rows for day in (first, last)}


def _last_days(withdrawals: Iterable[str]) -> set[tuple[object, ...]]:
    """Return each price that is taken back with the last day on which it was seen."""
    keys = ("currency", "pack_units", "source", "price", "priced_on")
    return {tuple(json.loads(body).get(key) for key in keys) for body in withdrawals}


def _stated_or_taken_back(shared: SharedCatalogue) -> set[tuple[object, ...]]:
    """Return each price of a pack at a source on each day that a period of it includes."""
    rows = [*_periods(shared, "p.currency", "price"), *_periods(shared, "c.currency", "withdrawn")]
    return {
        (*price, day)
        for *price, first, last in rows
        for day in _DAYS
        if str(first) <= day <= str(last)
    }


def _periods(shared: SharedCatalogue, currency: str, table: str) -> list[tuple[object, ...]]:
    # A product without a price has no currency, and a withdrawal has one of its own.
    return shared.catalogue.database.fetch_rows(  # type: ignore[return-value]
        f"SELECT {currency}, p.pack_units, c.source, c.price, c.first_on, c.last_on "
        f"FROM {table} c JOIN product p ON p.id = c.product_id"
    )


def test_replicas_of_one_log_are_equal_whatever_happens(
    postgresql: PostgresServer, password_file: Path
) -> None:
    machine = type("CountersOfServer", (Counters,), {"server": postgresql})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_PER_SEQUENCE),
            stateful_step_count=STEPS_PER_SEQUENCE,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes here
        ),
    )
