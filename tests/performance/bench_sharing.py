"""Benchmarks of the shared catalogue: a new counter, the way of a price, and many counters."""

from __future__ import annotations

import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.generated_products import generate_rows, write_csv
from tests.paths import ROOT
from tests.performance.bench import print_row
from tests.postgresql import PASSWORD, find_programs, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.sharing.shared_catalogue import SharedCatalogue
    from tests.postgresql import PostgresServer

ROW_COUNT = 200_000
COUNTERS = 50
EDITS_A_MINUTE = 20
SHARED_PRODUCTS = 2_000
FIGURES = "figures.txt"
DAY = date(2026, 6, 26)
MICROSECONDS = 1_000_000
# The price of an edit is its time, so that another counter can tell how long it was on its way.
PRICE_RANGE = 900_000 * MICROSECONDS
COUNTER_PROGRAM = """
import sys
from pathlib import Path
from tests.performance.bench_sharing import work_as_counter
work_as_counter(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
"""


def bench_sharing(minutes: float = 2.0) -> None:
    """Measure sharing with a PostgreSQL on this machine, and stop it afterwards."""
    programs = find_programs()
    if programs is None:
        print_row("sharing", "no PostgreSQL", "", is_reached=False)
        return
    with running_server(programs) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        passwords = folder / "passwords"
        passwords.write_text(f"127.0.0.1:*:*:*:{PASSWORD}\n")
        passwords.chmod(0o600)
        os.environ["PGPASSFILE"] = str(passwords)
        bench_new_counter(server, folder)
        bench_many_counters(server, folder, minutes)


def new_database(server: PostgresServer, name: str) -> str:
    """Return the address of a new database."""
    import psycopg

    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.address(name)


# -- a new counter -----------------------------------------------------------------------------


def bench_new_counter(server: PostgresServer, folder: Path) -> None:
    """Compare the way of a long list to a new counter with its import from a file."""
    from pricing.catalogue.importing import import_file
    from pricing.sharing.shared_catalogue import SharedCatalogue

    path = write_csv(folder / "list.csv", ROW_COUNT)
    address = new_database(server, "list")
    with SharedCatalogue(folder / "first") as first:
        began = time.perf_counter()
        import_file(first.catalogue, path)
        import_seconds = time.perf_counter() - began
        first.join(address)
        first.sync()
    with SharedCatalogue(folder / "second") as second:
        second.join(address)
        began = time.perf_counter()
        second.sync()
        seconds = time.perf_counter() - began
    ratio = seconds / import_seconds
    title = f"{ROW_COUNT:,} rows reach a new counter"
    print_row(title, f"{ratio:.2f} x ({seconds:.1f} s)", "<= 1.5 x", is_reached=ratio <= 1.5)


# -- many counters -----------------------------------------------------------------------------


