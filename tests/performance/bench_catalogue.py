"""The catalogue's benchmarks: import, search, ranking, start-up, and how they grow."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from itertools import islice
from pathlib import Path

from tests.generated_products import COLUMN_KEYS, LAST_PRICED, generate_rows, write_csv
from tests.performance.bench import OURS, ROOT, row, start

ROWS = 200_000
BATCH = 2_000
# The generator's products are offered by two shops on average.
OFFERS = 2
FRAME_MS = 1_000 / 60
SCROLLED = 120
# Half the memory of a small computer's browser tab.
MOST_MEMORY_MB = 400
TYPED = (
    "magnesium glycinate", "oxide 400", "nature citrate", "pure labs tablet", "bisgly", "malate",
    "sleep", "threonate capsule",
)  # fmt: skip


def filled(folder: Path, count: int) -> float:
    """A catalogue of a list of so many rows; seconds that joining them took."""
    from pricing.catalogue.catalogue import Catalogue
    from pricing.model.row_batch import RowBatch

    def tables():
        listed = generate_rows(count)
        while batch := list(islice(listed, BATCH)):
            yield RowBatch.from_rows(batch)

    catalogue = Catalogue(folder)
    began = time.perf_counter()
    catalogue.import_rows(tables(), "bench", LAST_PRICED)
    took = time.perf_counter() - began
    catalogue.close()
    return took


# -- import ------------------------------------------------------------------------------------


def plainly(path: Path, folder: Path) -> float:
    """What the same list costs without us: pandas, executemany, one rebuild of a word index."""
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
    connection.close()
    return time.perf_counter() - began


IMPORT = """
    import sys, time
    from pathlib import Path
    from pricing.catalogue.importing import fill
    from pricing.catalogue.catalogue import Products
    began = time.perf_counter()
    catalogue = Products(Path(sys.argv[1]))
    done = fill(catalogue, Path(sys.argv[2]))
    assert (done.joined.rows, done.problems) == (int(sys.argv[3]), ()), done
    assert len(catalogue.ids_matching("magnesium")) > 0
    catalogue.close()
    took = time.perf_counter() - began
    # Not from getrusage: there a program begins with what its parent had.
    status = Path("/proc/self/status").read_text("utf-8").split()
    print(took, int(status[status.index("VmHWM:") + 1]) // 1024)
"""


def imported(folder: Path, path: Path, count: int) -> tuple[float, int]:
    """Seconds from the file to a catalogue that can be searched, and megabytes at the most."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(IMPORT), folder, path, str(count)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)


def bench_import() -> None:
    if sys.platform != "linux":
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "list.csv"
        write_csv(path, ROWS)
        import pandas as pd  # its own start is no part of the comparison

        del pd
        plain = plainly(path, folder)
        ours, memory = imported(folder / "data", path, ROWS)
        joined = filled(folder / "joined", ROWS)
        row(
            f"import of a {ROWS:,}-row CSV / pandas + executemany + FTS",
            f"{ours:.1f} / {plain:.1f} s = {ours / plain:.1f} x",
            "<= 3 x",
            reached=ours <= 3 * plain,
        )
        row("its memory", f"{memory} MB", f"<= {MOST_MEMORY_MB} MB", reached=memory <= 400)
        row(
            f"of it, joining {ROWS:,} products that were read",
            f"{joined:.1f} / {plain:.1f} s = {joined / plain:.1f} x",
            "<= 3 x",
            reached=joined <= 3 * plain,
        )


# -- searching and ranking ---------------------------------------------------------------------


def keystrokes() -> list[str]:
    """What the search line holds after each key of what is typed."""
    return [text[:end] for text in TYPED for end in range(1, len(text) + 1)]


def milliseconds(action) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1_000


def bench_search(folder: Path) -> None:
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.search import CatalogueSearch, SearchQuery
    from pricing.catalogue.search_words import fts_query
    from pricing.model.scenario import Scenario

    catalogue = Catalogue(folder)
    search = CatalogueSearch(catalogue, Scenario())
    search.find(SearchQuery("x")).page(0, 1)
    ours, alone = [], []
    for text in keystrokes():
        alone.append(
            milliseconds(
                lambda text=text: catalogue.database.fetch_rows(
                    "SELECT rowid FROM words WHERE words MATCH ?", (fts_query(text),)
                )
            )
        )
        ours.append(milliseconds(lambda text=text: search.find(SearchQuery(text)).page(0, 64)))
    ratio = sum(ours) / sum(alone)
    row(
        "search as one types / the same FTS5 query alone",
        f"{statistics.mean(ours):.1f} / {statistics.mean(alone):.1f} ms = {ratio:.2f} x",
        "<= 2 x",
        reached=ratio <= 2,
    )
    bench_rank(search)
    catalogue.close()


def bench_rank(search) -> None:
    import numpy as np

    from pricing.calculation.ranking import Filters, Ranking
    from pricing.model.scenario import Scenario

    stock = search.ranking.product_columns
    price = stock.numbers["price"] * stock.numbers["serving_units"]
    amount = stock.numbers["pack_units"] * stock.numbers["elemental_mg"]
    ours, plain = [], []
    for _ in range(15):
        plain.append(milliseconds(lambda: np.argsort(np.divide(price, amount))))
        ranking = Ranking(stock, Scenario())
        ours.append(milliseconds(lambda ranking=ranking: ranking.order("cost_per_elemental_mg")))
    ratio = statistics.median(ours) / statistics.median(plain)
    row(
        f"rank {len(stock):,} by cost per elemental mg / divide + argsort",
        f"{statistics.median(ours):.1f} / {statistics.median(plain):.1f} ms = {ratio:.2f} x",
        "<= 3 x",
        reached=ratio <= 3,
    )
    everything = Filters()
    spread = milliseconds(lambda: search.ranking.spread(search.ranking.wanted(everything)))
    row("spread of every form", f"{spread:.1f} ms", "<= 50 ms", reached=spread <= 50)


# -- the window --------------------------------------------------------------------------------


def bench_window(folder: Path) -> None:
    """Typing and scrolling with the window open on the whole catalogue."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

    from app.window.startup import open_window

    application = QApplication.instance() or QApplication([])
    window = open_window(folder)
    application.processEvents()
    window.catalogue_controller.focus_search()
    view = window.findChild(QTableView, "catalogueTable")
    waiting = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: waiting.quit() if view.model().rowCount() else None)
    timer.start(20)
    waiting.exec()
    timer.stop()
    bench_typing(window.findChild(QLineEdit, "catalogueSearch"))
    bench_scrolling(view)
    window.close()


def bench_typing(edit) -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def press(char: str) -> None:
        QTest.keyClicks(edit, char)
        QApplication.processEvents()

    took = []
    for text in TYPED:
        edit.clear()
        QApplication.processEvents()
        took += [milliseconds(lambda char=char: press(char)) for char in text]
    edit.clear()
    QApplication.processEvents()
    slowest = statistics.quantiles(took, n=20)[-1]
    row(
        "a key in the search line, painted, p95",
        f"{slowest:.1f} ms",
        "<= 50 ms",
        reached=slowest <= 50,
    )


def bench_scrolling(view) -> None:
    from PySide6.QtWidgets import QApplication

    bar, rows = view.verticalScrollBar(), view.model().rowCount()

    def scroll(step: int) -> None:
        bar.setValue(bar.maximum() * step // SCROLLED)
        QApplication.processEvents()

    frames = [milliseconds(lambda step=step: scroll(step)) for step in range(SCROLLED)]
    median = statistics.median(frames)
    row(
        f"scrolling through {rows:,} rows, a frame",
        f"{median:.1f} ms",
        "<= 16.7 ms",
        reached=median <= FRAME_MS,
    )


def bench_start(folder: Path, runs: int = 9) -> None:
    """The same start with an empty and with a full catalogue."""
    with tempfile.TemporaryDirectory() as empty:
        for place in (empty, folder):
            start(OURS, place)
        pairs = [(start(OURS, folder).whole, start(OURS, empty).whole) for _ in range(runs)]
    full, bare = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    row(
        f"start with {ROWS:,} products in the catalogue / with none",
        f"{full:.3f} / {bare:.3f} s = {ratio:.2f} x",
        "<= 1.05 x",
        reached=ratio <= 1.05,
    )


def bench_catalogue() -> None:
    """Everything at 200,000 products."""
    bench_import()
    with tempfile.TemporaryDirectory() as name:
        filled(Path(name), ROWS * OFFERS)
        bench_search(Path(name))
        bench_window(Path(name))
        bench_start(Path(name))
