"""Benchmarks as ratios taken in one run, each beside its stated limit. Not part of the tests."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

FRAME_MS = 16
# Each program tells the moment when it was first painted, then when all of it was there, and its
# memory then.
BARE = """
    import sys, time
    from PySide6.QtWidgets import QApplication, QTableView, QMainWindow
    class Window(QMainWindow):
        def paintEvent(self, event):
            super().paintEvent(event)
            painted.append(event)
    painted = []
    application = QApplication([])
    window = Window()
    window.setCentralWidget(QTableView())
    window.resize(1280, 800)
    window.show()
    while not painted:
        application.processEvents()
    print(time.time())
"""
OURS = """
    import sys, time
    from pathlib import Path
    from PySide6.QtWidgets import QApplication
    from app.window.startup import framed_window, show
    painted = []
    application = QApplication([])
    window = framed_window(Path(sys.argv[1]))
    window.painted.connect(lambda: painted.append(window))
    show(window)
    while not painted:
        application.processEvents()
    print(time.time())
    window.complete()
    application.processEvents()
"""
WHOLE = """
    print(time.time())
    if sys.platform != "win32":
        import resource
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def row(what: str, measured: str, limit: str, *, reached: bool) -> None:
    print(f"{what:<58} {measured:>20}   {limit:<14} {'ok' if reached else 'MISSED'}", flush=True)  # noqa: T201


def product(number: int) -> dict[str, int | str]:
    return {
        "product": f"Product {number}",
        "brand": f"Brand {number % 7}",
        "element": "Mg",
        "form": ("oxide", "bisglycinate", "citrate", "malate")[number % 4],
        "elemental_mg": (50 + 7 * number % 350) * 1_000,
        "serving_units": (1 + number % 3) * 1_000,
        "pack_units": (60 + number % 5 * 30) * 1_000,
        "price": (399 + 37 * number % 4_000) * 10_000,
        "currency": "USD",
    }


def fill(folder: Path, count: int) -> None:
    """A data folder with so many saved products."""
    from pricing.model.changes import insert_rows
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario
    from pricing.store.comparisons import ComparisonStore

    catalogue = ComparisonStore(folder)
    entries = tuple(Entry(number + 1, product(number)) for number in range(count))
    catalogue.write(insert_rows(0, entries, "list"), entries, Scenario())
    catalogue.close()


# -- starting ----------------------------------------------------------------------------------


class Start(NamedTuple):
    """Seconds from starting the process to the first paint, and to the last; its memory then."""

    painted: float
    whole: float
    kilobytes: int = 0


