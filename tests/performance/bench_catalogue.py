"""The catalogue's benchmarks: import, search, ranking, the window and its start."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tests.app.user_actions import child
from tests.generated_products import COLUMN_KEYS, LAST_PRICED, generate_rows, write_csv
from tests.paths import ROOT
from tests.performance.bench import PROGRAM, milliseconds, print_row, start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QLineEdit, QTableView

    from pricing.catalogue.search import CatalogueSearch
    from pricing.model.row_batch import RowBatch

PRODUCT_COUNT = 200_000
BATCH_SIZE = 2_000
OFFERS_PER_PRODUCT = 2  # of the generated products, on average
FRAME_MS = 1_000 / 60
SCROLL_STEPS = 120
MAX_MEMORY_MB = 250
SEARCH_TEXTS = (
    "magnesium glycinate", "oxide 400", "nature citrate", "pure labs tablet", "bisgly", "malate",
    "sleep", "threonate capsule",
)  # fmt: skip


def fill_catalogue(folder: Path, row_count: int) -> float:
    """Import generated rows into a new catalogue, and return the seconds that it took."""
    from pricing.catalogue.catalogue import Catalogue
    from pricing.model.row_batch import RowBatch

    def row_batches() -> Iterator[RowBatch]:
        rows = generate_rows(row_count)
        while batch := list(islice(rows, BATCH_SIZE)):
            yield RowBatch.from_rows(batch)

    catalogue = Catalogue(folder)
    batches = list(row_batches())  # what it takes to make them is not measured
    began = time.perf_counter()
    catalogue.import_rows(batches, "bench", LAST_PRICED)
    seconds = time.perf_counter() - began
    catalogue.close()
    return seconds


# -- import ------------------------------------------------------------------------------------


def import_with_pandas(path: Path, folder: Path) -> float:
    """Import a list with pandas, executemany and a new word index.

    Return the seconds until its words can be searched.
    """
    import pandas as pd

    began = time.perf_counter()
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    connection = sqlite3.connect(folder / "plain.sqlite3")
    columns = ", ".join(COLUMN_KEYS)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE product (id INTEGER PRIMARY KEY, {columns})")
    marks = ", ".join("?" * len(COLUMN_KEYS))
    connection.executemany(
        f"INSERT INTO product ({columns}) VALUES ({marks})", frame.itertuples(index=False)
    )
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (product, brand, form, upc, "
        "content='product', content_rowid='id', prefix='1 2 3')"
    )
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.commit()
    assert connection.execute("SELECT 1 FROM words WHERE words MATCH 'magnesium'").fetchone()
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


IMPORT = """
    import sys, time
    from pathlib import Path
    from pricing.catalogue.importing import import_file
    from pricing.catalogue.catalogue import Catalogue
    began = time.perf_counter()
    catalogue = Catalogue(Path(sys.argv[1]))
    result = import_file(catalogue, Path(sys.argv[2]))
    assert (result.summary.rows, result.problems) == (int(sys.argv[3]), ()), result
    assert len(catalogue.ids_matching("magnesium")) > 0
    seconds = time.perf_counter() - began
    catalogue.close()  # which keeps the day's copy
    whole_seconds = time.perf_counter() - began
    # Not from getrusage, where a program starts with the memory of its parent.
    status = Path("/proc/self/status").read_text("utf-8").split()
    print(seconds, whole_seconds, int(status[status.index("VmHWM:") + 1]) // 1024)
"""


def import_list(folder: Path, path: Path, row_count: int) -> tuple[float, float, int]:
    """Import a list in a new process.

    Return the seconds until it can be searched, those until the catalogue is closed and copied, and
    the peak memory in megabytes.
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(IMPORT), folder, path, str(row_count)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds, whole_seconds, memory = result.stdout.split()
    return float(seconds), float(whole_seconds), int(memory)


def bench_reading(path: Path) -> None:
    """Measure the processor time from a long list of text to checked products."""
    import pandas as pd

    from pricing.reading.batches import read_batches

    began = time.process_time()
    pd.read_csv(path, dtype=str, keep_default_na=False)
    pandas_seconds = time.process_time() - began
    began = time.process_time()
    row_count = sum(len(batch.products) for batch in read_batches(path))
    seconds = time.process_time() - began
    ratio = seconds / pandas_seconds
    print_row(
        f"reading {row_count:,} rows of text / pandas.read_csv",
        f"{seconds:.2f} / {pandas_seconds:.2f} s = {ratio:.1f} x",
        "<= 15 x",
        is_reached=ratio <= 15,
    )


def bench_import() -> None:
    """Measure the import of a long list, and the import of rows that were read before."""
    if sys.platform != "linux":
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "list.csv"
        write_csv(path, PRODUCT_COUNT)
        import pandas as pd  # before the measurement, which is without the import of pandas

        del pd
        bench_reading(path)
        pandas_seconds = import_with_pandas(path, folder)
        seconds, whole_seconds, memory = import_list(folder / "data", path, PRODUCT_COUNT)
        joining_seconds = fill_catalogue(folder / "joined", PRODUCT_COUNT)
    for title, measured in (
        (
            f"import of a {PRODUCT_COUNT:,}-row CSV, searchable / pandas + executemany + FTS",
            seconds,
        ),
        ("with the day's copy at the end", whole_seconds),
        (f"of it, joining {PRODUCT_COUNT:,} products that were read", joining_seconds),
    ):
        ratio = measured / pandas_seconds
        text = f"{measured:.1f} / {pandas_seconds:.1f} s = {ratio:.1f} x"
        print_row(title, text, "<= 2.5 x", is_reached=ratio <= 2.5)
    limit = f"<= {MAX_MEMORY_MB} MB"
    print_row("its memory", f"{memory} MB", limit, is_reached=memory <= MAX_MEMORY_MB)


# -- searching and ranking ---------------------------------------------------------------------


def search_prefixes() -> list[str]:
    """Return the search line's text after each key."""
    return [text[:end] for text in SEARCH_TEXTS for end in range(1, len(text) + 1)]


def bench_search(folder: Path) -> None:
    """Measure searches beside the same queries of the word index alone."""
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.search import CatalogueSearch, SearchQuery
    from pricing.catalogue.search_words import fts_query
    from pricing.model.scenario import Scenario

    catalogue = Catalogue(folder)
    search = CatalogueSearch(catalogue, Scenario())
    search.find(SearchQuery("x")).page(0, 1)

    def query_index(text: str) -> None:
        statement = "SELECT rowid FROM words WHERE words MATCH ?"
        catalogue.database.fetch_rows(statement, (fts_query(text),))

    search_times, index_times = [], []
    for text in search_prefixes():
        index_times.append(milliseconds(partial(query_index, text)))
        search_times.append(milliseconds(partial(find_first_page, search, text)))
    ratio = sum(search_times) / sum(index_times)
    search_mean, index_mean = statistics.mean(search_times), statistics.mean(index_times)
    print_row(
        "search as one types / the same FTS5 query alone",
        f"{search_mean:.1f} / {index_mean:.1f} ms = {ratio:.2f} x",
        "<= 2 x",
        is_reached=ratio <= 2,
    )
    bench_ranking(search)
    catalogue.close()


def find_first_page(search: CatalogueSearch, text: str) -> None:
    """Find a text and load the first page of results."""
    from pricing.catalogue.search import SearchQuery

    search.find(SearchQuery(text)).page(0, 64)


def bench_ranking(search: CatalogueSearch) -> None:
    """Measure the order of all products beside numpy, and the cost distributions."""
    import numpy as np

    from pricing.calculation.ranking import Filters, Ranking
    from pricing.model.scenario import Scenario

    columns = search.ranking.product_columns
    price = columns.amounts["price"] * columns.amounts["serving_units"]
    amount = columns.amounts["pack_units"] * columns.amounts["elemental_mg"]
    ranking_times, numpy_times = [], []
    for _ in range(15):
        numpy_times.append(milliseconds(lambda: np.argsort(np.divide(price, amount))))
        ranking = Ranking(columns, Scenario())
        ranking_times.append(milliseconds(partial(ranking.order, "cost_per_elemental_mg")))
    ranking_median, numpy_median = statistics.median(ranking_times), statistics.median(numpy_times)
    ratio = ranking_median / numpy_median
    print_row(
        f"rank {len(columns):,} by cost per elemental mg / divide + argsort",
        f"{ranking_median:.1f} / {numpy_median:.1f} ms = {ratio:.2f} x",
        "<= 3 x",
        is_reached=ratio <= 3,
    )
    ranking = search.ranking
    duration = milliseconds(lambda: ranking.cost_distributions(ranking.filter_rows(Filters())))
    title = "cost distribution of every form"
    print_row(title, f"{duration:.1f} ms", "<= 50 ms", is_reached=duration <= 50)


# -- the window --------------------------------------------------------------------------------


def bench_window(folder: Path) -> None:
    """Measure typing and scrolling in the window on the whole catalogue."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

    from app.window.startup import open_window

    application = QApplication.instance() or QApplication([])
    window = open_window(folder)
    application.processEvents()
    window.catalogue_controller.focus_search()
    view = child(window, QTableView, "catalogueTable")
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if view.model().rowCount() else None)
    timer.start(20)
    loop.exec()
    timer.stop()
    bench_typing(child(window, QLineEdit, "catalogueSearch"))
    bench_scrolling(view)
    window.close()


def bench_typing(edit: QLineEdit) -> None:
    """Measure keys in the search line, with painting."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def type_key(char: str) -> None:
        QTest.keyClicks(edit, char)
        QApplication.processEvents()

    times = []
    for text in SEARCH_TEXTS:
        edit.clear()
        QApplication.processEvents()
        times += [milliseconds(partial(type_key, char)) for char in text]
    edit.clear()
    QApplication.processEvents()
    p95 = statistics.quantiles(times, n=20)[-1]
    title = "a key in the search line, painted, p95"
    print_row(title, f"{p95:.1f} ms", "<= 50 ms", is_reached=p95 <= 50)


def bench_scrolling(view: QTableView) -> None:
    """Measure the frames of scrolling through all results."""
    from PySide6.QtWidgets import QApplication

    bar, rows = view.verticalScrollBar(), view.model().rowCount()

    def scroll(step: int) -> None:
        bar.setValue(bar.maximum() * step // SCROLL_STEPS)
        QApplication.processEvents()

    median = statistics.median(milliseconds(partial(scroll, step)) for step in range(SCROLL_STEPS))
    title = f"scrolling through {rows:,} rows, a frame"
    print_row(title, f"{median:.1f} ms", "<= 16.7 ms", is_reached=median <= FRAME_MS)


def bench_start(folder: Path, runs: int = 9) -> None:
    """Measure the start with a full catalogue beside the start with an empty one."""
    from app.toolkit.settings import FILE_NAME

    (folder / FILE_NAME).unlink()  # the last window showed the catalogue
    with tempfile.TemporaryDirectory() as empty:
        for data_folder in (empty, folder):
            start(PROGRAM, data_folder)
        pairs = [
            (start(PROGRAM, folder).complete, start(PROGRAM, empty).complete) for _ in range(runs)
        ]
    full_median, empty_median = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(full / empty for full, empty in pairs)
    print_row(
        f"start with {PRODUCT_COUNT:,} products in the catalogue / with none",
        f"{full_median:.3f} / {empty_median:.3f} s = {ratio:.2f} x",
        "<= 1.05 x",
        is_reached=ratio <= 1.05,
    )


def bench_catalogue() -> None:
    """Measure everything with 200,000 products."""
    bench_import()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill_catalogue(folder, PRODUCT_COUNT * OFFERS_PER_PRODUCT)
        bench_search(folder)
        bench_window(folder)
        bench_start(folder)