def bench_many_counters(server: PostgresServer, folder: Path, minutes: float) -> None:
    """Let many processes edit at once, and measure their edits and the way of each price."""
    from pricing.model.row_batch import RowBatch
    from pricing.sharing.shared_catalogue import SharedCatalogue

    address = new_database(server, "counters")
    folders = [folder / f"counter-{number}" for number in range(COUNTERS)]
    with SharedCatalogue(folders[0]) as first:
        first.join(address)
        rows = RowBatch.from_rows(generate_rows(SHARED_PRODUCTS))
        first.catalogue.import_rows([rows], "List", DAY)
        first.sync()
    command = [sys.executable, "-c", COUNTER_PROGRAM]
    processes = [
        subprocess.Popen(
            [*command, str(counter), address, str(60 * minutes)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for counter in folders
    ]
    start_together(processes)
    edits: list[float] = []
    ways: list[float] = []
    for counter in folders:
        for line in (counter / FIGURES).read_text("utf-8").splitlines():
            kind, seconds = line.split()
            (edits if kind == "edit" else ways).append(float(seconds))
    print_sharing_rows(edits, ways)
    check_convergence(folders)


def start_together(processes: list[subprocess.Popen[str]]) -> None:
    """Let the counters work once all have joined, and wait until all have ended."""
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.wait()


def print_sharing_rows(edits: list[float], ways: list[float]) -> None:
    """Print the figures of many counters."""
    edit_p95 = 1_000 * percentile(edits, 95)
    title = f"{COUNTERS} counters, {EDITS_A_MINUTE} edits a minute: a local edit, p95"
    figure = f"{edit_p95:.1f} ms of {len(edits):,}"
    print_row(title, figure, "<= 50 ms", is_reached=edit_p95 <= 50)
    median, way_p95 = statistics.median(ways), percentile(ways, 95)
    title = "a price typed at one counter, on another's screen, p95"
    figure = f"{way_p95:.2f} s, median {median:.2f} s"
    print_row(title, figure, "<= 1 s", is_reached=way_p95 <= 1)


def check_convergence(folders: list[Path]) -> None:
    """Compare the catalogues of all counters after a last sync."""
    from pricing.sharing.shared_catalogue import SharedCatalogue
    from tests.catalogue_digest import content_digest

    digests, waiting = set(), 0
    for counter in (*folders, *folders):
        with SharedCatalogue(counter) as shared:
            shared.sync()
    for counter in folders:
        with SharedCatalogue(counter) as shared:
            digests.add(content_digest(shared.catalogue))
            state = shared.state()
            waiting += 0 if state is None else state.waiting
    title = "different catalogues, and prices that wait, at the end"
    is_reached = (len(digests), waiting) == (1, 0)
    print_row(title, f"{len(digests)}, {waiting}", "1, 0", is_reached=is_reached)


def percentile(values: list[float], percent: int) -> float:
    """Return a percentile."""
    return statistics.quantiles(values, n=100)[percent - 1]


def work_as_counter(folder: Path, address: str, seconds: float) -> None:
    """Edit prices as a counter does, while another thread keeps the catalogue in step."""
    from pricing.model.row_batch import RowBatch
    from pricing.sharing.shared_catalogue import SharedCatalogue

    with SharedCatalogue(folder) as shared:
        shared.join(address, folder.name)
        shared.sync()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        end = time.time() + seconds
        watcher = threading.Thread(target=watch, args=(folder, end))
        watcher.start()
        randomness = random.Random(folder.name)  # noqa: S311
        rows = list(generate_rows(SHARED_PRODUCTS))
        for _ in itertools.count():
            time.sleep(randomness.expovariate(EDITS_A_MINUTE / 60))
            if time.time() > end - 5:
                break
            row: dict[str, Any] = {**randomness.choice(rows), "source": folder.name}
            row |= {"price": int(time.time() * MICROSECONDS) % PRICE_RANGE, "priced_on": DAY}
            began = time.perf_counter()
            shared.catalogue.import_rows([RowBatch.from_rows([row])], folder.name, DAY)
            report(folder, "edit", time.perf_counter() - began)
        watcher.join()


def watch(folder: Path, end: float) -> None:
    """Keep a catalogue in step, and print how long each price of another was on its way."""
    from pricing.sharing.shared_catalogue import SharedCatalogue

    with SharedCatalogue(folder) as shared:
        seen = newest_price(shared, folder.name)

        def on_change(_: object) -> None:
            nonlocal seen
            now = int(time.time() * MICROSECONDS) % PRICE_RANGE
            for price in prices_after(shared, seen, folder.name):
                report(folder, "way", (now - price) / MICROSECONDS)
            seen = newest_price(shared, folder.name)

        shared.watch(on_change, lambda: time.time() < end)


def report(folder: Path, kind: str, seconds: float) -> None:
    """Add a figure to the counter's file. A pipe would fill, and hold the counter up."""
    with (folder / FIGURES).open("a", encoding="utf-8") as file:
        file.write(f"{kind} {seconds}\n")


def newest_price(shared: SharedCatalogue, own_name: str) -> int:
    """Return the id of the newest price period that is not of this counter."""
    query = "SELECT id FROM price WHERE source <> ? ORDER BY id DESC LIMIT 1"
    ((newest,),) = shared.catalogue.database.fetch_rows(query, (own_name,))
    return int(str(newest))


def prices_after(shared: SharedCatalogue, newest: int, own_name: str) -> Iterator[int]:
    """Return the new prices of other counters."""
    query = "SELECT price FROM price WHERE id > ? AND source LIKE 'counter-%' AND source <> ?"
    for (price,) in shared.catalogue.database.fetch_rows(query, (newest, own_name)):
        yield int(str(price))