def start(code: str, *arguments: object) -> Start:
    """Start one of the programs; how long it takes to end does not count."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code + WHOLE), *map(str, arguments)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_LOGGING_RULES": "*=false"},
    )
    painted, whole, *memory = done.stdout.split()
    return Start(float(painted) - began, float(whole) - began, *map(int, memory))


def bench_start(runs: int = 15) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), 50)
        start(OURS, folder)
        pairs = [(start(OURS, folder), start(BARE)) for _ in range(runs)]
    bare = statistics.median(each.painted for _, each in pairs)
    for what, seconds in (
        ("start to first painted window, 50 products / bare", lambda each: each.painted),
        ("start to all figures and panels, 50 products / bare", lambda each: each.whole),
    ):
        ours = statistics.median(seconds(each) for each, _ in pairs)
        ratio = statistics.median(seconds(each) / other.painted for each, other in pairs)
        row(what, f"{ours:.3f} / {bare:.3f} s = {ratio:.2f} x", "<= 1.5 x", reached=ratio <= 1.5)
    if sys.platform != "win32":
        sizes = [
            statistics.median(each.kilobytes for each in side) for side in zip(*pairs, strict=True)
        ]
        ratio = sizes[0] / sizes[1]
        measured = f"{sizes[0] / 1024:.0f} / {sizes[1] / 1024:.0f} MB = {ratio:.2f} x"
        row("idle memory, 50 products / bare", measured, "<= 1.5 x", reached=ratio <= 1.5)


# -- the open window ---------------------------------------------------------------------------


def timed(action: Callable[[int], object], runs: int = 15) -> float:
    """The median of the action in milliseconds, painting and all."""
    from PySide6.QtWidgets import QApplication

    took = []
    for run in range(runs):
        began = time.perf_counter()
        action(run)
        QApplication.processEvents()
        took.append((time.perf_counter() - began) * 1_000)
    return statistics.median(took)


def bench_window() -> None:
    from dataclasses import replace

    from PySide6.QtWidgets import QApplication, QTableView, QTabWidget

    from app.table.layout import COLUMN_INDEX
    from app.window.startup import open_window
    from pricing.model.changes import change_scenario
    from pricing.reference.payers import read_payer

    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), 200)
        window = open_window(Path(folder))
        application.processEvents()
        view = window.findChild(QTableView, "productTable")
        price = view.model().index(3, COLUMN_INDEX["price"])
        edit = timed(lambda run: view.model().setData(price, f"{5 + run}.99"))
        row(
            "one edit, all panels right, 200 products",
            f"{edit:.1f} ms",
            "<= 16 ms",
            reached=edit <= FRAME_MS,
        )

        session = window.session

        def change_target(run: int) -> None:
            now = session.scenario
            session.apply(change_scenario(now, replace(now, target=(201 + run) * 1_000), "target"))

        target = timed(change_target)
        row("change of target, 200 products", f"{target:.1f} ms", "<= 33 ms", reached=target <= 33)

        payers = tuple(read_payer(text) for text in ("plan:percent:80", "FSA:pretax:24"))
        session.apply(
            change_scenario(session.scenario, replace(session.scenario, payers=payers), "")
        )
        tabs = window.findChild(QTabWidget)
        for at in range(tabs.count()):
            tabs.setCurrentIndex(at)
            took = timed(change_target)
            what = f"the same with two payers and {tabs.tabText(at)} shown"
            row(what, f"{took:.1f} ms", "<= 33 ms", reached=took <= 33)
        window.close()


def bench_together() -> None:
    """The cheapest one or two products together, among 200."""
    from pricing.analysis.product_pairs import find_cheapest_regimens
    from pricing.calculation.comparison import compare
    from pricing.model.columns import build_product
    from pricing.model.scenario import Scenario

    products = [build_product(product(number)) for number in range(200)]
    took = []
    for run in range(15):
        comparison = compare(products, Scenario(target=(201 + run) * 1_000))
        began = time.perf_counter()
        find_cheapest_regimens(comparison)
        took.append((time.perf_counter() - began) * 1_000)
    median = statistics.median(took)
    what = "search for the cheapest two together, 200 products"
    row(what, f"{median:.1f} ms", "<= 100 ms", reached=median <= 100)


def bench_paste() -> None:
    """10,000 cells into an empty table, and their undo."""
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication, QTableView

    from app.window.startup import open_window

    application = QApplication.instance() or QApplication([])
    lines = [
        f"P {n}\tBrand\toxide\t{100 + n % 200}\t1\t{60 + n % 90}\t{5 + n % 30}.99"
        for n in range(10_000 // 7)
    ]
    pasted, undone = [], []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            window = open_window(Path(folder))
            view = window.findChild(QTableView, "productTable")
            view.go_to(0, "product")
            QGuiApplication.clipboard().setText("\n".join(lines))
            for action, took in ((view.paste, pasted), (window.session.undo_stack.undo, undone)):
                began = time.perf_counter()
                action()
                application.processEvents()
                took.append((time.perf_counter() - began) * 1_000)
            window.close()
    for what, took in (("paste of 10,000 cells", pasted), ("its undo", undone)):
        median = statistics.median(took)
        row(what, f"{median:.0f} ms", "<= 200 ms", reached=median <= 200)


# -- files -------------------------------------------------------------------------------------


def bench_files() -> None:
    from pricing.calculation.comparison import compare
    from pricing.model.columns import build_product
    from pricing.model.scenario import Scenario
    from pricing.writing.workbook import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        comparison = compare([build_product(product(number)) for number in range(10)], Scenario())
        took = []
        for _ in range(5):
            began = time.perf_counter()
            write_workbook(comparison, Path(folder) / "book.xlsx")
            took.append(time.perf_counter() - began)
        median = statistics.median(took)
        row("workbook of 10 products", f"{median:.3f} s", "<= 0.5 s", reached=median <= 0.5)


def bench_values(count: int = 100_000) -> None:
    """A table of values beside XlsxWriter alone writing the very same cells."""
    import io

    import xlsxwriter

    from pricing.calculation.comparison import compare
    from pricing.model.columns import build_product
    from pricing.model.scenario import Scenario
    from pricing.writing.workbook import values_only
    from pricing.writing.workbook.workbook import ROW_BY_ROW_OPTIONS, values_workbook

    comparison = compare([build_product(product(number)) for number in range(count)], Scenario())
    cells = list(values_only.value_rows(comparison))
    comparison = compare([each.product for each in comparison.entered_products], Scenario())
    began = time.perf_counter()
    values_workbook(comparison)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    book = xlsxwriter.Workbook(io.BytesIO(), ROW_BY_ROW_OPTIONS)
    sheet = book.add_worksheet()
    for number, line in enumerate(cells):
        sheet.write_row(number, 0, line)
    book.close()
    alone = time.perf_counter() - began
    ratio = ours / alone
    measured = f"{ours:.1f} / {alone:.1f} s = {ratio:.2f} x"
    what = f"table of {count:,} products / XlsxWriter alone"
    row(what, measured, "<= 1.3 x", reached=ratio <= 1.3)


def bench_handout(runs: int = 7) -> None:
    """From a comparison to the bytes of a PDF: four products, one page."""
    from PySide6.QtWidgets import QApplication

    from app.printing.page_layout import fit_one_page
    from app.printing.pdf import pdf_bytes
    from pricing.calculation.comparison import compare
    from pricing.model.columns import build_product
    from pricing.model.scenario import Scenario
    from pricing.writing.print import Handout, PrintOptions

    application = QApplication.instance() or QApplication([])
    took = []
    for run in range(runs):
        products = [build_product(product(number)) for number in range(4)]
        comparison = compare(products, Scenario(target=(201 + run) * 1_000))
        began = time.perf_counter()
        pdf_bytes(
            fit_one_page(Handout(comparison, comparison.ranked_products, PrintOptions())).pages
        )
        took.append(time.perf_counter() - began)
    median = statistics.median(took)
    row("handout as PDF", f"{median:.3f} s", "<= 0.3 s", reached=median <= 0.3)
    del application


def seconds(action: Callable[[], object], runs: int = 3) -> float:
    """The median of so many runs."""
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def bench_lists() -> None:
    """Long lists read: a workbook beside openpyxl alone, a text beside pandas alone."""
    import openpyxl
    import pandas as pd

    from pricing.reading.batches import read_batches
    from pricing.reading.importer import read_grids
    from tests.generated_products import write_csv, write_xlsx

    def openpyxl_alone(path: Path) -> int:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))

    with tempfile.TemporaryDirectory() as folder:
        workbook = write_xlsx(Path(folder) / "list.xlsx", 100_000, 12)
        ours = seconds(lambda: read_grids(workbook))
        alone = seconds(lambda: openpyxl_alone(workbook), 1)
        ratio = alone / ours
        times = f"{ours:.2f} / {alone:.2f} s = 1 / {ratio:.1f}"
        what = "workbook of 100,000 x 12 / openpyxl read-only"
        row(what, times, "<= 1 / 4", reached=ratio >= 4)

        text = write_csv(Path(folder) / "list.csv", 200_000)
        ours = seconds(lambda: sum(len(each.products) for each in read_batches(text)))
        alone = seconds(lambda: pd.read_csv(text))
        times = f"{ours:.2f} / {alone:.2f} s = {ours / alone:.0f} x"
        what = "text of 200,000 rows to checked products / pandas.read_csv"
        row(what, times, "<= 50 x", reached=ours / alone <= 50)


if __name__ == "__main__":
    if sys.argv[1:] == ["growth"]:
        from tests.performance.bench_growth import grow

        grow()
        sys.exit()
    from tests.performance.bench_catalogue import bench_catalogue

    bench_start()
    bench_window()
    bench_together()
    bench_paste()
    bench_files()
    bench_handout()
    bench_values()
    bench_catalogue()
    bench_lists()
